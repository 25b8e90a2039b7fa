"""The list of applications, bulk deeds on what it has found, and 催办 with its log."""

from django.urls import path

from applications.views import bulk, lists, unstarted, urging

urlpatterns = [
    path("", lists.ApplicationList.as_view(), name="list"),
    path("bulk/export/", bulk.BulkExport.as_view(), name="bulk_export"),
    path("bulk/<str:deed>/", bulk.BulkDeed.as_view(), name="bulk"),
    path("<int:pk>/urge/", urging.UrgePage.as_view(), name="urge"),
    path("<int:pk>/urges/", urging.ApplicationUrges.as_view(), name="urges"),
    path("batches/<int:pk>/urges/", urging.BatchUrges.as_view(), name="batch_urges"),
    path("batches/<int:pk>/unstarted/", unstarted.UnstartedList.as_view(), name="unstarted"),
    path(
        "batches/<int:pk>/unstarted/urge/",
        unstarted.UnstartedUrge.as_view(),
        name="unstarted_urge",
    ),
]
