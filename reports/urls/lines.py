from django.urls import path

from portal.addresses import CITY
from reports.views import city, line_deeds, lines

LINE = "ledger/units/<int:pk>/<int:year>/<int:month>/"
MONTH = f"ledger/cities/{CITY}/<int:year>/<int:month>/"

urlpatterns = [
    path("ledger/", line_deeds.Ledger.as_view(), name="ledger"),
    path(LINE, lines.LinePage.as_view(), name="line"),
    path(f"{LINE}hand-in/", line_deeds.HandIn.as_view(), name="line_hand_in"),
    path(f"{LINE}unchanged/", line_deeds.Unchanged.as_view(), name="line_unchanged"),
    path(f"{LINE}missing/", line_deeds.Missing.as_view(), name="line_missing"),
    path(MONTH, city.CityMonthPage.as_view(), name="city_month"),
    path(f"{MONTH}check/", city.CheckLines.as_view(), name="check_lines"),
    path(f"{MONTH}moves/<str:move>/", city.CityMonthMove.as_view(), name="city_month_move"),
]
