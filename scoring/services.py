"""Writes on sheets, marks and panels that are not moves."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal import audit, clock
from portal.editing import EditConflict, FieldConflict
from portal.text import clean_line
from scoring import rules
from scoring.choices import Attendance, Column, SeatRole
from scoring.models import Leaf, Mark, Panel, RuleSet, ScoreSheet, Seat
from scoring.outline import Item, outline_of

Inputs = Mapping[str, Any]
LABELS = {"value": "得分", "reason": "理由", "remark": "备注"}
#: Reason and remark, in characters; what was entered, in characters of its JSON.
TEXT_LIMIT = 500
INPUTS_LIMIT = 4000


class MarkRefused(Exception):
    """The mark breaks the leaf's rule, or the sheet takes no marks now; the text says which."""


class SheetLocked(MarkRefused):
    """The sheet takes no marks now."""


class ReasonMissing(MarkRefused):
    """The mark may stand, once somebody says why."""


class MarkConflict(EditConflict):
    """Somebody else marked the leaf meanwhile, or ``actor`` in another window.

    ``mark`` is what stands now, ``name`` whose it is.
    """

    def __init__(self, mark: Mark, fields: dict[str, FieldConflict], actor: Any) -> None:
        super().__init__(who=mark.editor, when=mark.edited_at, version=mark.version, fields=fields)
        self.mark = mark
        self.name = "您本人（另一窗口）" if mark.editor == actor else str(mark.editor or "他人")
        self.args = (f"{self.name}已先{_deed(mark, fields)}，请对照后选择采用哪一个。",)


def _deed(mark: Mark, fields: Mapping[str, FieldConflict]) -> str:
    """What the other person did, in words."""
    if "value" not in fields:
        return "、".join(f"将{f.label}改为“{f.theirs}”" for f in fields.values())
    return "清除了本项的分值" if mark.value is None else f"将本项计为{mark.value}分"


def open_sheet(ruleset: RuleSet, column: Column) -> ScoreSheet:
    """A new sheet with a blank mark for every leaf of ``ruleset``."""
    sheet = ScoreSheet.objects.create(ruleset=ruleset, column=column, opened_at=clock.now())
    leaves = Leaf.objects.filter(ruleset=ruleset)
    Mark.objects.bulk_create(Mark(sheet=sheet, leaf=leaf) for leaf in leaves)
    return sheet


def rule_of(leaf: Leaf, ruleset: RuleSet) -> rules.Rule:
    """The rule that scores ``leaf`` under the strictness of ``ruleset``."""
    return rules.build(
        leaf.rule, leaf.points, leaf.params, leaf.certainty, strict_binary=ruleset.strict_binary
    )


@transaction.atomic
def record_mark(
    *,
    sheet: ScoreSheet,
    number: str,
    actor: Any,
    version: int,
    value: int | None = None,
    inputs: Inputs | None = None,
    reason: str = "",
    remark: str = "",
) -> Mark:
    """Give leaf ``number`` of ``sheet`` a mark: ``value``, else what its rule makes of ``inputs``.

    Neither of them makes the leaf blank again. Raises MarkRefused with a sentence when the
    rule forbids the mark, SheetLocked when the sheet is closed, MarkConflict when somebody
    saved this mark since ``version`` was shown; a repeated save of the same is no conflict.
    The sheet's row is locked, so no mark slips in while the sheet is being locked.
    """
    item = outline_of(sheet.ruleset).items[number]
    new = _entered(item, value, inputs or {}, reason, remark)
    mark = _under_lock(sheet, number)
    stamp = {"version": version + 1, "editor": actor, "edited_at": clock.now()}
    if not Mark.objects.filter(pk=mark.pk, version=version).update(**new, **stamp):
        return _what_stands(mark, new, actor)
    audit.record(
        actor,
        "mark",
        sheet,
        label="计分",
        note=new["reason"],
        number=number,
        before=mark.value,
        after=new["value"],
    )
    for name, content in (new | stamp).items():
        setattr(mark, name, content)
    return mark


