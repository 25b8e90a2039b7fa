"""One filled sheet of an application: how it is named, who may read how it came about.

A name is a column («first_review») or a member's seat («seat-7»); with names of persons it
is read by those who work on the sheet, without them by everybody who may see its marks.
"""

from dataclasses import dataclass
from enum import StrEnum

from applications.models import Application
from applications.permissions import (
    can_see_marks,
    can_see_member_sheet,
    can_see_reviewers,
)
from portal.access import Decision
from portal.models import User
from portal.numbers import read_key
from scoring.choices import Column
from scoring.models import ScoreSheet, Seat

SEAT = "seat-"
COLUMNS = (Column.SELF_CHECK, Column.FIRST_REVIEW, Column.FINAL_SCORE)


class Edition(StrEnum):
    """``NAMED`` is internal; ``NAMELESS`` goes to the unit: offices instead of persons."""

    NAMED = "named"
    NAMELESS = "nameless"

    @property
    def label(self) -> str:
        return "内部版" if self is Edition.NAMED else "不含姓名版"


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet with the application that it belongs to, and the seat if it is a member's."""

    application: Application
    sheet: ScoreSheet
    seat: Seat | None = None

    @property
    def column(self) -> Column:
        return Column(self.sheet.column)

    @property
    def name(self) -> str:
        return f"{SEAT}{self.seat.pk}" if self.seat else self.column.value


def filled_sheet(application: Application, name: str) -> Filled | None:
    """The sheet of that name; None before it is opened, and for a seat of another panel."""
    if name in COLUMNS:
        sheet = getattr(application, name)
        return Filled(application, sheet) if sheet else None
    seats = Seat.ever.filter(panel=application.panel_id, sheet__isnull=False)
    seat = seats.filter(pk=read_key(name.removeprefix(SEAT)) or 0)
    found = seat.select_related("sheet__ruleset", "user").first()
    return Filled(application, found.sheet, found) if found else None


def readable_sheets(user: User, application: Application) -> list[Filled]:
    """Every sheet whose proof ``user`` may read now: the columns, then the seats."""
    seats = Seat.ever.filter(panel=application.panel_id, sheet__isnull=False)
    every = [filled_sheet(application, column) for column in COLUMNS]
    every += [Filled(application, s.sheet, s) for s in seats.select_related("sheet", "user")]
    return [filled for filled in every if filled and can_read_proof(user, filled)]


def can_read_proof(user: User, filled: Filled) -> Decision:
    """Whoever may see the marks may read how they came about."""
    if filled.seat:
        return can_see_member_sheet(user, filled.application, filled.seat)
    return can_see_marks(user, filled.application, filled.column)


def can_read_names(user: User, filled: Filled) -> Decision:
    """Persons, what they noted for each other and whatever they changed.

    In a column as ``can_see_reviewers`` says, in a member's sheet all who may see it.
    """
    if not (decision := can_read_proof(user, filled)) or filled.seat:
        return decision
    return can_see_reviewers(user, filled.application, filled.column)


def edition_for(user: User, filled: Filled) -> Edition:
    """The fuller one of those that ``user`` may have."""
    return Edition.NAMED if can_read_names(user, filled) else Edition.NAMELESS
