"""The addresses of the portal and those of the bare pages."""

from django.urls import include, path

from benchmarks import views

handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"

urlpatterns = [
    path("bench/read/<int:pk>/", views.read),
    path("bench/read-as-user/<int:pk>/", views.read_as_user),
    path("bench/write/<int:pk>/", views.write),
    path("bench/write-as-user/<int:pk>/", views.write_as_user),
    path("", include("portal.urls")),
]
