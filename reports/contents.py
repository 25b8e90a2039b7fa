"""What a city's month says, as plain JSON values: sealed at 报送, printed, merged and compared.

One text for the page, the PDF, the workbook and the province, so that they cannot differ.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.choices import LEDGER_KINDS
from reports import roster
from reports.choices import LedgerColumn
from reports.figures import figures_of
from reports.models import CityMonth, LedgerLine, YearPlan, YearTask

FORMAT = 1
UNCHANGED = "本月无变化。"
COMPARED = (
    LedgerColumn.GOAL,
    LedgerColumn.TASKS,
    LedgerColumn.SCHEDULE,
    LedgerColumn.PROGRESS,
    LedgerColumn.PROBLEMS,
    LedgerColumn.REQUESTS,
)


def tasks_text(titles: list[str]) -> str:
    """年度重点任务 as it stands in its cell: numbered lines, a single task without number."""
    if len(titles) < 2:
        return "".join(titles)
    return "\n".join(f"{number}. {title}" for number, title in enumerate(titles, start=1))


def progress_text(line: LedgerLine | None) -> str:
    """本月工作进展 as it is printed."""
    if line is None:
        return ""
    if line.progress and line.is_unchanged:
        return f"{UNCHANGED}（上月进展：{line.progress}）"
    if line.progress and line.nothing_reason:
        return f"{line.progress}（{line.nothing_reason}）"
    if not line.progress and line.missing_reason:
        return f"未报（{line.missing_reason}）"
    return line.progress


def contents(month: CityMonth) -> dict[str, Any]:
    """Everything the city answers for, in official order; amounts are strings."""
    members = roster.of_city(month.city_id)
    groups = roster.groups(members, month.month)
    found = [organisation for group in groups for organisation in group.members]
    plans = _plans(found, month.month)
    lines = _lines(month)
    figures = figures_of([task.pk for plan in plans.values() for task in plan.ordered], month.month)
    return {
        "format": FORMAT,
        "city": month.city.name,
        "year": month.month.year,
        "month": month.month.month,
        "groups": [
            {
                "kind": group.kind.value,
                "lines": [
                    _line(unit, plans.get(unit.pk), lines.get(unit.pk), figures)
                    for unit in group.members
                ],
            }
            for group in groups
        ],
    }


def _plans(organisations: list[Any], month: date) -> dict[int, YearPlan]:
    plans = YearPlan.objects.filter(
        year=month.year, organisation__in=[unit.pk for unit in organisations]
    )
    tasks: dict[int, list[YearTask]] = defaultdict(list)
    for task in YearTask.objects.filter(plan__in=plans).order_by("position", "pk"):
        tasks[task.plan_id].append(task)
    found = {}
    for plan in plans:
        plan.ordered = tasks[plan.pk]
        found[plan.organisation_id] = plan
    return found


def _lines(month: CityMonth) -> dict[int, LedgerLine]:
    if month.pk is None:
        return {}
    return {line.organisation_id: line for line in month.lines.all()}


def _line(unit: Any, plan: YearPlan | None, line: LedgerLine | None, figures: dict) -> dict:
    tasks = plan.ordered if plan else []
    return {
        "organisation": unit.pk,
        "unit": unit.name,
        "goal": plan.goal if plan else "",
        "tasks": tasks_text([task.title for task in tasks]),
        "schedule": plan.schedule if plan else "",
        "progress": progress_text(line),
        "is_unchanged": bool(line and line.is_unchanged),
        "is_identical": bool(line and line.is_identical),
        "is_missing": bool(line and line.missing_reason and not line.progress),
        "problems": line.problems if line else "",
        "requests": line.requests if line else "",
        "request_kind": line.request_kind if line else "",
        "figures": [_figure(task, figures[task.pk]) for task in tasks if task.has_figures],
    }


def _figure(task: YearTask, figure: Any) -> dict[str, str]:
    return {
        "task": task.title,
        "indicator": task.indicator,
        "unit_word": task.unit_word,
        "target": str(task.target),
        "month": "" if figure.amount is None else str(figure.amount),
        "cumulative": str(figure.cumulative),
        "reason": figure.reason,
    }


# --- differences -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell that a later version has changed; a unit that came or went is one, too."""

    unit: str
    column: str
    before: str
    after: str


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[Correction]:
    """What changed from contents ``old`` to ``new``, in official order."""
    before, after = lines_by_unit(old), lines_by_unit(new)
    found = []
    for key in {**before, **after}:
        earlier, later = before.get(key), after.get(key)
        if earlier is None or later is None:
            present = earlier or later
            states = ("在册", "") if later is None else ("", "在册")
            found.append(Correction(present["unit"], "单位", *states))
            continue
        found += _changed_cells(earlier, later)
    return found


def lines_by_unit(data: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Every line of ``data`` by the organisation's number, in official order."""
    return {line["organisation"]: line for group in data["groups"] for line in group["lines"]}


def _changed_cells(before: dict, after: dict) -> list[Correction]:
    changed = [
        Correction(after["unit"], column.label, before[column.value], after[column.value])
        for column in COMPARED
        if before[column.value] != after[column.value]
    ]
    if before["figures"] != after["figures"]:
        texts = (_figures_text(line["figures"]) for line in (before, after))
        changed.append(Correction(after["unit"], LedgerColumn.FIGURES.label, *texts))
    return changed


def _figures_text(figures: list[dict[str, str]]) -> str:
    return "；".join(
        f"{row['indicator']}本月{row['month'] or '未填'}、累计{row['cumulative']}{row['unit_word']}"
        for row in figures
    )


#: Labels of the groups as a version's data names them.
KIND_LABELS = {kind.value: kind.label for kind in LEDGER_KINDS}
