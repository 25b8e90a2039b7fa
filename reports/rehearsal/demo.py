"""The months of a rehearsal on one machine: those of this year, and the present one half written."""

from datetime import date

from portal import clock
from portal.choices import Role
from portal.models import User
from reports import roster
from reports.models import CityMonth, Excuse
from reports.periods import FIRST_MONTH, month_of, months_between, previous_month, year_of
from reports.rehearsal.months import (
    Months,
    begin_projects,
    found_units,
    name_liaisons,
    play,
    play_month,
)

SEED = 2024
UNITS = 22
MONTHS = 3


def load() -> None:
    """Fill the ledger once; a database that holds any month keeps what it holds.

    Needs the accounts of ``applications.rehearsal``.
    """
    if CityMonth.objects.exists():
        return
    this = month_of(clock.today())
    first = _first_month(this)
    found_units(SEED, UNITS, since=first)
    rehearsal = Months(
        SEED,
        organisations=list(roster.everybody()),
        officers=officers(),
        province=User.objects.get(username="province"),
    )
    name_liaisons(rehearsal, since=first)
    begin_projects(rehearsal)
    _excuse_earlier(rehearsal, first)
    play(rehearsal, [month for month in months_between(first, this) if month < this])
    play_month(rehearsal, this, report=False)


def _first_month(this: date) -> date:
    """January, or three months ago where that is earlier."""
    month = this
    for _ in range(MONTHS):
        month = previous_month(month)
    return max(FIRST_MONTH, min(month, year_of(this.year)))


def _excuse_earlier(rehearsal: Months, first: date) -> None:
    """What was reported on paper before this rehearsal began is not asked for again."""
    Excuse.objects.bulk_create(
        Excuse(
            organisation=unit,
            since=FIRST_MONTH,
            until=previous_month(first),
            reason="平台启用前已按纸质方式报送",
            granted_by=rehearsal.province,
            granted_at=clock.now(),
        )
        for unit in rehearsal.organisations
        if first > FIRST_MONTH and roster.kind_in(unit, previous_month(first))
    )


def officers() -> dict[str, User]:
    """For each city the one of its bureau who acts."""
    officers = User.objects.filter(memberships__role=Role.CITY_OFFICER, is_demonstration=True)
    return {
        officer.organisation.city_id: officer
        for officer in officers.prefetch_related("memberships__organisation")
    }
