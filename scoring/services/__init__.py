"""Writes on sheets, marks and panels that are not moves."""

from scoring.services.marks import (
    MarkConflict,
    MarkRefused,
    ReasonMissing,
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
