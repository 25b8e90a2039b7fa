"""Figures of the year's tasks: this month, cumulative and against the year's target."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reports.lights import completion
from reports.models import TaskFigure

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One task in one month, in the task's own unit; ``amount`` None while nothing was entered.

    ``before`` is the cumulative figure of the month before; ``cumulative`` is always
    ``before`` plus ``amount``.
    """

    before: Decimal
    amount: Decimal | None
    reason: str = ""

    @property
    def cumulative(self) -> Decimal:
        return self.before + (self.amount or ZERO)


@dataclass(frozen=True, slots=True)
class Added:
    """What one month added to one task."""

    organisation_id: int
    month: date
    task_id: int
    amount: Decimal
    target: Decimal


def figures_of(task_ids: Iterable[int], month: date) -> dict[int, Figure]:
    """The figure of each task in ``month``; one query. A task without entries stands at 0."""
    rows = (
        TaskFigure.objects.filter(task__in=list(task_ids), line__city_month__month__lte=month)
        .values_list("task_id", "line__city_month__month", "amount", "reason")
        .order_by("line__city_month__month")
    )
    before: dict[int, Decimal] = defaultdict(Decimal)
    now: dict[int, tuple[Decimal, str]] = {}
    for task, entered, amount, reason in rows:
        if entered == month:
            now[task] = (amount, reason)
        else:
            before[task] += amount
    return {
        task: Figure(before[task], *now.get(task, (None, "")))
        for task in {*before, *now, *task_ids}
    }


def rates_by_month(added: Iterable[Added], months: Iterable[date]) -> dict[tuple[int, date], list]:
    """Per cent of the target of every counted task, by organisation and month (cumulative).

    A task counts from the month of its first entry on.
    """
    months = sorted(months)
    by_task: dict[tuple[int, int], list[Added]] = defaultdict(list)
    for row in added:
        by_task[row.organisation_id, row.task_id].append(row)
    rates: dict[tuple[int, date], list[Decimal]] = defaultdict(list)
    for (organisation, _), rows in by_task.items():
        for month in months:
            reached = [row for row in rows if row.month <= month]
            if reached:
                total = sum((row.amount for row in reached), ZERO)
                rates[organisation, month].append(completion(total, reached[0].target))
    return rates
