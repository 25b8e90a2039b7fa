"""形式审查 of an application, and its counts in a batch."""

from django.urls import path

from applications.views import checks

urlpatterns = [
    path("<int:pk>/checks/", checks.Checks.as_view(), name="checks"),
    path("<int:pk>/checks/<str:section>/", checks.PartChecks.as_view(), name="part_checks"),
    path("batches/<int:pk>/checks/", checks.BatchChecks.as_view(), name="batch_checks"),
    path(
        "batches/<int:pk>/checks/<str:check>/",
        checks.BatchCheckUnits.as_view(),
        name="batch_check",
    ),
]
