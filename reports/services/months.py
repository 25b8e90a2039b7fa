"""The lock of a city's month, under which every line of it is written."""

from datetime import date

from reports.completeness import not_a_month
from reports.models import CityMonth


class LineRefused(Exception):
    """The line cannot be written so now; the text says why and what to do."""


def open_month(*, city: str, month: date) -> CityMonth:
    """Lock the month of ``city`` (its code), which begins with whoever writes first.

    Call inside a transaction. Raises LineRefused before March 2024 and before the month itself.
    """
    if problems := not_a_month(month):
        raise LineRefused(problems[0].text)
    rows = CityMonth.objects.select_for_update(of=("self",)).select_related("city")
    try:
        return rows.get(city=city, month=month)
    except CityMonth.DoesNotExist:
        CityMonth.objects.get_or_create(city_id=city, month=month)
        return rows.get(city=city, month=month)
