"""A table as the page draws it: bodies, rows, cells and their sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.forms.utils import flatatt

from applications.forms.tables import CellError, Column, Table, TypedRow, read_rows, totals


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

    @property
    def attrs(self) -> str:
        """The attributes of the box; a row of the template has no number yet, and no id."""
        has_fraction = self.column.kind != "count"
        number = {
            "data-kind": "amount" if has_fraction else "count",
            "inputmode": "decimal" if has_fraction else "numeric",
        }
        wrong = {"aria-invalid": "true", "aria-describedby": f"error-{self.name}"}
        return flatatt(
            {
                "name": self.name,
                "id": f"cell-{self.name}" if self.row else None,
                "data-field": self.column.name,
                **(number if self.column.is_number else {}),
                "aria-label": self.column.title,
                "autocomplete": "off",
                **(wrong if self.error else {}),
            }
        )


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
        """How many columns stand before the first sum, 序号 among them."""
        return 1 + self.columns.index(self.table.numbers[0])

    @property
    def tail(self) -> tuple[Column, ...]:
        """The columns behind the last sum."""
        return self.columns[self.columns.index(self.table.numbers[-1]) + 1 :]


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
    """What was typed, to be summed; a cell that cannot be read counts nothing."""
    blank = dict.fromkeys((column.name for column in table.numbers), 0)
    return [SimpleNamespace(**blank | row.values) for row in read_rows(table, typed).rows]


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
