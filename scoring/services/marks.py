"""Give a leaf its mark: the only door through which a value comes into a sheet."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from portal import audit, clock
from portal.editing import EditConflict, FieldConflict
from portal.locking import find_record
from scoring import rules
from scoring.choices import Column, Origin
from scoring.entries import LABELS, Doubts, Inputs, MarkRefused, enter, no_doubts
from scoring.models import Leaf, Mark, RuleSet, ScoreSheet
from scoring.outline import Item, Outline, outline_of


class SheetLocked(MarkRefused):
    """The sheet takes no marks now."""


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
    origin: str = Origin.DESK,
    token: str = "",
    unanswered: Collection[str] = (),
    doubts: Doubts = no_doubts,
) -> Mark:
    """Give leaf ``number`` of ``sheet`` a mark: ``value``, else what its rule makes of ``inputs``.

    Neither of them makes the leaf blank again. Raises MarkRefused with a sentence when the
    rule forbids the mark, ReasonMissing when the rule or ``doubts`` want a reason,
    SheetLocked when the sheet is closed, MarkConflict when somebody saved this mark since
    ``version`` was shown. No conflict are a repeated save of the same, and a save over one
    of ``actor``'s own whose answer never came: its ``token`` is among ``unanswered``.
    The sheet's row is locked, so no mark slips in while the sheet is being locked. Leaves
    whose rule borrows from this one (1.6 the core of 1.1) are derived anew.
    """
    outline = outline_of(sheet.ruleset)
    item = outline.items[number]
    mark = _under_lock(sheet, number)
    fed = _with_borrowed(sheet, item, inputs) if inputs else None
    words = {"reason": reason, "remark": remark}
    new = {**enter(item, value=value, inputs=fed, doubts=doubts, **words), "origin": origin}
    if mark.version != version and not _is_own_send(mark, actor, unanswered):
        return _what_stands(mark, new, actor)
    _write(mark, number, new, actor, token=token)
    _derive_dependents(outline, mark, number, actor)
    return mark


def _write(
    mark: Mark,
    number: str,
    new: Mapping[str, Any],
    actor: Any,
    *,
    token: str,
    label: str = "计分",
) -> None:
    """Store and write down; the sheet is locked."""
    audit.record(
        actor,
        "mark",
        mark.sheet,
        label=label,
        note=new["reason"],
        number=number,
        before=mark.value,
        after=new["value"],
        inputs=new["inputs"],
        origin=new["origin"],
    )
    stamp = {"version": mark.version + 1, "token": token, "editor": actor, "edited_at": clock.now()}
    for name, content in {**new, **stamp}.items():
        setattr(mark, name, content)
    mark.save(update_fields=[*new, *stamp])


# --- leaves that depend on others --------------------------------------------------------


def _with_borrowed(sheet: ScoreSheet, item: Item, inputs: Inputs) -> dict[str, Any]:
    """``inputs`` with what the rule takes from other leaves of the sheet."""
    if not item.rule.borrows:
        return dict(inputs)
    lenders = sheet.marks.filter(leaf__number__in=item.rule.borrows.values())
    said = dict(lenders.values_list("leaf__number", "inputs"))
    return item.rule.with_borrowed(inputs, said)


def _derive_dependents(outline: Outline, lender: Mark, number: str, actor: Any) -> None:
    """Leaves that borrow from leaf ``number`` are counted again; one without inputs stays."""
    if not (wanted := outline.dependents.get(number)):
        return
    rows = lender.sheet.marks.select_related("leaf", "sheet").filter(leaf__number__in=wanted)
    for mark in rows.exclude(inputs={}):
        item = outline.items[mark.leaf.number]
        inputs = _with_borrowed(lender.sheet, item, mark.inputs)
        try:
            value = item.rule.mark_from(inputs)
        except rules.InputProblem:
            continue  # what is entered there is looked at when it is saved there
        if inputs != mark.inputs:
            kept = {"reason": mark.reason, "remark": mark.remark, "origin": mark.origin}
            new = {"value": value, "inputs": inputs, **kept}
            label = f"随{number}重新计分"
            _write(mark, item.number, new, actor, token=mark.token, label=label)


# --- locks and conflicts -------------------------------------------------------------------


def _under_lock(sheet: ScoreSheet, number: str) -> Mark:
    """The mark as it stands now, with its sheet locked and open.

    Both rows are locked: PostgreSQL reads anew only what it locks after waiting. The sheet
    comes first, so that nobody holds a mark while waiting for whoever derives it anew.
    """
    rows = Mark.objects.select_for_update(of=("sheet", "self")).select_related("sheet")
    mark = find_record(rows, sheet=sheet, leaf__number=number)
    if not mark.sheet.is_open:
        raise SheetLocked(f"{mark.sheet.get_column_display()}已锁定，不能再修改分值。")
    return mark


def _is_own_send(mark: Mark, actor: Any, unanswered: Collection[str]) -> bool:
    """Whether what stands is what ``actor`` sent and never heard of again."""
    return bool(mark.token) and mark.editor_id == actor.pk and mark.token in unanswered


def _what_stands(mark: Mark, new: Mapping[str, Any], actor: Any) -> Mark:
    """The stored mark if it says the same as ``new``: a save whose answer was lost."""
    stored = find_record(Mark.objects.select_related("editor"), pk=mark.pk)
    fields = {
        name: FieldConflict(label, _shown(new[name]), _shown(getattr(stored, name)))
        for name, label in LABELS.items()
        if new[name] != getattr(stored, name)
    }
    if not fields and new["inputs"] != stored.inputs:
        fields["inputs"] = FieldConflict("录入内容", "与对方不同", "与我不同")
    if fields:
        raise MarkConflict(stored, fields, actor)
    return stored


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
