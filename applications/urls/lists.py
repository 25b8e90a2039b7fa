"""The list of applications, and bulk deeds on what it has found."""

from django.urls import path

from applications.views import lists

urlpatterns = [
    path("", lists.ApplicationList.as_view(), name="list"),
]
