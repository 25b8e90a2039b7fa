"""The month of the province, city by city: who has reported, who is missing what (A-08)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery

from portal import clock
from portal.choices import RegionKind
from portal.models import Organisation, Region
from reports import reminding, roster
from reports.choices import (
    REPORTED_MONTH,
    CellState,
    CityMonthStatus,
    Duty,
    Light,
    Step,
)
from reports.due_dates import DueDates
from reports.lights import Rule, light_of, state_of
from reports.models import Excuse, LedgerLine, LedgerVersion, Reminder
from reports.periods import end_of, next_month

NOT_STARTED, MISSED = "未开始", "漏报"


@dataclass(frozen=True, slots=True)
class CityRow:
    """One city in one month.

    ``status`` is None while nobody has touched the month; ``version`` the number of the newest
    sealed version, None without any. ``units`` owe the month, ``excused`` are so many that do not.
    """

    city: Region
    month: date
    due_on: date
    status: str | None
    first_submitted_at: datetime | None
    submitted_at: datetime | None
    version: int | None
    units: tuple[Organisation, ...]
    excused: int

    @property
    def filled(self) -> int:
        return sum(unit.is_filled for unit in self.units)

    @property
    def checked(self) -> int:
        return sum(unit.is_checked for unit in self.units)

    @property
    def waiting(self) -> list[Organisation]:
        """Units that have handed nothing in, as long as the city must still report."""
        return [unit for unit in self.units if self.owes and not unit.is_filled]

    @property
    def owes(self) -> bool:
        """There is something to report, and the city has not, or must do so again."""
        return bool(self.units) and self.status not in REPORTED_MONTH

    @property
    def arrival(self) -> CellState:
        """按时, 逾期, 未报 or 未到期 of the whole city."""
        if not self.units:
            return CellState.EXCUSED if self.excused else CellState.OUTSIDE
        return state_of(
            due=end_of(self.due_on),
            reported_at=self.first_submitted_at,
            excused=False,
            now=clock.now(),
        )

    @property
    def light(self) -> Light:
        return light_of(self.arrival, None, Rule())[0]

    @property
    def is_missed(self) -> bool:
        """漏报: late, and the next month has begun (domain.md §5.4)."""
        return self.arrival == CellState.MISSING and clock.today() >= next_month(self.month)

    @property
    def word(self) -> str:
        """已报送（逾期）, 省级退回, 漏报, 填写中, 未开始; 免报 and 不在册 where nobody owes anything."""
        if not self.units:
            return self.arrival.label
        if self.status in REPORTED_MONTH:
            return f"{CityMonthStatus(self.status).label}（{self.arrival.label}）"
        if self.is_missed:
            return MISSED
        return CityMonthStatus(self.status).label if self.status else NOT_STARTED

    @property
    def tone(self) -> str:
        """The status, or what else the badge shows."""
        if not self.units or self.is_missed:
            return self.arrival
        return self.status or "empty"

    @property
    def left(self) -> str:
        """Days left, or how many too late; empty once the month has been reported."""
        if not self.owes or self.first_submitted_at:
            return ""
        return reminding.left(self.due_on, clock.today())


def cities_of(month: date) -> list[CityRow]:
    """All eleven cities in the order of codes; three queries."""
    due = DueDates.of(Duty.LEDGER, [month])
    owing: dict[str, list[Organisation]] = defaultdict(list)
    excused: dict[str, int] = defaultdict(int)
    for unit in roster.in_month(_units(month), month):
        if unit.is_excused:
            excused[unit.city_id] += 1
        else:
            owing[unit.city_id].append(unit)
    return [
        CityRow(
            city=city,
            month=month,
            due_on=due.day(month, city.pk),
            status=city.month_status,
            first_submitted_at=city.first_submitted_at,
            submitted_at=city.submitted_at,
            version=city.version,
            units=tuple(owing[city.pk]),
            excused=excused[city.pk],
        )
        for city in _cities(month)
    ]


def _cities(month: date):
    """Every city with its month, if there is one."""
    versions = LedgerVersion.objects.filter(
        city_month__city=OuterRef("pk"), city_month__month=month
    ).order_by("-number")
    return Region.objects.filter(kind=RegionKind.CITY).annotate(
        this=FilteredRelation("city_months", condition=Q(city_months__month=month)),
        month_status=F("this__status"),
        first_submitted_at=F("this__first_submitted_at"),
        submitted_at=F("this__submitted_at"),
        version=Subquery(versions.values("number")[:1]),
        is_urged=Exists(_urged(month).filter(city=OuterRef("pk"), organisation__isnull=True)),
    )


def _units(month: date) -> list[Organisation]:
    """Every organisation with how far its line is."""
    own = {"organisation": OuterRef("pk")}
    lines = LedgerLine.objects.filter(city_month__month=month, **own)
    excuses = Excuse.objects.over(month, month).filter(**own)
    return roster.read(
        roster.everybody().annotate(
            is_filled=Exists(lines.handed_in()),
            is_checked=Exists(lines.checked()),
            is_excused=Exists(excuses),
            is_urged=Exists(_urged(month).filter(**own)),
        )
    )


def _urged(month: date):
    """What has been urged by hand today about ``month``."""
    return Reminder.objects.filter(
        duty=Duty.LEDGER, period=month, step=Step.MANUAL, sent_at__date=clock.today()
    )
