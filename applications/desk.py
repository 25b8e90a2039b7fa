"""What the scoring desk shows: one 大项 of one column, and what the other columns say.

Plain values read in a constant number of queries; who may see a column is asked of
``permissions``, sums of ``scoring.totals``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from applications import consensus, crosschecks, evidence, photos, pointing
from applications.changes import sentences
from applications.leaves import Attempt, Beside, Given, Row
from applications.models import Application
from applications.permissions import (
    Opening,
    can_compare_members,
    can_mark,
    can_mark_leaf,
    can_see_marks,
    member_seat,
    opening_of,
)
from applications.remarks import among_reviewers
from portal.access import ALLOWED, Decision, refuse
from portal.models import User
from scoring.choices import Column
from scoring.models import Mark, ScoreSheet
from scoring.outline import Heading, Item, Outline, Part, outline_of
from scoring.totals import Totals, sum_up

#: The columns of the official sheet in their order; each is a link of Application.
COLUMNS = (Column.SELF_CHECK, Column.FIRST_REVIEW, Column.FINAL_SCORE)
#: Every column that has a desk, a member's own sheet before the chair's column.
SHORT = {
    Column.SELF_CHECK: "自检",
    Column.FIRST_REVIEW: "初评",
    Column.MEMBER: "本人",
    Column.FINAL_SCORE: "评定",
}
ORDER = tuple(SHORT)
DETAILS = ("inputs", "reason", "noted", "version", "by", "edited_at", "origin")
Values = Mapping[str, int | None]
Sheets = Mapping[Column, ScoreSheet]


# --- the model ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with its printed points, its running sum, and what stands under it."""

    heading: Heading
    points: int
    rows: tuple["Group | Row", ...]

    @property
    def level(self) -> int:
        """Of the heading on the page, below the page's own."""
        return self.heading.depth + 1


@dataclass(frozen=True, slots=True)
class Tab:
    """One 大项 in the desk's row of tabs.

    ``changed`` leaves came back with another 自检; ``first`` is the number of its first leaf.
    """

    number: str
    text: str
    points: int
    maximum: int
    marked: int
    leaves: int
    changed: int
    first: str
    is_current: bool

    @property
    def is_done(self) -> bool:
        return self.marked == self.leaves


@dataclass(frozen=True)
class Place:
    """Where on the desk somebody is: what an extra needs to know."""

    application: Application
    column: Column
    sheet: ScoreSheet
    part: Part
    user: User
    writing: Decision

    @cached_property
    def opening(self) -> Opening:
        """What a return has opened."""
        return opening_of(self.application)


#: What stands beside a leaf apart from the columns: reads by leaf number, in a constant number of
#: queries, what ``applications/sheets/extras/_<name>.html`` shows as ``extra``.
Extra = Callable[[Place], Mapping[str, Any]]
EXTRAS: dict[str, Extra] = {
    "check": crosschecks.beside_leaves,
    "evidence": evidence.beside_leaves,
    "photos": photos.beside_leaves,
    "members": consensus.beside_leaves,
    "returns": pointing.beside_leaves,
}


@dataclass(frozen=True)
class Desk:
    """One 大项 of one column as ``user`` may see it; ``writing`` says why it is read-only."""

    application: Application
    column: Column
    sheet: ScoreSheet
    part: Part
    rows: tuple[Group | Row, ...]
    tabs: tuple[Tab, ...]
    totals: Totals
    columns: tuple[Column, ...]
    writing: Decision
    extras: Mapping[str, Mapping[str, Any]]
    compares_members: bool
    opening: Opening

    @property
    def short(self) -> str:
        return SHORT[self.column]

    def is_writing(self, number: str) -> bool:
        """Whether the mark of this leaf may be changed: a return may open some of them."""
        return bool(self.writing) and self.opening.opens_leaf(self.column, number)

    @property
    def is_limited(self) -> bool:
        """Whether a return has opened some of the leaves only."""
        return bool(self.writing) and not self.opening.is_whole

    @cached_property
    def marks_url(self) -> str:
        """Where the marks of the sheet are saved, but for the leaf's number."""
        url = reverse("applications:mark", args=[self.application.pk, self.column, "0"])
        return url.removesuffix("0/")

    @property
    def hand_in_url(self) -> str:
        """Where a member hands in the own sheet; empty where there is nothing to hand in."""
        if self.column != Column.MEMBER or not self.writing:
            return ""
        return reverse("applications:hand_in", args=[self.application.pk])

    @property
    def return_note(self) -> str:
        """Why the chair has given the own sheet of a member back."""
        return self.sheet.seat.return_note if self.hand_in_url else ""

    @property
    def members_url(self) -> str:
        """Where all marks of the members stand, for whoever may compare them."""
        if not self.compares_members:
            return ""
        return reverse("applications:members", args=[self.application.pk])

    @property
    def tab(self) -> Tab:
        return next(tab for tab in self.tabs if tab.is_current)

    @property
    def previous(self) -> Tab | None:
        place = self.tabs.index(self.tab)
        return self.tabs[place - 1] if place else None

    @property
    def next(self) -> Tab | None:
        return next(iter(self.tabs[self.tabs.index(self.tab) + 1 :]), None)

    @property
    def changed(self) -> int:
        """How many leaves of the whole sheet came back with another 自检."""
        return sum(tab.changed for tab in self.tabs)


