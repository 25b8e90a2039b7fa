"""A batch of the province: its catalogue while it is prepared, and the end of a rehearsal."""

from django.urls import path, re_path

from applications.views import catalogue, wiping

urlpatterns = [
    path("batches/<int:pk>/catalogue/", catalogue.Catalogue.as_view(), name="catalogue"),
    path("batches/<int:pk>/catalogue/new/", catalogue.ItemForm.as_view(), name="catalogue_new"),
    path(
        "batches/<int:pk>/catalogue/copy/", catalogue.CatalogueCopy.as_view(), name="catalogue_copy"
    ),
    path(
        "batches/<int:pk>/catalogue/<int:item>/",
        catalogue.ItemForm.as_view(),
        name="catalogue_item",
    ),
    re_path(
        r"^batches/(?P<pk>[0-9]+)/catalogue/(?P<item>[0-9]+)/(?P<deed>up|down|remove)/$",
        catalogue.ItemDeed.as_view(),
        name="catalogue_deed",
    ),
    path("batches/<int:pk>/wipe/", wiping.BatchWipe.as_view(), name="batch_wipe"),
]
