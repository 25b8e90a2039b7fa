"""Write the line of one organisation in one month; nothing is overwritten in silence.

Each write locks the city's month, asks for the permission under the lock and leaves an audit
entry. Organisations come from ``roster``, months are their first days.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from portal import audit, clock
from portal.access import require
from portal.editing import EditConflict, FieldConflict
from portal.models import Organisation, User
from reports import boxes, roster
from reports.carry import Last, carried, is_same_text
from reports.choices import LineState, RequestKind
from reports.completeness import is_nothing, line_gaps
from reports.figures import Figure, figures_of
from reports.models import LedgerLine, TaskFigure, YearTask
from reports.permissions import (
    can_check_lines,
    can_hand_in,
    can_write_line,
    is_of_culture,
    is_of_unit,
)
from reports.services import corrections
from reports.services.months import LineRefused, open_month


@dataclass(frozen=True, slots=True)
class Entry:
    """What one month adds to one task, in the task's unit; None takes the entry away."""

    amount: Decimal | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """Names of the lines that were marked, and the sentences about those left alone."""

    names: list[str]
    left: list[str]


# --- write ---------------------------------------------------------------------------


@transaction.atomic
def save_line(
    *,
    organisation: Organisation,
    month: date,
    values: Mapping[str, str],
    version: int,
    actor: User,
    figures: Mapping[int, Entry] | None = None,
    refused: Mapping[str, str] | None = None,
    reason: str = "",
) -> LedgerLine:
    """Store ``values`` (texts of LedgerLine, see ``boxes.TEXTS``) and ``figures`` by task.

    What is not named stays; a line that nobody has written has version 0. The unit's save keeps
    its hand-in, the city's save keeps 已核 and the hand-in, as long as nothing is missing.
    ``reason`` is why a text that somebody had answered for was changed.

    Raises EditConflict when somebody has saved since ``version`` (``refused`` are typed texts
    that were no values), PermissionDenied when the line is closed to ``actor``, LineRefused
    where the month or a figure cannot be.
    """
    figures = figures or {}
    line, last = _open_line(organisation, month, actor)
    tasks = _tasks(line, figures)
    if line.version != version:
        raise _conflict(line, {**dict(values), **(refused or {})}, figures, tasks)
    before = _Before(line, actor)
    _apply(line, values, last)
    if changed := [*before.changed_texts(), *_changed_figures(line, figures)]:
        _settle(line, actor)
        _store(line, actor)
        _store_figures(line, figures)
        before.trace()
        audit.record(actor, "save_line", line, label="保存本月进展", boxes=changed)
    if reason:
        corrections.explain(line, reason, actor=actor)
    return line


@transaction.atomic
def mark_unchanged(
    *, organisation: Organisation, month: date, actor: User, undo: bool = False
) -> LedgerLine:
    """本月无变化: take over the last text and say so; ``undo`` takes both away again.

    Raises LineRefused where there is no last text, and where something else is written already.
    """
    line, last = _open_line(organisation, month, actor)
    if line.is_unchanged is not undo:
        return line
    if not undo and last is None:
        raise LineRefused("本单位以前没有填报过进展，不能标为“本月无变化”，请填写本月工作进展。")
    if not undo and line.progress and not is_same_text(line.progress, last):
        raise LineRefused("本月工作进展已有内容；确无变化的，请先清空再点“本月无变化”。")
    before = _Before(line, actor)
    _apply(line, {"progress": "" if undo else last.text}, last)
    line.is_unchanged, line.is_identical = not undo, False
    _settle(line, actor)
    _store(line, actor)
    before.trace()
    label = "取消本月无变化" if undo else "本月无变化"
    audit.record(actor, "mark_unchanged", line, label=label, undo=undo)
    return line


@transaction.atomic
def hand_in(*, organisation: Organisation, month: date, actor: User) -> LedgerLine:
    """交市文旅局: the unit says that its line is whole. A second call changes nothing.

    Raises LineRefused with everything that is missing; figures may be blank.
    """
    line, _ = _open_line(organisation, month, actor)
    require(can_hand_in(actor, organisation, line.city_month, line))
    if gaps := line_gaps(line):
        raise LineRefused("".join(gaps.values()))
    if line.handed_in_at and is_of_unit(line.handed_in_by, organisation):
        return line
    line.handed_in_by, line.handed_in_at = actor, clock.now()
    line.save(update_fields=["handed_in_by", "handed_in_at"])
    audit.record(actor, "hand_in", line.city_month, label="交市文旅局", note=organisation.name)
    return line


