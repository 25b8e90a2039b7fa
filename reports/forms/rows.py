"""Rows of a table whose first column says what each row is about."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from applications.forms.tables import CellError, ReadTable, Table, TypedRow, read_rows
from applications.services.tables import Row

Values = Mapping[str, Any]
Problem = tuple[str, str]


def no_problems(values: Values) -> Iterable[Problem]:
    return ()


def read_named(
    table: Table,
    typed: Iterable[TypedRow],
    problems: Callable[[Values], Iterable[Problem]] = no_problems,
    together: Collection[str] = (),
) -> ReadTable:
    """Rows to store; ``problems`` says of the values of a row what is wrong with which field.

    A refused cell keeps what is stored, one of ``together`` keeps them all. A new row without
    its first column is not stored.
    """
    name = table.columns[0]
    read = read_rows(table, typed)
    checked = ReadTable([], list(read.errors))
    for row in read.rows:
        unnamed = [(name.name, f"请填写{name.label}。")] if row.values.get(name.name) == "" else []
        found = [*unnamed, *problems(row.values)]
        checked.errors.extend(CellError(row.key, *problem) for problem in found)
        values = dict(_kept(row, checked.errors, together))
        if row.pk or name.name in values:
            checked.rows.append(Row(row.key, values, row.pk))
    return checked


def _kept(
    row: Row, errors: Iterable[CellError], together: Collection[str]
) -> Iterator[tuple[str, Any]]:
    """The values of ``row`` that no error forbids to store."""
    refused = {error.field for error in errors if error.row == row.key}
    refused |= set(together) if refused & set(together) else set()
    return ((name, value) for name, value in row.values.items() if name not in refused)
