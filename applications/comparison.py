"""All leaves with every column that the reader may see, side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Case

from applications.desk import SHORT, Sheets, difference, marks_of, visible_sheets
from applications.models import Application
from applications.remarks import among_reviewers
from portal.models import User
from scoring.choices import Column
from scoring.models import Mark
from scoring.outline import Heading, Item, Outline, Part, outline_of
from scoring.totals import sum_up

Notes = tuple[tuple[str, str], ...]
NOTED = ("sheet", "leaf__number", "reason", "noted")
KINDS = {Part: "part", Heading: "heading", Item: "leaf"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a 大项, a heading or a leaf; ``marks`` and ``differences`` column by column.

    A blank mark is None. A sum counts blanks as nothing, like the sheet itself, but there
    is no difference where anything under it is blank on either side.
    """

    kind: str
    number: str
    text: str
    points: int
    marks: tuple[int | None, ...]
    differences: tuple[int | None, ...]
    notes: Notes = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole table; ``shown`` of ``leaves`` leaves differ by ``least`` points or more."""

    application: Application
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line
    blanks: tuple[int, ...]
    least: int
    shown: int
    leaves: int

    @property
    def rows(self) -> tuple[Line, ...]:
        return (*self.lines, self.total)

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return 3 + len(self.labels) + len(self.pairs)

    @property
    def labels(self) -> list[str]:
        return [SHORT[column] for column in self.columns]

    @property
    def pairs(self) -> list[str]:
        """Heads of the differences, the later column less the earlier one."""
        return [f"{SHORT[later]}－{SHORT[earlier]}" for later, earlier in pairs_of(self.columns)]


def pairs_of(columns: Iterable[Column]) -> list[tuple[Column, Column]]:
    """Every two columns, the later one first."""
    return [(later, earlier) for earlier, later in combinations(columns, 2)]


def compare(application: Application, reader: User, *, least: int = 0) -> Comparison:
    """What ``reader`` may see; with ``least`` only leaves where two columns differ so much."""
    sheets = visible_sheets(reader, application)
    noted = _notes(sheets, among_reviewers(reader, application))
    columns = tuple(sheets)
    outline = outline_of(application.self_check.ruleset)
    marks = marks_of(sheets)
    sums = [sum_up(outline.tree, marks[column]) for column in columns]
    points = {
        column: {**marks[column], **totals.nodes}
        for column, totals in zip(columns, sums, strict=True)
    }
    unfinished = {
        column: _with_what_is_above(outline, totals.missing)
        for column, totals in zip(columns, sums, strict=True)
    }
    lines = list(_lines(outline, points, unfinished, noted))
    shown = [line.number for line in lines if line.kind == "leaf" and _differs(line, least)]
    kept = _with_what_is_above(outline, shown)
    whole = Part("", "总分", sums[0].whole.maximum, ())
    return Comparison(
        application=application,
        columns=columns,
        lines=tuple(line for line in lines if line.number in kept),
        total=_line("total", whole, [(t.total, t.is_complete) for t in sums]),
        blanks=tuple(len(totals.missing) for totals in sums),
        least=least,
        shown=len(shown),
        leaves=len(outline.items),
    )


def _lines(
    outline: Outline,
    points: Mapping[Column, Mapping[str, int | None]],
    unfinished: Mapping[Column, set[str]],
    notes: Mapping[str, Notes],
) -> Iterable[Line]:
    """Every numbered row in source order."""
    for part in outline.parts:
        rows = part.rows if part.number in outline.items else (part, *part.rows)
        for row in rows:
            given = [(points[c][row.number], row.number not in unfinished[c]) for c in points]
            yield _line(KINDS[type(row)], row, given, notes.get(row.number, ()))


def _line(
    kind: str, row: Part | Heading | Item, given: list[tuple[int | None, bool]], notes: Notes = ()
) -> Line:
    """``given`` are the points of each column, and whether nothing under them is blank."""
    whole = [points if is_whole else None for points, is_whole in given]
    return Line(
        kind=kind,
        number=row.number,
        text=row.text,
        points=row.points,
        marks=tuple(points for points, _ in given),
        differences=tuple(difference(later, first) for first, later in combinations(whole, 2)),
        notes=notes,
    )


def _differs(leaf: Line, least: int) -> bool:
    return not least or any(abs(gap or 0) >= least for gap in leaf.differences)


def _with_what_is_above(outline: Outline, leaves: Iterable[str]) -> set[str]:
    """``leaves`` and every row over them, by number."""
    above = {row.number: row.parent for row in outline.tree}
    found: set[str] = set()
    for leaf in leaves:
        number: str | None = leaf
        while number and number not in found:
            found.add(number)
            number = above[number]
    return found


def _notes(sheets: Sheets, noted: Case) -> dict[str, Notes]:
    """Reasons and remarks by leaf, each with the column that it stands in."""
    names = {sheet.pk: SHORT[column] for column, sheet in sheets.items()}
    rows = Mark.objects.filter(sheet__in=names).annotate(noted=noted).order_by("sheet")
    notes: dict[str, Notes] = {}
    for sheet, number, *texts in rows.exclude(reason="", noted="").values_list(*NOTED):
        said = tuple((names[sheet], text) for text in texts if text)
        notes[number] = notes.get(number, ()) + said
    return notes
