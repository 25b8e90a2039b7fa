"""Until when: the notice's day, or the last one that the province has set (DueDate)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from reports.choices import Duty
from reports.models import DueDate
from reports.periods import default_due_on, end_of


@dataclass(frozen=True, slots=True)
class DueDates:
    """The due dates of one duty over several periods; one query for all of them."""

    duty: Duty
    moved: dict[tuple[date, str | None], date]

    @classmethod
    def of(cls, duty: Duty, periods: Iterable[date]) -> "DueDates":
        """Those of ``periods``: first days of months, or of years for a yearly duty."""
        return cls.read({duty: periods})[duty]

    @classmethod
    def read(cls, wanted: Mapping[Duty, Iterable[date]]) -> dict[Duty, "DueDates"]:
        """Those of several duties at once, each with its periods; one query."""
        condition = Q(pk__in=[])
        for duty, periods in wanted.items():
            condition |= Q(duty=duty, period__in=list(periods))
        found = {duty: cls(duty, {}) for duty in wanted}
        for row in DueDate.objects.filter(condition):
            # Later rows overwrite earlier ones: the last word counts.
            found[Duty(row.duty)].moved[row.period, row.city_id] = row.due_on
        return found

    def day(self, period: date, city: Any) -> date:
        """The last day for ``city`` (its code)."""
        for key in ((period, city), (period, None)):
            if key in self.moved:
                return self.moved[key]
        return default_due_on(self.duty, period)

    def moment(self, period: date, city: Any) -> datetime:
        """23:59:59 of that day."""
        return end_of(self.day(period, city))


def due_on(duty: Duty, period: date, city: Any) -> date:
    """The last day of one duty of one city (its code)."""
    return DueDates.of(duty, [period]).day(period, city)
