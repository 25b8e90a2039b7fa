"""What the page of one city's month shows; each part is read when it is asked for."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery

from portal import audit, clock
from portal.models import Region
from portal.problems import Problem
from reports import roster
from reports.carry import Carried, carried
from reports.choices import REPORTED_MONTH, CellState, CityMonthStatus, Duty
from reports.completeness import lines_not_ready
from reports.due_dates import DueDates
from reports.lights import state_of
from reports.lines import LineRecord, with_excuse
from reports.models import CityMonth, LedgerVersion
from reports.periods import FIRST_MONTH, month_of, months_of, previous_month
from reports.reminding import left

#: Until which day of a month the last one is still what has to be done.
LAST_MONTH_DAYS = 10
EVENTS = 30


def month_at_hand(city: Any) -> date:
    """The month that is due now: this one, or in its first days the last one while not reported.

    ``city`` is a code; None asks for this month.
    """
    today = clock.today()
    last = previous_month(month_of(today))
    if city is None or today.day >= LAST_MONTH_DAYS or last < FIRST_MONTH:
        return month_of(today)
    reported = CityMonth.objects.filter(city=city, month=last, status__in=REPORTED_MONTH)
    return month_of(today) if reported.exists() else last


class CityRecord:
    """The month of ``city`` (its code) with all its lines."""

    def __init__(self, city: str, month: date) -> None:
        self.city_code, self.month = city, month

    # --- the month ------------------------------------------------------------------------

    @cached_property
    def year(self) -> dict[date, CityMonth]:
        """The stored months of the year, with the last version of each."""
        last = LedgerVersion.objects.filter(city_month=OuterRef("pk")).order_by("-number")
        rows = CityMonth.objects.filter(city=self.city_code, month__in=months_of(self.month.year))
        rows = rows.select_related("city").annotate(
            version_number=Subquery(last.values("number")[:1]),
            version_code=Subquery(last.values("check_code")[:1]),
        )
        return {row.month: row for row in rows}

    @cached_property
    def city_month(self) -> CityMonth:
        """The month, stored or blank. Raises Region.DoesNotExist for a code of no city."""
        if stored := self.year.get(self.month):
            return stored
        own = [unit for unit in self.units if unit.city_id == self.city_code]
        known = next((row.city for row in [*self.year.values(), *own]), None)
        city = known or Region.objects.get(code=self.city_code, kind="city")
        return CityMonth(city=city, month=self.month)

    @cached_property
    def due_dates(self) -> DueDates:
        return DueDates.of(Duty.LEDGER, months_of(self.month.year))

    @property
    def due(self) -> datetime:
        return self.due_dates.moment(self.month, self.city_code)

    @property
    def left(self) -> str:
        """The days left, in words; empty once the month was reported."""
        if self.city_month.first_submitted_at:
            return ""
        return left(self.due_dates.day(self.month, self.city_code), clock.today())

    @property
    def state(self) -> CellState:
        """按时, 逾期, 未报 or 未到期."""
        return self._state(self.month)

    def _state(self, month: date) -> CellState:
        row = self.year.get(month)
        return state_of(
            due=self.due_dates.moment(month, self.city_code),
            reported_at=row.first_submitted_at if row else None,
            excused=False,
            now=clock.now(),
        )

    @property
    def strip(self) -> list[dict[str, Any]]:
        """Every month of the year that has come: its state, and whether it is this one."""
        months = [m for m in months_of(self.month.year) if FIRST_MONTH <= m <= clock.today()]
        return [{"month": month, **self._shown(month)} for month in months]

    def _shown(self, month: date) -> dict[str, str]:
        row = self.year.get(month)
        is_back = row is not None and row.status == CityMonthStatus.RETURNED
        state = CityMonthStatus.RETURNED if is_back else self._state(month)
        return {"tone": state.value, "word": state.label}

    # --- the lines ------------------------------------------------------------------------

    @cached_property
    def units(self) -> list[Any]:
        """Who stands in the ledger of the month, in official order."""
        rows = roster.read(with_excuse(roster.of_city(self.city_code), self.month))
        return roster.in_month(rows, self.month)

    @cached_property
    def carried(self) -> Carried:
        return carried([unit.pk for unit in self.units], self.month)

    @cached_property
    def groups(self) -> list[tuple[str, list[LineRecord]]]:
        """The three groups of the notice with their lines."""
        return [
            (group.label, [self._record(unit) for unit in group.members])
            for group in roster.groups(self.units, self.month)
        ]

    def _record(self, unit: Any) -> LineRecord:
        return LineRecord(
            unit,
            self.month,
            carried=self.carried,
            city_month=self.city_month,
            due_on=self.due_dates.day(self.month, self.city_code),
        )

    @property
    def excused(self) -> set[int]:
        return {unit.pk for unit in self.units if unit.excuse is not None}

    @property
    def problems(self) -> list[Problem]:
        """Why the month cannot be reported now."""
        return lines_not_ready(self.city_month, self.units, self.excused, self.carried.lines)

    @property
    def count(self) -> str:
        """How many of the lines that have to come are checked: 5/9."""
        wanted = [unit.pk for unit in self.units if unit.excuse is None]
        lines = [self.carried.lines.get(unit) for unit in wanted]
        return f"{sum(bool(line and line.checked_at) for line in lines)}/{len(wanted)}"

    # --- what was done ---------------------------------------------------------------------

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """What was done with the month and why, the newest first."""
        if self.city_month.pk is None:
            return []
        entries = audit.history(self.city_month).order_by("-at", "-pk")[:EVENTS]
        return [
            {
                "at": entry.at,
                "actor": entry.actor_name,
                "role": entry.actor_role,
                "label": entry.label,
                "note": entry.note,
                "action": entry.action,
            }
            for entry in entries
        ]

    @property
    def returned(self) -> dict[str, Any] | None:
        """The deed by which the province gave the month back; None unless it is back."""
        if self.city_month.status != CityMonthStatus.RETURNED:
            return None
        return next((event for event in self.events if event["action"] == "return"), None)
