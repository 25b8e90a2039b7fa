"""Every check of an application with the marks of several columns, for one page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from applications.crosschecks.holding import Checked, Said, hold
from applications.crosschecks.judging import Line, Verdict
from applications.models import Application
from portal.models import User
from scoring.models import ScoreSheet
from scoring.outline import Item, outline_of


@dataclass(frozen=True, slots=True)
class Cell:
    """One column's mark under one check; ``figure`` where another one decides there."""

    mark: int | None
    reason: str
    said: Said
    figure: str


@dataclass(frozen=True, slots=True)
class Row:
    """One check of one leaf, as the first column reads it."""

    item: Item
    line: Line
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``differing`` counts 不一致 column by column."""

    rows: tuple[Row, ...]
    differing: tuple[int, ...]


def read_table(application: Application, sheets: Mapping[str, ScoreSheet], reader: User) -> Table:
    """Every check, with a cell for each of ``sheets``; a constant number of queries."""
    items = outline_of(application.self_check.ruleset).items.values()
    held = list(hold(application, sheets.values(), items, reader).values())
    rows = tuple(
        row for item in items for row in _rows(item, [column.get(item.number) for column in held])
    )
    differing = tuple(
        sum(row.cells[place].said.verdict == Verdict.DIFFERS for row in rows)
        for place in range(len(held))
    )
    return Table(rows, differing)


def _rows(item: Item, columns: Iterable[Checked | None]) -> Iterable[Row]:
    """All columns have the same checks, because they have the same standard."""
    checked = [column for column in columns if column]
    for said in zip(*(column.said for column in checked), strict=True):
        first = said[0].line
        cells = (
            Cell(
                column.mark,
                column.reason,
                one,
                "" if one.line.figure == first.figure else one.line.figure,
            )
            for column, one in zip(checked, said, strict=True)
        )
        yield Row(item, first, tuple(cells))
