from django.urls import include, path

urlpatterns = [
    path("applications/", include("applications.urls")),
    path("outputs/", include("reports.urls")),
]