# --- the city's word -----------------------------------------------------------------


@transaction.atomic
def check_lines(
    *,
    city: str,
    month: date,
    actor: User,
    organisations: Collection[int] | None = None,
    seen: datetime | None = None,
    undo: bool = False,
) -> Checked:
    """已核 for the lines of ``organisations`` in ``city`` (its code); ``undo`` takes it back.

    None: all lines that were handed in, or for ``undo`` all that were checked. A line that
    wants something, or that somebody else has changed after ``seen``, is left alone and named.
    """
    city_month = open_month(city=city, month=month)
    require(can_check_lines(actor, city_month))
    lines = city_month.lines.select_related("organisation").order_by("organisation_id")
    if organisations is not None:
        lines = lines.filter(organisation__in=organisations)
    state = LineState.CHECKED if undo else LineState.HANDED_IN
    wanted = (state,) if undo or organisations is None else (state, *BEFORE_HAND_IN)
    found = [line for line in lines if line.state in wanted]
    left = {line.pk: _why_not(line, actor, seen) for line in found} if not undo else {}
    ready = [line for line in found if not left.get(line.pk)]
    names = [line.organisation.name for line in ready]
    city_month.lines.filter(pk__in=[line.pk for line in ready]).update(
        checked_by=None if undo else actor, checked_at=None if undo else clock.now()
    )
    if names:
        label = "取消核对" if undo else "核对"
        audit.record(actor, "check_lines", city_month, label=label, note="、".join(names))
    return Checked(names, [sentence for sentence in left.values() if sentence])


BEFORE_HAND_IN = (LineState.EMPTY, LineState.WRITING)


def _why_not(line: LedgerLine, actor: User, seen: datetime | None) -> str:
    """The sentence why one line cannot be checked; empty where it can."""
    name = line.organisation.name
    if seen and line.saved_at and line.saved_at > seen and line.saved_by_id != actor.pk:
        return f"“{name}”在您打开页面后又有改动，请看过后再核对。"
    if gaps := line_gaps(line):
        return f"“{name}”不能核对：{''.join(gaps.values())}"
    return ""


@transaction.atomic
def state_missing(
    *, organisation: Organisation, month: date, reason: str, actor: User
) -> LedgerLine:
    """单位未报: the city's word on a unit that wrote nothing; an empty ``reason`` takes it back.

    Raises LineRefused where there is a text.
    """
    line, _ = _open_line(organisation, month, actor)
    require(can_check_lines(actor, line.city_month))
    if line.progress:
        raise LineRefused("本月工作进展已有内容，不能注明“单位未报”，请核对后标为“已核”。")
    line.missing_reason = reason
    line.checked_by, line.checked_at = (actor, clock.now()) if reason else (None, None)
    _store(line, actor)
    label = "注明单位未报" if reason else "取消单位未报"
    note = f"{organisation.name}：{reason}" if reason else organisation.name
    audit.record(actor, "state_missing", line.city_month, label=label, note=note)
    return line


# --- one line under the lock ---------------------------------------------------------


def _open_line(
    organisation: Organisation, month: date, actor: User
) -> tuple[LedgerLine, Last | None]:
    """The line, stored or new, for writing, and the last text before it."""
    city_month = open_month(city=organisation.city_id, month=month)
    if roster.kind_in(organisation, month) is None:
        raise LineRefused(f"“{organisation.name}”{month.year}年{month.month}月不在册，无需填报。")
    found = carried([organisation.pk], month)
    line = found.lines.get(organisation.pk) or LedgerLine()
    line.city_month, line.organisation = city_month, organisation
    require(can_write_line(actor, organisation, city_month, line))
    return line, found.last.get(organisation.pk)


