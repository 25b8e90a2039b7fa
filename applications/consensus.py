"""What the members of a panel gave, side by side: mean, minimum, maximum and spread (P-05).

Only marks that are handed in and that the reader may see come in here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from django.db import models

from applications.models import Application
from applications.permissions import can_see_marks, seen_members
from portal.models import User
from scoring.choices import Aggregation, Column, SeatRole, SheetStatus
from scoring.models import Mark, ScoreSheet, Seat
from scoring.outline import Item, Outline, Part, outline_of
from scoring.services.marks import Doubts

if TYPE_CHECKING:
    from applications.desk import Place

#: Fewer marks leave nothing when the highest and the lowest are dropped.
TRIMMED_LEAST = 3
HALF = Fraction(1, 2)

# --- figures -----------------------------------------------------------------------------


def mean(marks: Sequence[int]) -> Fraction:
    """The exact average; ``marks`` are not empty."""
    return Fraction(sum(marks), len(marks))


def trimmed_mean(marks: Sequence[int]) -> Fraction:
    """The average without one highest and one lowest; three marks or more."""
    return mean(sorted(marks)[1:-1])


#: How the marks of a leaf become one where a batch lets them.
MEANS = {Aggregation.MEAN: mean, Aggregation.TRIMMED_MEAN: trimmed_mean}


def whole(value: Fraction) -> int:
    """In whole points, half a point up."""
    return floor(value + HALF)


def tenths(value: Fraction) -> Decimal:
    """With one decimal, half a tenth up: 35/3 is 11.7."""
    return Decimal(whole(value * 10)).scaleb(-1)


@dataclass(frozen=True, slots=True)
class Range:
    """What several people gave for the same thing, at least one of them."""

    marks: tuple[int, ...]

    @property
    def mean(self) -> Decimal:
        return tenths(mean(self.marks))

    @property
    def lowest(self) -> int:
        return min(self.marks)

    @property
    def highest(self) -> int:
        return max(self.marks)

    @property
    def spread(self) -> int:
        """极差."""
        return self.highest - self.lowest

    def __contains__(self, mark: int) -> bool:
        return self.lowest <= mark <= self.highest

    def __str__(self) -> str:
        """20分, 15～20分."""
        ends = sorted({self.lowest, self.highest})
        return f"{'～'.join(map(str, ends))}分"


# --- the table ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """One member's mark of one leaf, with what stands beside it."""

    value: int
    reason: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """A member who has handed in."""

    seat: Seat
    marks: Mapping[str, Given]

    @property
    def name(self) -> str:
        return self.seat.user.name

    @property
    def total(self) -> int:
        return sum(given.value for given in self.marks.values())


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the list shows one, also who has left; ``voice`` once handed in."""

    seat: Seat
    voice: Voice | None

    @property
    def state(self) -> str:
        """The key of a badge."""
        if self.seat.is_handed_in:
            return "done"
        return "returned" if self.seat.return_note else "waiting"

    @property
    def word(self) -> str:
        if self.seat.is_handed_in:
            return "已提交"
        if self.seat.sheet_id is None:
            return "待回避声明"
        return "已退回，修改中" if self.seat.return_note else "未提交"


@dataclass(frozen=True, slots=True)
class Line:
    """One leaf with every member's mark, in the order of the voices; ``final`` is the chair's."""

    item: Item
    given: tuple[Given, ...]
    names: tuple[str, ...]
    final: int | None

    @property
    def range(self) -> Range:
        return Range(tuple(given.value for given in self.given))

    @property
    def rows(self) -> list[tuple[str, Given]]:
        return list(zip(self.names, self.given, strict=True))

    @property
    def notes(self) -> list[tuple[str, str]]:
        """Reasons and remarks, each with the name of who wrote it."""
        return [
            (name, note)
            for name, given in self.rows
            for note in (given.reason, given.remark)
            if note
        ]

    @property
    def is_outside(self) -> bool:
        """Whether the chair gives more or less than anybody."""
        return self.final is not None and self.final not in self.range


@dataclass(frozen=True, slots=True)
class Section:
    """One 大项 with those of its leaves that are shown."""

    part: Part
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Consensus:
    """The whole table; ``lines`` are all leaves, empty while nobody has handed in.

    ``final_total`` is None where the chair's column is not opened or not to be seen.
    """

    application: Application
    outline: Outline
    voices: tuple[Voice, ...]
    lines: tuple[Line, ...]
    final_total: int | None

    @property
    def width(self) -> int:
        """How many cells a row has: three heads, the members, four figures, the chair."""
        return 3 + len(self.voices) + 5

    @property
    def totals(self) -> Range | None:
        """All totals; None while nobody has handed in."""
        return Range(tuple(voice.total for voice in self.voices)) if self.voices else None

    def sections(self, least: int = 0) -> list[Section]:
        """大项 by 大项 the leaves on which members differ by ``least`` points or more."""
        shown = {line.item.number: line for line in self.lines if line.range.spread >= least}
        found = (
            Section(part, tuple(shown[i.number] for i in part.items if i.number in shown))
            for part in self.outline.parts
        )
        return [section for section in found if section.lines]


def read_consensus(application: Application, user: User) -> Consensus:
    """Everything that ``user`` may see of the members' marks now; a constant number of queries.

    The chair's column must have been opened.
    """
    seats = [seat for seat in seen_members(user, application) if seat.is_handed_in]
    outline = outline_of(application.final_score.ruleset)
    voices = tuple(_voices(seats))
    final = _final(application, user)
    return Consensus(
        application=application,
        outline=outline,
        voices=voices,
        lines=tuple(_lines(outline.items.values(), voices, final)) if voices else (),
        final_total=sum(mark or 0 for mark in final.values()) if final else None,
    )


def member_rows(application: Application, found: Consensus) -> list[MemberRow]:
    """All members of the panel that ever were, those of now first; one query.

    Who was replaced counts nowhere: what they handed in stays in the record.
    """
    voices = {voice.seat.pk: voice for voice in found.voices}
    seats = Seat.ever.filter(panel=application.panel_id, role=SeatRole.MEMBER)
    rows = seats.select_related("user", "sheet").order_by(
        models.F("ended_at").asc(nulls_first=True), "pk"
    )
    return [MemberRow(seat, voices.get(seat.pk)) for seat in rows]


def _voices(seats: Sequence[Seat]) -> Iterable[Voice]:
    given: dict[int, dict[str, Given]] = {seat.sheet_id: {} for seat in seats}
    rows = Mark.objects.filter(sheet__in=given, value__isnull=False).order_by()
    for sheet, number, *said in rows.values_list(
        "sheet", "leaf__number", "value", "reason", "remark"
    ):
        given[sheet][number] = Given(*said)
    for seat in seats:
        yield Voice(seat, given[seat.sheet_id])


def _final(application: Application, user: User) -> dict[str, int | None]:
    """The chair's marks by leaf, as far as ``user`` may see them."""
    sheet = application.final_score_id
    if sheet is None or not can_see_marks(user, application, Column.FINAL_SCORE):
        return {}
    rows = Mark.objects.filter(sheet=sheet).order_by()
    return dict(rows.values_list("leaf__number", "value"))