def _entered(
    item: Item, value: int | None, inputs: Inputs, reason: str, remark: str
) -> dict[str, Any]:
    """What would be stored; inputs are kept where the mark comes from them."""
    subject = f"{item.number} {item.text}："
    new = {"value": value, "inputs": {}, "reason": clean_line(reason), "remark": clean_line(remark)}
    for name in ("reason", "remark"):
        if len(new[name]) > TEXT_LIMIT:
            raise MarkRefused(f"{subject}{LABELS[name]}最多{TEXT_LIMIT}字，请精简后再保存。")
    if value is None and inputs:
        new |= {"value": _derived(item, inputs, subject), "inputs": dict(inputs)}
    if new["value"] is not None:
        _refuse_illegal(item.rule, new["value"], new["reason"], subject)
    return new


def _refuse_illegal(rule: rules.Rule, value: int, reason: str, subject: str) -> None:
    if sentence := rule.refusal(value, reason):
        kind = ReasonMissing if rule.needs_reason(value) else MarkRefused
        raise kind(f"{subject}{sentence}")


def _derived(item: Item, inputs: Inputs, subject: str) -> int:
    if len(json.dumps(inputs)) > INPUTS_LIMIT:
        raise MarkRefused(f"{subject}录入的内容过长，请精简后再保存。")
    try:
        return item.rule.mark_from(inputs)
    except rules.InputProblem as problem:
        raise MarkRefused(f"{subject}{problem}") from problem


def _under_lock(sheet: ScoreSheet, number: str) -> Mark:
    """The mark, with its sheet locked and open."""
    rows = Mark.objects.select_for_update(of=("sheet",)).select_related("sheet")
    mark = rows.get(sheet=sheet, leaf__number=number)
    if not mark.sheet.is_open:
        raise SheetLocked(f"{mark.sheet.get_column_display()}已锁定，不能再修改分值。")
    return mark


def _what_stands(mark: Mark, new: Mapping[str, Any], actor: Any) -> Mark:
    """The stored mark if it says the same as ``new``: a save whose answer was lost."""
    stored = Mark.objects.select_related("editor").get(pk=mark.pk)
    fields = {
        name: FieldConflict(label, _shown(new[name]), _shown(getattr(stored, name)))
        for name, label in LABELS.items()
        if new[name] != getattr(stored, name)
    }
    if fields:
        raise MarkConflict(stored, fields, actor)
    return stored


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


@transaction.atomic
def seat_panel(
    *,
    panel: Panel | None,
    chair: Any,
    members: list[Any],
    actor: Any,
    visit_on=None,
    defence_on=None,
) -> Panel:
    """Appoint or re-appoint a panel; a seat that stays keeps its declaration."""
    panel = panel or Panel()
    panel.visit_on, panel.defence_on = visit_on, defence_on
    panel.save()
    wanted = {**{member.pk: SeatRole.MEMBER for member in members}, chair.pk: SeatRole.CHAIR}
    panel.seats.exclude(user__in=wanted).delete()
    panel.seats.update(role=SeatRole.MEMBER)
    for user_pk, role in wanted.items():
        Seat.objects.update_or_create(panel=panel, user_id=user_pk, defaults={"role": role})
    audit.record(actor, "seat_panel", panel, label="组建评定组", seats=sorted(wanted))
    return panel


@transaction.atomic
def declare(*, seat: Seat, recused: bool, reason: str = "") -> bool:
    """The expert's 回避声明, before anything of the application opens.

    It is made once: a second one changes nothing and answers False.
    """
    reason = clean_line(reason)
    changed = Seat.objects.filter(pk=seat.pk, declared_at__isnull=True).update(
        declared_at=clock.now(), recused=recused, recusal_reason=reason
    )
    if changed:
        audit.record(
            seat.user, "declare", seat.panel, label="回避声明", note=reason, recused=recused
        )
    seat.refresh_from_db()
    return bool(changed)


@transaction.atomic
def record_attendance(*, panel: Panel, attendance: Mapping[int, str], actor: Any) -> None:
    """The chair notes for each member whether they took part; keys are seats of ``panel``."""
    seats = list(panel.seats.filter(role=SeatRole.MEMBER, pk__in=attendance))
    for seat in seats:
        seat.attendance = Attendance(attendance[seat.pk])
    Seat.objects.bulk_update(seats, ["attendance"])
    noted = {str(seat.pk): seat.attendance for seat in seats}
    audit.record(actor, "record_attendance", panel, label="登记参评情况", attendance=noted)
