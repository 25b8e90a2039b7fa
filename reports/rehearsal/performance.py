"""One rehearsal while it is played: its calendar, who plays, and what became of every unit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from time import perf_counter

from django.utils import timezone

from applications.choices import Status
from applications.models import Application, Batch
from portal import clock
from portal.models import User
from reports.rehearsal.cast import Cast, Casting
from reports.rehearsal.invention import InventedUnit
from reports.rehearsal.script import Part

NOTICE_DAY = date(2025, 8, 14)
#: Days after the notice on which each stage is played.
CITY_DEADLINE, PROVINCE_DEADLINE = 11, 17
FILLING, REVIEWING, RECOMMENDING = 5, 12, 16
RECEIVING, VISITING, PUBLICITY, PUBLICATION = 20, 32, 100, 112


@dataclass(slots=True)
class Performance:
    """Every stage happens some days after ``notice_day``."""

    seed: int
    say: Callable[[str], None]
    notice_day: date = NOTICE_DAY
    batch: Batch | None = None
    cast: Cast | None = None
    casting: Casting | None = None
    units: dict[int, InventedUnit] = field(default_factory=dict)
    heads: dict[int, User] = field(default_factory=dict)
    clerks: dict[int, User] = field(default_factory=dict)
    applications: dict[int, Application] = field(default_factory=dict)

    @property
    def full_year(self) -> int:
        """The year of the figures."""
        return self.notice_day.year - 1

    def day(self, after: int) -> date:
        return self.notice_day + timedelta(days=after)

    def moment(self, after: int, hour: int, minute: int = 0) -> datetime:
        return timezone.make_aware(datetime.combine(self.day(after), time(hour, minute)))

    @contextmanager
    def scene(self, title: str, after: int, hour: int = 9) -> Iterator[None]:
        """Play something ``after`` days of the notice, and say how long it took."""
        started = perf_counter()
        with clock.at(self.moment(after, hour)):
            yield
        self.say(f"{self.day(after):%Y-%m-%d} {title}：{perf_counter() - started:.1f} 秒")

    def at_city(self, part: Part, move: str = "") -> tuple[Application, str, User]:
        return self.applications[part.number], move, self.cast.city[part.city.code]

    def in_state(self, status: Status) -> list[tuple[int, Application]]:
        """The applications of that status by number, all of them read anew."""
        for application in self.applications.values():
            application.refresh_from_db()
        return [(n, a) for n, a in self.applications.items() if a.status == status]
