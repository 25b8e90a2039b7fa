"""What is still owed: for each city and period the units that wait, and whether the city reported."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal import clock
from portal.models import Organisation
from reports import roster
from reports.choices import CityMonthStatus, Duty, PaperStatus
from reports.completeness import not_a_month
from reports.due_dates import DueDates
from reports.matrix import excused_slots
from reports.models import CityMonth, LedgerLine, LiaisonConfirmation, LiaisonList, YearlyPaper
from reports.periods import FIRST_MONTH, month_of, months_between, year_of
from reports.reminding import Case

#: A month's date may have been moved by so many years at most.
YEARS_BACK = 1
FORWARDED = (PaperStatus.FORWARDED, PaperStatus.REVIEWED)
BACK = CityMonthStatus.RETURNED


@dataclass(frozen=True, slots=True)
class _Done:
    """Pairs with a period of what need not be asked for: units (numbers) and cities (codes)."""

    handed_in: set[tuple[int, date]]
    reported: set[tuple[Any, date]]
    excused: Collection[tuple[int, date]] = ()
    returned: Collection[tuple[str, date]] = ()


def cases(duty: Duty, periods: Sequence[date], units: Iterable[Organisation]) -> list[Case]:
    """How far the city of every one of ``units`` is with ``duty``; at most four queries.

    ``units`` are whole cities as ``roster.read`` answers them. A city whose units are all
    excused owes nothing.
    """
    by_city: dict[str, list[Organisation]] = defaultdict(list)
    for unit in units:
        by_city[unit.city_id].append(unit)
    due = DueDates.of(duty, periods)
    done = READERS[duty](duty, periods, [unit.pk for own in by_city.values() for unit in own])
    return [
        Case(
            duty=duty,
            period=period,
            city=city,
            due_on=due.day(period, city),
            waiting=tuple(unit for unit in owing if (unit, period) not in done.handed_in),
            is_reported=(city, period) in done.reported
            or all((unit, period) in done.reported for unit in owing),
            is_returned=(city, period) in done.returned,
        )
        for period in periods
        for city, own in by_city.items()
        if (owing := _owing(own, duty, period, done.excused))
    ]


def at_hand(duty: Duty) -> list[date]:
    """The periods about which somebody may still be reminded: this one and those of a year ago on."""
    today = clock.today()
    first = max(FIRST_MONTH, month_of(today).replace(year=today.year - YEARS_BACK))
    if duty == Duty.LEDGER:
        return list(months_between(first, month_of(today)))
    return [year_of(year) for year in range(first.year, today.year + 1)]


def is_period(duty: Duty, period: date) -> bool:
    """Whether ``duty`` exists for a period written like this, and it has begun."""
    if duty == Duty.LEDGER:
        return period.day == 1 and not not_a_month(period)
    years = range(FIRST_MONTH.year, clock.today().year + 1)
    return period == year_of(period.year) and period.year in years


def _owing(
    own: list[Organisation], duty: Duty, period: date, excused: Collection[tuple[int, date]]
) -> list[int]:
    """Who of one city's ``own`` must do it; a year counts by its last month so far."""
    month = period if duty == Duty.LEDGER else last_month_so_far(period.year)
    return [unit.pk for unit in roster.in_month(own, month) if (unit.pk, period) not in excused]


def last_month_so_far(year: int) -> date:
    """December, or the present month of the present year: who stands in it owes the year's papers."""
    return min(date(year, 12, 1), month_of(clock.today()))


# --- one reader a duty -----------------------------------------------------------------------


def _ledger(duty: Duty, periods: Sequence[date], units: list[int]) -> _Done:
    """A line that is 已填 or 已核, an excused month; a month that was reported once."""
    lines = LedgerLine.objects.handed_in().filter(
        organisation__in=units, city_month__month__in=periods
    )
    months = CityMonth.objects.filter(month__in=periods, first_submitted_at__isnull=False)
    rows = list(months.values_list("city", "month", "status"))
    return _Done(
        handed_in=set(lines.values_list("organisation", "city_month__month")),
        reported={(city, month) for city, month, _ in rows},
        excused=excused_slots(units, periods),
        returned={(city, month) for city, month, status in rows if status == BACK},
    )


def _liaisons(duty: Duty, periods: Sequence[date], units: list[int]) -> _Done:
    """The persons confirmed for the year; a 回执表 that was reported once."""
    years = [period.year for period in periods]
    confirmed = LiaisonConfirmation.objects.filter(organisation__in=units, year__in=years)
    lists = LiaisonList.objects.filter(year__in=years, first_submitted_at__isnull=False)
    return _Done(
        handed_in={
            (unit, year_of(year)) for unit, year in confirmed.values_list("organisation", "year")
        },
        reported={(city, year_of(year)) for city, year in lists.values_list("city", "year")},
    )


def _papers(duty: Duty, periods: Sequence[date], units: list[int]) -> _Done:
    """A paper that was uploaded and not sent back; the city is done when the province has all."""
    papers = YearlyPaper.objects.filter(
        duty=duty,
        organisation__in=units,
        year__in=[period.year for period in periods],
        first_submitted_at__isnull=False,
    )
    rows = list(papers.values_list("organisation", "year", "status"))
    return _Done(
        handed_in={
            (unit, year_of(year)) for unit, year, status in rows if status != PaperStatus.RETURNED
        },
        reported={(unit, year_of(year)) for unit, year, status in rows if status in FORWARDED},
    )


READERS = {
    Duty.LEDGER: _ledger,
    Duty.LIAISON: _liaisons,
    Duty.PLAN: _papers,
    Duty.REPORT: _papers,
}
