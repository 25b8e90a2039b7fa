"""Fill many blank leaves at once, where what they get is computed and not entered."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal import audit, clock
from portal.locking import lock_record
from scoring.models import Mark, ScoreSheet
from scoring.outline import outline_of
from scoring.rules import Rule
from scoring.services.marks import SheetLocked


def takes(rule: Rule, mark: int) -> bool:
    """Whether the leaf may get ``mark`` from nobody in particular: legal, and without a reason."""
    return rule.refusal(mark) is None


@transaction.atomic
def fill_blanks(
    *, sheet: ScoreSheet, marks: Mapping[str, int], actor: Any, origin: str
) -> dict[str, int]:
    """Give blank leaves of ``sheet`` their marks by number; answers what was written.

    A leaf that has a mark keeps it; one whose rule forbids the mark, or asks a reason for
    it, stays blank. Raises SheetLocked when the sheet is closed.
    """
    locked = lock_record(ScoreSheet.objects, pk=sheet.pk)
    if not locked.is_open:
        raise SheetLocked(f"{locked.get_column_display()}已锁定，不能再修改分值。")
    items = outline_of(sheet.ruleset).items
    blank = locked.marks.filter(value__isnull=True, leaf__number__in=marks).select_related("leaf")
    rows = [mark for mark in blank if takes(items[mark.leaf.number].rule, marks[mark.leaf.number])]
    for mark in rows:
        mark.value, mark.inputs = marks[mark.leaf.number], {}
        mark.version, mark.token, mark.origin = mark.version + 1, "", origin
        mark.editor, mark.edited_at = actor, clock.now()
    fields = ["value", "inputs", "version", "token", "origin", "editor", "edited_at"]
    Mark.objects.bulk_update(rows, fields)
    written = {mark.leaf.number: mark.value for mark in rows}
    audit.record(actor, "fill_blanks", sheet, label="批量计分", origin=origin, marks=written)
    return written
