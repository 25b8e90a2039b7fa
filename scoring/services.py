"""Writes on sheets, marks and panels that are not moves."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from portal import audit, clock
from portal.editing import EditConflict, FieldConflict
from scoring import rules
from scoring.choices import Column, SeatRole
from scoring.models import Leaf, Mark, Panel, RuleSet, ScoreSheet, Seat


class MarkRefused(Exception):
    """The mark breaks the leaf's rule, or the sheet takes no marks now; the text says which."""


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
    value: int | None,
    actor: Any,
    version: int,
    reason: str = "",
    remark: str = "",
    inputs: Mapping[str, Any] | None = None,
) -> Mark:
    """Give leaf ``number`` of ``sheet`` a mark; ``value`` None makes it blank again.

    Raises MarkRefused with a sentence when the rule or the sheet forbids it, EditConflict
    when somebody saved this mark since ``version`` was shown. The sheet's row is locked,
    so no mark slips in while the sheet is being locked.
    """
    locked = ScoreSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not locked.is_open:
        raise MarkRefused(f"{locked.get_column_display()}已锁定，不能再修改分值。")
    mark = Mark.objects.select_related("leaf", "sheet__ruleset", "editor").get(
        sheet=locked, leaf__number=number
    )
    _refuse_illegal(mark, value, reason)
    before = mark.value
    new = {"value": value, "reason": reason.strip(), "remark": remark.strip()}
    changed = Mark.objects.filter(pk=mark.pk, version=version).update(
        **new,
        inputs=dict(inputs or {}),
        version=F("version") + 1,
        editor=actor,
        edited_at=clock.now(),
    )
    if not changed:
        raise _conflict(mark, new)
    audit.record(actor, "mark", sheet, label="计分", number=number, before=before, after=value)
    mark.refresh_from_db(fields=["value", "reason", "remark", "version", "edited_at"])
    return mark


def _refuse_illegal(mark: Mark, value: int | None, reason: str) -> None:
    if value is None:
        return
    rule = rule_of(mark.leaf, mark.sheet.ruleset)
    if sentence := rule.refusal(value, reason):
        raise MarkRefused(f"{mark.leaf.number} {mark.leaf.text}：{sentence}")


def _conflict(mark: Mark, new: Mapping[str, Any]) -> EditConflict:
    labels = {"value": "得分", "reason": "理由", "remark": "备注"}
    fields = {
        name: FieldConflict(labels[name], _shown(new[name]), _shown(getattr(mark, name)))
        for name in labels
        if _shown(new[name]) != _shown(getattr(mark, name))
    }
    return EditConflict(who=mark.editor, when=mark.edited_at, version=mark.version, fields=fields)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


@transaction.atomic
def seat_panel(
    *, panel: Panel | None, chair: Any, members: list[Any], actor: Any, visit_on=None, defence_on=None
) -> Panel:
    """Appoint or re-appoint a panel; a seat that stays keeps its declaration."""
    panel = panel or Panel()
    panel.visit_on, panel.defence_on = visit_on, defence_on
    panel.save()
    wanted = {chair.pk: SeatRole.CHAIR, **{member.pk: SeatRole.MEMBER for member in members}}
    panel.seats.exclude(user__in=wanted).delete()
    panel.seats.update(role=SeatRole.MEMBER)
    for user_pk, role in wanted.items():
        Seat.objects.update_or_create(panel=panel, user_id=user_pk, defaults={"role": role})
    audit.record(actor, "seat_panel", panel, label="组建评定组", seats=sorted(wanted))
    return panel


@transaction.atomic
def declare(*, seat: Seat, recused: bool, reason: str = "") -> None:
    """The expert's 回避声明; made once, before anything of the application opens."""
    changed = Seat.objects.filter(pk=seat.pk, declared_at__isnull=True).update(
        declared_at=clock.now(), recused=recused, recusal_reason=reason.strip()
    )
    if changed:
        audit.record(seat.user, "declare", seat.panel, label="回避声明", recused=recused)
    seat.refresh_from_db()


@transaction.atomic
def record_attendance(*, panel: Panel, attendance: Mapping[int, str], actor: Any) -> None:
    """The chair notes for each member whether they took part; keys are seats."""
    for seat in panel.seats.filter(role=SeatRole.MEMBER, pk__in=attendance):
        Seat.objects.filter(pk=seat.pk).update(attendance=attendance[seat.pk])
    audit.record(actor, "record_attendance", panel, label="登记参评情况")
