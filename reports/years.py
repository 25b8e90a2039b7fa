"""The year of one organisation: plan, figures month by month, months with light and text."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal import clock
from portal.choices import OrganisationKind
from portal.models import Organisation
from reports import charts, roster
from reports.choices import PAPER_DUTIES, CellState, Duty
from reports.contents import progress_text
from reports.lights import Cell, completion
from reports.matrix import matrix
from reports.models import (
    LedgerChange,
    LedgerLine,
    Liaison,
    TaskFigure,
    YearPlan,
    YearTask,
    paper_title,
)
from reports.periods import month_of, months_of, year_of
from reports.plans import plan_of, tasks_of

Amounts = tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class TaskYear:
    """One task with what each month added, January first, None where nothing was entered."""

    task: YearTask
    amounts: Amounts

    @property
    def cumulative(self) -> Amounts:
        """What had come together after each month, from the first entry to the last."""
        entered = [place for place, amount in enumerate(self.amounts) if amount is not None]
        within = range(entered[0], entered[-1] + 1) if entered else ()
        return tuple(
            sum((amount or Decimal(0) for amount in self.amounts[: place + 1]), Decimal(0))
            if place in within
            else None
            for place in range(len(self.amounts))
        )

    @property
    def total(self) -> Decimal | None:
        """Since January; None without any entry."""
        known = [amount for amount in self.amounts if amount is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def rate(self) -> Decimal | None:
        """Per cent of the year's target, 0 to 100; None where nothing can be said."""
        if self.total is None or not self.task.target:
            return None
        return completion(self.total, self.task.target)


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """One month: its cell of the matrix, the line if there is one, and its text as printed."""

    cell: Cell
    line: LedgerLine | None

    @property
    def month(self) -> date:
        return self.cell.month

    @property
    def text(self) -> str:
        return progress_text(self.line)

    @property
    def light(self) -> Any:
        """By word, shape and colour."""
        return charts.LIGHTS[self.cell.light]


@dataclass(frozen=True, slots=True)
class Year:
    """Everything that the page of a year shows; months are the latest first."""

    organisation: Organisation
    year: int
    kind: OrganisationKind
    plan: YearPlan
    tasks: tuple[TaskYear, ...]
    months: tuple[MonthOfYear, ...]
    changes: tuple[LedgerChange, ...]
    liaisons: tuple[Liaison, ...]

    @property
    def counted(self) -> list[TaskYear]:
        """The tasks that carry figures."""
        return [one for one in self.tasks if one.task.has_figures]

    @property
    def papers(self) -> list[tuple[Duty, str]]:
        """The yearly papers and what this organisation's are called; none of a year to come."""
        if self.year > clock.today().year:
            return []
        return [(duty, paper_title(duty, self.kind)) for duty in PAPER_DUTIES]

    def chart(self, task: int | None) -> Any:
        """The months of ``task`` (its number), or of the first that is counted; None without."""
        chosen = [one for one in self.counted if one.task.pk == task] or self.counted[:1]
        return _chart(chosen[0]) if chosen else None


def _chart(chosen: TaskYear) -> charts.Plot:
    task = chosen.task
    return charts.columns(
        task.indicator,
        task.unit_word,
        [f"{number}月" for number in range(1, 13)],
        month=chosen.amounts,
        cumulative=chosen.cumulative,
        target=task.target,
    )


def read_year(organisation: Organisation, year: int) -> Year:
    """The year of an ``organisation`` as roster answers it; a fixed number of queries."""
    plan = plan_of(organisation, year)
    return Year(
        organisation=organisation,
        year=year,
        kind=roster.kind_in(organisation, min(date(year, 12, 1), month_of(clock.today())))
        or OrganisationKind(organisation.kind),
        plan=plan,
        tasks=_tasks(plan),
        months=_months(organisation, year),
        changes=tuple(
            LedgerChange.objects.filter(organisation=organisation, year=year)
            .exclude(month=None, before="")
            .select_related("actor")
            .order_by("-at", "-pk")
        ),
        liaisons=tuple(Liaison.objects.current().filter(organisation=organisation)),
    )


def _tasks(plan: YearPlan) -> tuple[TaskYear, ...]:
    if plan.pk is None:
        return ()
    entered: dict[int, dict[date, Decimal]] = defaultdict(dict)
    rows = TaskFigure.objects.filter(task__plan=plan)
    for task, month, amount in rows.values_list("task", "line__city_month__month", "amount"):
        entered[task][month] = amount
    months = months_of(plan.year)
    return tuple(
        TaskYear(task, tuple(entered[task.pk].get(month) for month in months))
        for task in tasks_of(plan)
    )


def _months(organisation: Organisation, year: int) -> tuple[MonthOfYear, ...]:
    """The months that have begun and in which the organisation stood in the ledger."""
    begun = [month for month in months_of(year) if month <= clock.today()]
    if not begun:
        return ()
    lines = {
        line.city_month.month: line
        for line in LedgerLine.objects.filter(
            organisation=organisation,
            city_month__month__gte=year_of(year),
            city_month__month__lt=year_of(year + 1),
        ).select_related("city_month")
    }
    rows = matrix(roster.everybody().filter(pk=organisation.pk), begun).rows
    cells = [cell for row in rows for cell in row.cells if cell.state != CellState.OUTSIDE]
    return tuple(MonthOfYear(cell, lines.get(cell.month)) for cell in reversed(cells))
