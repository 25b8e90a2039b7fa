"""The months of a rehearsal on one machine: three reported ones, and the present one half written."""

from portal import clock
from portal.choices import Role
from portal.models import User
from reports import roster
from reports.models import CityMonth
from reports.periods import FIRST_MONTH, month_of, months_between, previous_month
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
    first = this
    for _ in range(MONTHS):
        first = previous_month(first)
    first = max(first, FIRST_MONTH)
    found_units(SEED, UNITS, since=first.replace(month=1))
    rehearsal = Months(
        SEED,
        organisations=list(roster.everybody()),
        officers=officers(),
        province=User.objects.get(username="province"),
    )
    name_liaisons(rehearsal, since=first.replace(month=3))
    begin_projects(rehearsal)
    play(rehearsal, [month for month in months_between(first, this) if month < this])
    play_month(rehearsal, this, report=False)


def officers() -> dict[str, User]:
    """For each city the one of its bureau who acts."""
    officers = User.objects.filter(memberships__role=Role.CITY_OFFICER, is_demonstration=True)
    return {
        officer.organisation.city_id: officer
        for officer in officers.prefetch_related("memberships__organisation")
    }
