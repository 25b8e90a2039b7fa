"""Working days as the State Council arranges them: the table of holidays, then the weekday.

A year without any row has not been arranged yet; its weekends and the holidays of a fixed day are
the best that is known.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice

from portal.models import Holiday

SATURDAY = 5
ONE_DAY = timedelta(days=1)
#: 全国年节及纪念日放假办法: 元旦, 劳动节 and 国庆节, in whatever year.
FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
#: Nobody counts further ahead.
HORIZON = timedelta(days=366 * 3)


def is_workday(day: date) -> bool:
    """Whether offices work on ``day``."""
    return count(day, day) == 1


def add(day: date, n: int) -> date:
    """The ``n``-th working day after ``day``, which itself does not count; ``n`` is 1 or more."""
    arranged = _arranged(day + ONE_DAY, day + HORIZON)
    later = (day + ONE_DAY * step for step in range(1, HORIZON.days))
    return next(islice((one for one in later if _works(one, arranged)), n - 1, None))


def count(first: date, last: date) -> int:
    """How many working days there are from ``first`` to ``last``, both included."""
    arranged = _arranged(first, last)
    days = (first + ONE_DAY * step for step in range((last - first).days + 1))
    return sum(_works(day, arranged) for day in days)


def unannounced(first: date, last: date) -> list[int]:
    """The years of a period whose holidays nobody has entered."""
    known = {day.year for day in Holiday.objects.dates("day", "year")}
    return [year for year in range(first.year, last.year + 1) if year not in known]


def said(first: date, last: date) -> str:
    """«共6个工作日», and for which years that is only reckoned."""
    years = [
        f"{year}年节假日安排尚未发布，按周末和固定节日推算" for year in unannounced(first, last)
    ]
    note = f"（{'；'.join(years)}）" if years else ""
    return f"共{count(first, last)}个工作日{note}"


def _arranged(first: date, last: date) -> Mapping[date, bool]:
    """Which days are special, and whether offices work on them."""
    whole_years = date(first.year, 1, 1), date(last.year, 12, 31)
    rows = Holiday.objects.filter(day__range=whole_years)
    entered = dict(rows.values_list("day", "is_workday"))
    blank = set(range(first.year, last.year + 1)) - {day.year for day in entered}
    return entered | {date(year, *day): False for year in blank for day in FIXED}


def _works(day: date, arranged: Mapping[date, bool]) -> bool:
    return arranged.get(day, day.weekday() < SATURDAY)
