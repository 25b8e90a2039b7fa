"""The plan of a year as it is stored."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from portal.models import Organisation
from portal.text import count_characters
from reports.choices import LedgerColumn
from reports.models import TaskFigure, YearPlan, YearTask

#: The texts of a plan by the field that holds them.
TEXTS = {column.value: column for column in (LedgerColumn.GOAL, LedgerColumn.SCHEDULE)}

#: 字数 of each cell at most; the notice sets none, domain.md §4.7 does.
WORDS = {"goal": 1000, "tasks": 2000, "schedule": 2000}


def too_long(text: str, most: int) -> str:
    """The sentence about a text of more than ``most`` 字; empty where it fits."""
    count = count_characters(text)
    return f"最多{most}字，现为{count}字，请删减。" if count > most else ""


def plan_of(organisation: Organisation, year: int) -> YearPlan:
    """The plan of ``year``; a blank one, not stored, before anybody has written."""
    rows = YearPlan.objects.select_related("saved_by", "tasks_saved_by")
    plan = rows.filter(organisation=organisation, year=year).first() or YearPlan(year=year)
    plan.organisation = organisation
    return plan


def tasks_of(plan: YearPlan) -> list[YearTask]:
    """The tasks in their order; none of a plan that is not stored."""
    return list(plan.tasks.all()) if plan.pk else []


def copyable(plan: YearPlan) -> list[LedgerColumn]:
    """What is blank in ``plan`` and was written in the year before."""
    last = plan_of(plan.organisation, plan.year - 1)
    columns = [
        column for name, column in TEXTS.items() if getattr(last, name) and not getattr(plan, name)
    ]
    if tasks_of(last) and not tasks_of(plan):
        columns.append(LedgerColumn.TASKS)
    return columns


def months_with_figures(tasks: Iterable[int]) -> dict[int, list[date]]:
    """The months in which each task has figures, for those that have any; one query."""
    months = defaultdict(list)
    rows = TaskFigure.objects.filter(task__in=list(tasks)).order_by("line__city_month__month")
    for task, month in rows.values_list("task", "line__city_month__month"):
        months[task].append(month)
    return months


def months_word(months: Iterable[date]) -> str:
    """1月、3月; months without a gap as 1月至10月."""
    numbers = sorted(month.month for month in months)
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}月至{numbers[-1]}月"
    return "、".join(f"{number}月" for number in numbers)
