"""年度目标, 年度重点任务 and 工作进度安排: saved as they are typed, later changes written down."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from applications.services.tables import Row, SavedTable, TableRefused, replace_lines
from portal import audit, clock
from portal.access import require
from portal.editing import EditConflict, FieldConflict
from portal.locking import lock_record
from portal.models import Organisation, User
from portal.numbers import format_figure
from reports.choices import LedgerColumn
from reports.contents import tasks_text
from reports.models import YearPlan, YearTask
from reports.permissions import can_write_plan
from reports.plans import TEXTS, copyable, months_with_figures, months_word, plan_of, tasks_of
from reports.services.changes import record_change

FIGURES = ("indicator", "unit_word", "target")


def _locked(organisation: Organisation, year: int, actor: User) -> YearPlan:
    """The plan for writing; call inside a transaction. Raises PermissionDenied."""
    require(can_write_plan(actor, organisation))
    YearPlan.objects.get_or_create(organisation=organisation, year=year)
    plans = YearPlan.objects.select_related("saved_by", "tasks_saved_by")
    return lock_record(plans, organisation=organisation, year=year)


# --- texts -------------------------------------------------------------------------------


@transaction.atomic
def save_texts(
    *,
    organisation: Organisation,
    year: int,
    values: Mapping[str, str],
    version: int,
    actor: User,
    refused: Mapping[str, str] | None = None,
) -> YearPlan:
    """Store ``values``: ``goal``, ``schedule`` or both, already within their limits.

    Raises EditConflict when somebody else has saved since ``version``; both texts travel with
    it, also ``refused``, those that cannot be stored. Raises PermissionDenied.
    """
    plan = _locked(organisation, year, actor)
    if plan.version != version:
        raise EditConflict(
            who=plan.saved_by,
            when=plan.saved_at,
            version=plan.version,
            fields=_differences(plan, {**values, **(refused or {})}),
        )
    changed = _differences(plan, values)
    for name in changed:
        _record(plan, TEXTS[name], getattr(plan, name), values[name], actor)
        setattr(plan, name, values[name])
    plan.version, plan.saved_by, plan.saved_at = version + 1, actor, clock.now()
    plan.save(update_fields=[*changed, "version", "saved_by", "saved_at"])
    if changed:
        audit.record(actor, "save_plan", plan, label="保存年度计划", boxes=list(changed))
    return plan


def _differences(plan: YearPlan, mine: Mapping[str, str]) -> dict[str, FieldConflict]:
    return {
        name: FieldConflict(TEXTS[name].label, text, theirs)
        for name, text in mine.items()
        if text != (theirs := getattr(plan, name))
    }


def _record(plan: YearPlan, column: LedgerColumn, before: str, after: str, actor: User) -> None:
    record_change(
        organisation=plan.organisation,
        year=plan.year,
        column=column,
        before=before,
        after=after,
        actor=actor,
    )


# --- tasks -------------------------------------------------------------------------------


@transaction.atomic
def save_tasks(
    *, organisation: Organisation, year: int, rows: Sequence[Row], version: int, actor: User
) -> SavedTable:
    """Make the year's tasks equal to ``rows``, in their order; tasks not among them go.

    Raises EditConflict when somebody else has saved since ``version``, TableRefused when a
    task with figures of a month would go or lose its indicator, PermissionDenied.
    """
    plan = _locked(organisation, year, actor)
    if plan.tasks_version != version:
        raise EditConflict(
            who=plan.tasks_saved_by,
            when=plan.tasks_saved_at,
            version=plan.tasks_version,
            fields={},
        )
    before = tasks_of(plan)
    if problems := lost_figures(before, rows):
        raise TableRefused("".join(problems.values()))
    told = _texts_of(before)
    lines = replace_lines(YearTask, rows, plan=plan)
    for column, after in _texts_of(lines.values()).items():
        _record(plan, column, told[column], after, actor)
    plan.tasks_version, plan.tasks_saved_by = version + 1, actor
    plan.tasks_saved_at = clock.now()
    plan.save(update_fields=["tasks_version", "tasks_saved_by", "tasks_saved_at"])
    audit.record(actor, "save_tasks", plan, label="保存年度重点任务", rows=len(rows))
    return SavedTable(plan.tasks_version, plan.tasks_saved_at, lines)


def lost_figures(tasks: Iterable[YearTask], rows: Iterable[Row]) -> dict[int, str]:
    """Sentences about the stored ``tasks`` with figures that ``rows`` would drop, by number."""
    tasks = list(tasks)
    kept = {row.pk: row for row in rows}
    found = {}
    for number, months in months_with_figures(task.pk for task in tasks).items():
        task = next(task for task in tasks if task.pk == number)
        said = months_word(months)
        if number not in kept:
            found[number] = f"任务“{task.title}”已有{said}的数据，不能删除，请恢复这一行后再保存。"
        elif not all(kept[number].values.get(name, getattr(task, name)) for name in FIGURES):
            found[number] = f"任务“{task.title}”已有{said}的数据，指标、计量单位和目标值不能清空。"
    return found


def _texts_of(tasks: Iterable[YearTask]) -> dict[LedgerColumn, str]:
    """The tasks and their targets as the log of changes tells them."""
    tasks = list(tasks)
    return {
        LedgerColumn.TASKS: tasks_text([task.title for task in tasks]),
        LedgerColumn.FIGURES: "\n".join(
            f"{task.indicator}：年度目标{format_figure(task.target) or '未填'}{task.unit_word}"
            for task in tasks
            if task.indicator
        ),
    }


# --- last year's plan as a start -----------------------------------------------------------


@transaction.atomic
def copy_plan(*, organisation: Organisation, year: int, actor: User) -> list[LedgerColumn]:
    """Take over from the year before what is still blank; targets stay empty.

    Answers what was taken over. Raises PermissionDenied.
    """
    plan = _locked(organisation, year, actor)
    last = plan_of(organisation, year - 1)
    columns = copyable(plan)
    texts = {name: getattr(last, name) for name, column in TEXTS.items() if column in columns}
    if texts:
        save_texts(
            organisation=organisation, year=year, values=texts, version=plan.version, actor=actor
        )
    if LedgerColumn.TASKS in columns:
        rows = [Row(str(task.pk), _without_target(task)) for task in tasks_of(last)]
        save_tasks(
            organisation=organisation,
            year=year,
            rows=rows,
            version=plan.tasks_version,
            actor=actor,
        )
    if columns:
        audit.record(actor, "copy_plan", plan, label="沿用上年计划")
    return columns


def _without_target(task: YearTask) -> dict[str, Any]:
    return {"title": task.title, "indicator": task.indicator, "unit_word": task.unit_word}
