"""The months, the yearly duties, the bulletin, and everything that leaves as a file."""

from reports.urls import bulletin, liaisons, lines, outputs, papers, plans, province, units

app_name = "reports"

urlpatterns = [
    *lines.urlpatterns,
    *plans.urlpatterns,
    *province.urlpatterns,
    *liaisons.urlpatterns,
    *papers.urlpatterns,
    *bulletin.urlpatterns,
    *outputs.urlpatterns,
    *units.urlpatterns,
]