def _lines(
    items: Iterable[Item], voices: Sequence[Voice], final: Mapping[str, int | None]
) -> Iterable[Line]:
    names = tuple(voice.name for voice in voices)
    for item in items:
        number = item.number
        given = tuple(voice.marks[number] for voice in voices)
        yield Line(item, given, names, final.get(number))


# --- what was handed in, whoever asks ------------------------------------------------------


def handed_in_marks(application: Application) -> models.QuerySet[Mark]:
    """The marks of all members of now who have handed in: to check against, not to be shown."""
    return Mark.objects.filter(
        sheet__seat__panel=application.panel_id,
        sheet__seat__ended_at__isnull=True,
        sheet__status=SheetStatus.LOCKED,
        value__isnull=False,
    ).order_by("sheet__seat")


def unexplained(application: Application) -> list[str]:
    """Leaves to which the chair gives what no member comes near, without a reason; two queries."""
    given: dict[str, list[int]] = {}
    for number, value in handed_in_marks(application).values_list("leaf__number", "value"):
        given.setdefault(number, []).append(value)
    silent = application.final_score.marks.filter(value__isnull=False, reason="")
    return [
        number
        for number, value in silent.values_list("leaf__number", "value")
        if number in given and value not in Range(tuple(given[number]))
    ]


# --- beside the leaf, and against the mark ---------------------------------------------------


def beside_leaves(place: "Place") -> dict[str, Line]:
    """The members' marks for the leaves of one 大项 of the chair's column."""
    if place.column != Column.FINAL_SCORE:
        return {}
    found = read_consensus(place.application, place.user)
    wanted = {item.number for item in place.part.items}
    return {line.item.number: line for line in found.lines if line.item.number in wanted}


def outside_the_range(application: Application, sheet: ScoreSheet, number: str) -> Doubts:
    """A final mark that no member comes near wants a reason (P-05)."""

    def ask(mark: int) -> Iterable[str]:
        if sheet.column != Column.FINAL_SCORE:
            return
        given = handed_in_marks(application).filter(leaf__number=number)
        marks = tuple(given.values_list("value", flat=True))
        if marks and mark not in (found := Range(marks)):
            yield f"评定计{mark}分，不在成员计分范围（{found}）之内，请填写理由后再保存。"

    return ask
