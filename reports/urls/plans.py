from django.urls import path

from portal.addresses import CITY
from reports.views import imports, plans, projects, years

urlpatterns = [
    path(
        "ledger/units/<int:pk>/<int:year>/",
        years.OrganisationYear.as_view(),
        name="organisation_year",
    ),
    path("ledger/units/<int:pk>/<int:year>/plan/", plans.PlanPage.as_view(), name="plan"),
    path(
        "ledger/units/<int:pk>/<int:year>/plan/tasks/",
        plans.PlanTasks.as_view(),
        name="plan_tasks",
    ),
    path("ledger/units/<int:pk>/<int:year>/plan/copy/", plans.PlanCopy.as_view(), name="plan_copy"),
    path("ledger/units/<int:pk>/projects/", projects.ProjectsPage.as_view(), name="projects"),
    path(
        f"ledger/cities/{CITY}/<int:year>/<int:month>/template/",
        imports.LedgerTemplate.as_view(),
        name="ledger_template",
    ),
    path(
        f"ledger/cities/{CITY}/<int:year>/<int:month>/import/",
        imports.LedgerImport.as_view(),
        name="ledger_import",
    ),
]
