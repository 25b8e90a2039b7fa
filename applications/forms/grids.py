"""A table as the page draws it: bodies, rows, cells and their sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from applications.forms.tables import CellError, Column, Table, TypedRow, read_rows, totals
from applications.services.tables import LINE_OF


@dataclass(frozen=True, slots=True)
class Cell:
    """One box: its column, what stands in it, what is wrong with it."""

    row: str
    column: Column
    text: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        return f"{self.row}-{self.column.name}"


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row, with its number inside its category; 0 for the blank row at the end."""

    key: str
    number: int
    pk: int | None
    cells: list[Cell]
    category: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """One category with its rows and its sums by column; the only one has no name."""

    category: str
    label: str
    rows: list[GridRow]
    sums: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole table; ``sums`` are those of the last row."""

    table: Table
    bodies: list[Body]
    sums: list[tuple[str, str]]
    template: GridRow
    wrong: list[Cell] = field(default_factory=list)

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.table.columns

    @property
    def has_categories(self) -> bool:
        return len(self.table.categories) > 1

    @property
    def is_empty(self) -> bool:
        return all(len(body.rows) <= 1 for body in self.bodies)

    @property
    def lead_width(self) -> int:
        """How many columns stand before the first number, 序号 among them."""
        return 1 + [column.is_number for column in self.columns].index(True)


def grid_of(table: Table, typed: Sequence[TypedRow], errors: Iterable[CellError] = ()) -> Grid:
    """Draw ``typed`` with its errors; the sums are those of the cells that can be read."""
    wrong = {(error.row, error.field): error.message for error in errors}
    groups: dict[str, list[TypedRow]] = defaultdict(list)
    for row in typed:
        groups[row.category].append(row)
    sums = totals(table, _lines(table, typed))
    bodies = [
        _body(table, category, label, groups[category], wrong, sums[category])
        for category, label in table.categories
    ]
    cells = [cell for body in bodies for row in body.rows for cell in row.cells if cell.error]
    return Grid(table, bodies, list(sums[""].items()), _blank(table, "", ""), cells)


def _lines(table: Table, typed: Sequence[TypedRow]) -> list:
    """Unsaved lines of what was typed, to be summed."""
    model = LINE_OF[table.section]
    return [model(**row.values) for row in read_rows(table, typed).rows]


def _body(
    table: Table,
    category: str,
    label: str,
    typed: Sequence[TypedRow],
    wrong: Mapping[tuple[str, str], str],
    sums: Mapping[str, str],
) -> Body:
    rows = [
        GridRow(row.key, number, row.pk, _cells(table, row, wrong), category)
        for number, row in enumerate(typed, start=1)
    ]
    blank = _blank(table, f"new-{category}" if category else "new", category)
    return Body(category, label, [*rows, blank], list(sums.items()))


def _cells(table: Table, row: TypedRow, wrong: Mapping[tuple[str, str], str]) -> list[Cell]:
    return [
        Cell(row.key, column, row.cells[column.name], wrong.get((row.key, column.name), ""))
        for column in table.columns
    ]


def _blank(table: Table, key: str, category: str) -> GridRow:
    return GridRow(key, 0, None, [Cell(key, column) for column in table.columns], category)
