"""The months: seventy organisations, three years, and the pages on which people work with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from benchmarks.stage import person
from benchmarks.visits import Visit
from portal.models import Organisation
from reports import roster
from reports.periods import FIRST_MONTH, months_between
from reports.rehearsal.demo import officers
from reports.rehearsal.months import (
    Months,
    begin_projects,
    found_units,
    name_liaisons,
    play,
    play_month,
)

ORGANISATIONS, CLUSTERS = 70, 10
#: Thirty-six months from the first one on; the pages are of October 2026.
LAST = date(2027, 2, 1)
YEAR, MONTH = 2026, date(2026, 10, 1)
#: Queries are counted with so many cities first.
FEW_CITIES = 3
SEED = 7


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who is in the ledger, and one city whose month of October is still being written."""

    few: Months
    many: Months
    unit: Organisation


def found() -> Ledger:
    """Seventy organisations with people and projects, and no month yet."""
    unit = person("clerk-1").organisation
    in_use = Organisation.objects.filter(kind_periods__isnull=False).distinct().count()
    found_units(SEED, ORGANISATIONS - in_use, since=FIRST_MONTH)
    everybody = list(roster.everybody())
    cities = sorted({member.city_id for member in everybody})[:FEW_CITIES]
    few = [member for member in everybody if member.city_id in cities]
    many = [member for member in everybody if member.city_id not in cities]
    ledger = Ledger(_months(few), _months(many), unit)
    for part in (ledger.few, ledger.many):
        name_liaisons(part, since=FIRST_MONTH)
        begin_projects(part)
    return ledger


def _months(members: list[Organisation]) -> Months:
    return Months(SEED, members, officers(), person("province"))


def fill_few(ledger: Ledger) -> None:
    """2026 up to September of three cities; October is being written."""
    play(ledger.few, list(months_between(date(YEAR, 1, 1), date(YEAR, 9, 1))))
    play_month(ledger.few, MONTH, report=False)


def fill_many(ledger: Ledger) -> None:
    """Everything else of thirty-six months."""
    play(ledger.many, list(months_between(FIRST_MONTH, LAST)))
    play(ledger.few, list(months_between(FIRST_MONTH, date(YEAR - 1, 12, 1))))
    play(ledger.few, list(months_between(date(YEAR, 11, 1), LAST)))


def ledger_pages(ledger: Ledger) -> Iterator[tuple[str, Visit]]:
    """Name and request of every page on which months are written, checked, read and urged."""
    city, unit = ledger.unit.city_id, ledger.unit.pk
    month = (MONTH.year, MONTH.month)
    yield from (
        _read("line of a month", "clerk-1", "line", unit, *month),
        _read("year of a unit", "clerk-1", "organisation_year", unit, YEAR),
        _read("plan", "clerk-1", "plan", unit, YEAR),
        _read("重大项目", "clerk-1", "projects", unit),
        _read("month of a city", "city-1", "city_month", city, *month),
        _read("confirmation of 报送", "city-1", "city_month_move", city, *month, "report"),
        _read("matrix, 70 × 12", "province", "matrix", YEAR),
        _read("month of the province", "province", "month", *month),
        _read("调度排队", "province", "ranking", *month),
        _read("log of reminders", "province", "reminders"),
        _read("回执表 of a city", "city-1", "liaison_list", city, YEAR),
        _read("联络员 of all cities", "province", "liaison_province", YEAR),
        _read("年度材料 of all units", "province", "papers", YEAR),
    )


def _read(name: str, who: str, url: str, *arguments) -> tuple[str, Visit]:
    return f"{name}, {who}", Visit(reverse(f"reports:{url}", args=arguments), person(who))