def _tasks(line: LedgerLine, figures: Mapping[int, Entry]) -> list[YearTask]:
    """The tasks of ``figures``. Raises LineRefused for one of another year or without target."""
    if not figures:
        return []
    own = YearTask.objects.filter(
        pk__in=figures,
        plan__organisation=line.organisation,
        plan__year=line.city_month.month.year,
        target__isnull=False,
    )
    # With the plan's lock nobody deletes a task between this look and its first figure.
    tasks = list(own.select_related("plan").select_for_update(of=("self", "plan")))
    if len(tasks) != len(figures):
        raise LineRefused("年度重点任务已有调整，请刷新页面后再填写任务数据。")
    for entry in figures.values():
        if entry.amount is not None and entry.amount < 0 and not entry.reason:
            raise LineRefused("累计数减少时须填写原因。")
    return tasks


class _Before:
    """A line before it is changed: what the change is measured by, and its trace if it leaves one."""

    def __init__(self, line: LedgerLine, actor: User) -> None:
        self.line, self.actor, self.stored = line, actor, boxes.text_boxes(line)
        self.texts = corrections.column_texts(line) if corrections.is_traced(line, actor) else None

    def changed_texts(self) -> list[str]:
        now = boxes.text_boxes(self.line)
        return [name for name, text in self.stored.items() if text != now[name]]

    def trace(self) -> None:
        if self.texts is not None:
            corrections.trace(self.line, self.texts, actor=self.actor)


def _changed_figures(line: LedgerLine, figures: Mapping[int, Entry]) -> list[str]:
    """The names of the entries that differ from what is stored."""
    if not figures:
        return []
    entered = line.figures.filter(task__in=figures) if line.pk else ()
    stored = {figure.task_id: Entry(figure.amount, figure.reason) for figure in entered}
    return [
        boxes.figure_name(task, "amount")
        for task, entry in figures.items()
        if entry != stored.get(task, Entry(None))
    ]


def _apply(line: LedgerLine, values: Mapping[str, str], last: Last | None) -> None:
    """Put ``values`` into the line, with what follows from its texts."""
    wrote = values.get("progress", line.progress) != line.progress
    for name in boxes.TEXTS:
        setattr(line, name, values.get(name, getattr(line, name)))
    if wrote:
        line.is_unchanged, line.is_identical = False, is_same_text(line.progress, last)
    if line.progress and not is_nothing(line.progress):
        line.nothing_reason = ""
    if line.requests:
        line.request_kind = line.request_kind or RequestKind.OTHER
    if line.progress and line.missing_reason:
        line.missing_reason, line.checked_by, line.checked_at = "", None, None


def _settle(line: LedgerLine, actor: User) -> None:
    """What stays of hand-in and 已核 after a change."""
    moment, is_whole = clock.now(), not line_gaps(line)
    by_city = is_of_culture(actor, line.city_month.city_id)
    if not is_whole:
        line.handed_in_by = line.handed_in_at = None
        if not line.missing_reason:
            line.checked_by = line.checked_at = None
    elif line.checked_at:
        line.checked_by, line.checked_at = actor, moment
    if is_whole and by_city and not line.handed_in_at:
        # What the city fills in waits for nobody's hand-in.
        line.handed_in_by, line.handed_in_at = actor, moment


def _store(line: LedgerLine, actor: User) -> None:
    line.version += 1
    line.saved_by, line.saved_at = actor, clock.now()
    line.save()


def _store_figures(line: LedgerLine, figures: Mapping[int, Entry]) -> None:
    for task, entry in figures.items():
        if entry.amount is None:
            line.figures.filter(task=task).delete()
        else:
            written = {"amount": entry.amount, "reason": entry.reason}
            TaskFigure.objects.update_or_create(line=line, task_id=task, defaults=written)


def _conflict(
    line: LedgerLine,
    mine: dict[str, str],
    figures: Mapping[int, Entry],
    tasks: list[YearTask],
) -> EditConflict:
    """Both texts of every box in which they differ."""
    stored = boxes.text_boxes(line)
    for task, figure in figures_of(figures, line.city_month.month).items():
        stored |= boxes.figure_boxes(task, figure)
        entry = figures[task]
        mine |= boxes.figure_boxes(task, Figure(figure.before, entry.amount, entry.reason))
    words = boxes.labels(tasks)
    fields = {
        name: FieldConflict(words[name], text, stored[name])
        for name, text in mine.items()
        if text != stored[name]
    }
    return EditConflict(who=line.saved_by, when=line.saved_at, version=line.version, fields=fields)
