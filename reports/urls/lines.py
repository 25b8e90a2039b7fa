from django.urls import path

from reports.views import city, line_deeds, lines

LINE = "ledger/units/<int:pk>/<int:year>/<int:month>/"
CITY = "ledger/cities/<str:city>/<int:year>/<int:month>/"

urlpatterns = [
    path("ledger/", line_deeds.Ledger.as_view(), name="ledger"),
    path(LINE, lines.LinePage.as_view(), name="line"),
    path(f"{LINE}hand-in/", line_deeds.HandIn.as_view(), name="line_hand_in"),
    path(f"{LINE}unchanged/", line_deeds.Unchanged.as_view(), name="line_unchanged"),
    path(f"{LINE}missing/", line_deeds.Missing.as_view(), name="line_missing"),
    path(CITY, city.CityMonthPage.as_view(), name="city_month"),
    path(f"{CITY}check/", city.CheckLines.as_view(), name="check_lines"),
    path(f"{CITY}moves/<str:move>/", city.CityMonthMove.as_view(), name="city_month_move"),
]
