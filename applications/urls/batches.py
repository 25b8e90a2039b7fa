"""A batch of the province: its catalogue while it is prepared, and the end of a rehearsal."""

from django.urls import path

from applications.views import wiping

urlpatterns = [
    path("batches/<int:pk>/wipe/", wiping.BatchWipe.as_view(), name="batch_wipe"),
]
