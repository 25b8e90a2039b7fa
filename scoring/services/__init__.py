"""Writes on sheets, marks and panels that are not moves."""

from scoring.entries import MarkRefused, ReasonMissing
from scoring.services.marks import (
    MarkConflict,
    SheetLocked,
    open_sheet,
    record_mark,
    rule_of,
)
from scoring.services.panels import declare, record_attendance, seat_panel

__all__ = [
    "MarkConflict",
    "MarkRefused",
    "ReasonMissing",
    "SheetLocked",
    "declare",
    "open_sheet",
    "record_attendance",
    "record_mark",
    "rule_of",
    "seat_panel",
]
