"""Who reported which month, and when: the completeness matrix, organisation by month (A-08)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from statistics import mean

from django.db.models import QuerySet, Subquery

from portal import clock
from portal.choices import OrganisationKind
from portal.models import Organisation, Region
from reports import roster
from reports.choices import CellState, Duty, Light
from reports.due_dates import DueDates
from reports.figures import Added, rates_by_month
from reports.lights import Cell, Rule, light_of, points_behind, state_of
from reports.models import Excuse, LedgerLine, LightRule
from reports.periods import FIRST_MONTH

Slot = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many months came in time, late, not at all; what is excused or to come is not due."""

    on_time: int = 0
    late: int = 0
    missing: int = 0
    excused: int = 0
    pending: int = 0

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> "Tally":
        counts = Counter(cell.state for cell in cells)
        return cls(
            counts[CellState.ON_TIME],
            counts[CellState.LATE],
            counts[CellState.MISSING],
            counts[CellState.EXCUSED],
            counts[CellState.PENDING],
        )

    @property
    def due(self) -> int:
        return self.on_time + self.late + self.missing

    @property
    def rate(self) -> Decimal | None:
        """按时率 as a share of 1; None when nothing was due."""
        return Decimal(self.on_time) / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation: a cell a month, and how far its year's figures are.

    ``kind`` is the group of its last month in the matrix, ``former`` are those of earlier ones.
    ``progress`` is the mean completion of its counted tasks in the last month, in per cent; None
    without any.
    """

    organisation: Organisation
    kind: OrganisationKind
    former: tuple[OrganisationKind, ...]
    cells: tuple[Cell, ...]
    progress: Decimal | None

    @property
    def tally(self) -> Tally:
        return Tally.of(self.cells)

    @property
    def stands(self) -> bool:
        """Whether it still stands in the ledger in the last month of the matrix."""
        return self.cells[-1].state != CellState.OUTSIDE


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows in official order: by group, in it by city, in it as entered.

    ``rule`` is the one that judged their figures, None as long as nobody has written a line.
    """

    months: tuple[date, ...]
    rows: tuple[Row, ...]
    rule: Rule | None = None

    @property
    def standing(self) -> "Matrix":
        """Without the organisations that have left before the last month."""
        return replace(self, rows=tuple(row for row in self.rows if row.stands))

    @property
    def columns(self) -> list[Tally]:
        """The totals of each month."""
        return [
            Tally.of(row.cells[place] for row in self.rows) for place in range(len(self.months))
        ]

    @property
    def total(self) -> Tally:
        return Tally.of(cell for row in self.rows for cell in row.cells)

    @property
    def cities(self) -> list[tuple[Region, list[Row]]]:
        """The rows of each city that has any, by its code."""
        found: dict[str, tuple[Region, list[Row]]] = {}
        for row in self.rows:
            city = row.organisation.city
            found.setdefault(city.pk, (city, []))[1].append(row)
        return [found[code] for code in sorted(found)]


def matrix(organisations: QuerySet[Organisation], months: Sequence[date]) -> Matrix:
    """The matrix of ``organisations`` (as roster answers them) over months of one year.

    Four queries, however many rows.
    """
    sources = _Sources.read(roster.read(organisations), months)
    groups = roster.groups(sources.units, *months)
    rows = [sources.row(unit, group.kind) for group in groups for unit in group.members]
    return Matrix(tuple(months), tuple(rows), sources.rule)


@dataclass(frozen=True, slots=True)
class _Line:
    """What the matrix wants to know of a line."""

    reported_at: datetime | None
    is_unchanged: bool
    is_identical: bool


NO_LINE = _Line(None, False, False)


@dataclass(frozen=True, slots=True)
class _Sources:
    """Everything that cells are made of, read at once."""

    units: list[Organisation]
    months: Sequence[date]
    due: DueDates
    excused: set[Slot]
    lines: dict[Slot, _Line]
    rates: dict[Slot, list[Decimal]]
    rule: Rule | None
    now: datetime

    @classmethod
    def read(cls, units: list[Organisation], months: Sequence[date]) -> "_Sources":
        ids = [unit.pk for unit in units]
        lines, added, rule = _lines(ids, months)
        return cls(
            units=units,
            months=months,
            due=DueDates.of(Duty.LEDGER, months),
            excused=excused_slots(ids, months),
            lines=lines,
            rates=rates_by_month(added, months),
            rule=rule,
            now=clock.now(),
        )

    def row(self, unit: Organisation, kind: OrganisationKind) -> Row:
        kinds = dict.fromkeys(roster.kind_in(unit, month) for month in self.months)
        rates = self.rates.get((unit.pk, self.months[-1]))
        return Row(
            organisation=unit,
            kind=kind,
            former=tuple(one for one in kinds if one not in (None, kind)),
            cells=tuple(self.cell(unit, month) for month in self.months),
            progress=mean(rates) if rates else None,
        )

    def cell(self, unit: Organisation, month: date) -> Cell:
        if month < FIRST_MONTH or roster.kind_in(unit, month) is None:
            return Cell(month, CellState.OUTSIDE, Light.NONE)
        slot = (unit.pk, month)
        line = self.lines.get(slot, NO_LINE)
        state = state_of(
            due=self.due.moment(month, unit.city_id),
            reported_at=line.reported_at,
            excused=slot in self.excused,
            now=self.now,
        )
        points = points_behind(month, self.rates.get(slot, ()))
        light, reason = light_of(state, points, self.rule or Rule())
        came = line.reported_at is not None
        return Cell(
            month=month,
            state=state,
            light=light,
            reason=reason,
            points=points,
            is_unchanged=came and line.is_unchanged,
            is_identical=came and line.is_identical,
        )


def excused_slots(organisations: list[int], months: Sequence[date]) -> set[Slot]:
    """Which of ``organisations`` need not report which of ``months``; one query."""
    if not months:
        return set()
    rows = Excuse.objects.over(min(months), max(months)).filter(organisation__in=organisations)
    return {
        (organisation, month)
        for organisation, since, until in rows.values_list("organisation", "since", "until")
        for month in months
        if since <= month <= until
    }


def _lines(
    organisations: list[int], months: Sequence[date]
) -> tuple[dict[Slot, _Line], list[Added], Rule | None]:
    """Lines and figures, and the rule that judges the figures; one query for all three."""
    rule = LightRule.objects.filter(year=months[0].year)
    rows = LedgerLine.objects.filter(
        organisation__in=organisations, city_month__month__in=months
    ).values_list(
        "organisation",
        "city_month__month",
        "reported_at",
        "is_unchanged",
        "is_identical",
        "figures__task",
        "figures__amount",
        "figures__task__target",
        Subquery(rule.values("yellow_points")),
        Subquery(rule.values("red_points")),
    )
    lines: dict[Slot, _Line] = {}
    added: list[Added] = []
    judge = None
    for organisation, month, *line, task, amount, target, yellow, red in rows:
        lines[organisation, month] = _Line(*line)
        judge = Rule() if yellow is None else Rule(yellow, red)
        if target is not None:
            added.append(Added(organisation, month, task, amount, target))
    return lines, added, judge
