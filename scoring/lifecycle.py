"""A sheet is open, then locked; only whoever owns its column's stage moves it."""

from portal import clock
from portal.access import ALLOWED
from portal.problems import Problem
from portal.workflow import Lifecycle, Transition
from scoring.choices import SheetStatus


def unmarked(sheet):
    """A sheet with gaps cannot be locked: a blank is not a zero."""
    if count := sheet.marks.filter(value__isnull=True).count():
        return [Problem(f"{sheet.get_column_display()}还有{count}项未评分。")]
    return []


def whoever_asks(actor, sheet):
    """The application above has already asked who may; a sheet has no people of its own."""
    return ALLOWED


def stamp_lock(sheet, actor, details):
    return {"locked_at": clock.now()}


def next_revision(sheet, actor, details):
    return {"locked_at": None, "revision": sheet.revision + 1}


# fmt: off
sheet_lifecycle = Lifecycle(
    #          name      label   from                  to                  who           why not now        writes
    Transition("lock",   "锁定",  [SheetStatus.OPEN],   SheetStatus.LOCKED, whoever_asks, problems=unmarked, sets=stamp_lock),
    Transition("reopen", "重开",  [SheetStatus.LOCKED], SheetStatus.OPEN,   whoever_asks,                    sets=next_revision),
)
# fmt: on
