"""Extensions of a batch, a city or one application; a unit that wants to leave before its time."""

from django.urls import path

from applications.views import extensions, withdrawals

urlpatterns = [
    path("batches/<int:pk>/extensions/", extensions.ExtensionList.as_view(), name="extensions"),
    path(
        "batches/<int:pk>/extensions/new/",
        extensions.ExtensionNew.as_view(),
        name="extension_new",
    ),
    path("<int:pk>/withdrawal/", withdrawals.Ask.as_view(), name="ask_to_withdraw"),
    path("<int:pk>/withdrawal/cancel/", withdrawals.Cancel.as_view(), name="cancel_withdrawal"),
    path("<int:pk>/withdrawal/refuse/", withdrawals.Refuse.as_view(), name="refuse_withdrawal"),
]