# --- reading -----------------------------------------------------------------------


def sheet_of(application: Application, column: str, user: User) -> ScoreSheet | None:
    """The sheet of one of the three columns, or that of ``user``'s own seat; None before it is
    opened."""
    if column != Column.MEMBER:
        return getattr(application, column) if column in COLUMNS else None
    seat = member_seat(user, application)
    return seat.sheet if seat else None


def visible_sheets(user: User, application: Application) -> dict[Column, ScoreSheet]:
    """The opened sheets that ``user`` may see now, by column."""
    return {
        column: sheet
        for column in ORDER
        if (sheet := sheet_of(application, column, user))
        and can_see_marks(user, application, column)
    }


def can_write(user: User, application: Application, column: str) -> Decision:
    """Whether the desk takes marks from ``user`` now."""
    if not (decision := can_mark(user, application, column)):
        return decision
    sheet = sheet_of(application, column, user)
    if not sheet.is_open:
        return refuse(f"{sheet.get_column_display()}已锁定，不能再修改分值。")
    return ALLOWED


def can_write_leaf(user: User, application: Application, column: str, number: str) -> Decision:
    """Whether the desk takes a mark of this leaf: a return may have opened some of them."""
    decision = can_write(user, application, column)
    return decision and can_mark_leaf(application, column, number)


def read_desk(
    application: Application,
    column: str,
    number: str,
    user: User,
    *,
    attempts: Mapping[str, Attempt] | None = None,
) -> Desk | None:
    """The desk of 大项 ``number``, None when there is no such 大项.

    ``attempts`` holds by leaf what somebody typed and was not stored.
    """
    sheets = visible_sheets(user, application)
    sheet = sheets[Column(column)]
    outline = outline_of(sheet.ruleset)
    part = outline.part(number)
    if part is None:
        return None
    values = marks_of(sheets)
    totals = sum_up(outline.tree, values[column])
    changes = sentences(application) if column == Column.FIRST_REVIEW else {}
    details = _details(user, application, sheets, part)
    rows = _rows(Column(column), part, values, details, changes, attempts or {})
    writing = can_write(user, application, column)
    place = Place(application, Column(column), sheet, part, user, writing)
    return Desk(
        application=application,
        column=Column(column),
        sheet=sheet,
        part=part,
        rows=_nested(outline, part, {row.item.number: row for row in rows}, totals),
        tabs=tuple(_tabs(outline, totals, changes, number)),
        totals=totals,
        columns=tuple(sheets),
        writing=writing,
        extras={name: read(place) for name, read in EXTRAS.items()},
        compares_members=column == Column.FINAL_SCORE
        and bool(can_compare_members(user, application)),
        opening=place.opening,
    )


def first_gap(sheet: ScoreSheet) -> tuple[Part, Item | None]:
    """大项 and leaf of the first blank; the first 大项 and no leaf when there is none."""
    outline = outline_of(sheet.ruleset)
    blank = set(sheet.marks.filter(value__isnull=True).values_list("leaf__number", flat=True))
    item = next((item for item in outline.items.values() if item.number in blank), None)
    return (outline.part(item.part) if item else outline.parts[0]), item


