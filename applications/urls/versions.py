"""Sealed versions: any two beside each other."""

from django.urls import path

from applications.views import versions

urlpatterns = [
    path("<int:pk>/versions/", versions.VersionList.as_view(), name="versions"),
    path(
        "<int:pk>/versions/<int:old>/<int:new>/",
        versions.Difference.as_view(),
        name="difference",
    ),
]
