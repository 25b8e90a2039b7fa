"""Writes on sheets, marks and panels that are not moves."""

from scoring.entries import MarkIllegal, MarkRefused, ReasonMissing
from scoring.services.blanks import fill_blanks
from scoring.services.marks import (
    MarkConflict,
    SheetLocked,
    open_sheet,
    record_mark,
    rule_of,
)
from scoring.services.panels import (
    declare,
    hand_in,
    open_member_sheets,
    record_attendance,
    return_sheet,
    seat_panel,
)

__all__ = [
    "MarkConflict",
    "MarkIllegal",
    "MarkRefused",
    "ReasonMissing",
    "SheetLocked",
    "declare",
    "fill_blanks",
    "hand_in",
    "open_member_sheets",
    "open_sheet",
    "record_attendance",
    "record_mark",
    "return_sheet",
    "rule_of",
    "seat_panel",
]