def marks_of(sheets: Sheets) -> dict[str, dict[str, int | None]]:
    """The marks of each column by leaf, in one query."""
    names = {sheet.pk: column for column, sheet in sheets.items()}
    values: dict[str, dict[str, int | None]] = {column: {} for column in sheets}
    rows = Mark.objects.filter(sheet__in=names)
    for sheet, number, value in rows.order_by().values_list("sheet", "leaf__number", "value"):
        values[names[sheet]][number] = value
    return values


def difference(later: int | None, earlier: int | None) -> int | None:
    """What the later column adds to the earlier one; None where one of them is blank."""
    return None if later is None or earlier is None else later - earlier


# --- rows ----------------------------------------------------------------------------


def _nested(
    outline: Outline, part: Part, rows: Mapping[str, Row], totals: Totals
) -> tuple[Group | Row, ...]:
    """The rows under their headings."""
    above = {branch.number: branch.parent for branch in outline.tree}
    below: dict[str | None, list[Heading | Item]] = {}
    for entry in part.rows:
        below.setdefault(above[entry.number], []).append(entry)

    def under(number: str | None) -> tuple[Group | Row, ...]:
        return tuple(
            Group(entry, totals.nodes[entry.number], under(entry.number))
            if isinstance(entry, Heading)
            else rows[entry.number]
            for entry in below[number]
        )

    return under(None if part.number in rows else part.number)


def _rows(
    column: Column,
    part: Part,
    values: Mapping[str, Values],
    details: Mapping[tuple[str, str], tuple],
    changes: Mapping[str, str],
    attempts: Mapping[str, Attempt],
) -> Iterable[Row]:
    for item in part.items:
        number = item.number
        given = Given(values[column][number], *details[column, number])
        yield Row(
            item=item,
            given=given,
            attempt=attempts.get(number) or Attempt.stored(given),
            beside=tuple(_beside(column, number, values, details)),
            changed=changes.get(number, ""),
            borrowed=_borrowed(item, column, details),
        )


def _borrowed(
    item: Item, column: Column, details: Mapping[tuple[str, str], tuple]
) -> Mapping[str, Any]:
    """What the rule takes from other leaves of the same 大项, as they stand now."""
    lenders = [number for number in item.rule.borrows.values() if (column, number) in details]
    said = {number: details[column, number][0] for number in lenders}
    return item.rule.with_borrowed({}, said) if said else {}


def _details(
    user: User, application: Application, sheets: Sheets, part: Part
) -> dict[tuple[str, str], tuple]:
    """What stands beside the value of each mark of the 大项, in one query."""
    names = {sheet.pk: column for column, sheet in sheets.items()}
    rows = Mark.objects.filter(sheet__in=names, leaf__section__number=part.number)
    rows = rows.annotate(
        noted=among_reviewers(user, application),
        by=among_reviewers(user, application, "editor__name"),
    )
    fields = rows.order_by().values_list("sheet", "leaf__number", *DETAILS)
    return {(names[sheet], number): tuple(rest) for sheet, number, *rest in fields}


def _beside(
    column: Column,
    number: str,
    values: Mapping[str, Values],
    details: Mapping[tuple[str, str], tuple],
) -> Iterable[Beside]:
    for other in (other for other in values if other != column):
        first, second = sorted((column, other), key=ORDER.index)
        _, reason, remark, *_ = details[other, number]
        yield Beside(
            label=SHORT[other],
            value=values[other][number],
            difference=difference(values[second][number], values[first][number]),
            against=f"{SHORT[second]}较{SHORT[first]}",
            is_later=other == second,
            notes=tuple(text for text in (reason, remark) if text),
        )


def _tabs(
    outline: Outline, totals: Totals, changes: Mapping[str, str], current: str
) -> Iterable[Tab]:
    for part, subtotal in zip(outline.parts, totals.sections, strict=True):
        yield Tab(
            number=part.number,
            text=part.text,
            points=subtotal.points,
            maximum=subtotal.maximum,
            marked=subtotal.marked,
            leaves=subtotal.leaves,
            changed=sum(item.number in changes for item in part.items),
            first=part.items[0].number,
            is_current=part.number == current,
        )
