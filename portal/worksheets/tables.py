"""What is looked for in a workbook, and what a sheet becomes once it is read."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

#: A cell that begins so names the template that the file was made from.
VERSION_MARK = "模板版本："

Value = str | int | float | Decimal | date


class ImportRefused(ValueError):
    """The file cannot be read as this table; ``str()`` is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class Head:
    """One column that is looked for: its field, its official head, and what offices call it.

    The others are regular expressions for a head without blanks: ``pattern`` for the whole of it,
    e.g. ``.*月份工作进展``; ``never`` for how one begins that is none, whatever it resembles; of
    several columns with the head the only one in which ``prefers`` is found is taken.
    """

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    pattern: str = ""
    never: str = ""
    prefers: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class CellTrouble:
    """One cell that cannot be read: «投资明细表!D7» and why."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One record: values by field, absent where the cell is empty or in trouble.

    ``number`` is its first row in the sheet. ``places`` gives every column's field the cell to
    name in a message, also where the cell is empty.
    """

    number: int
    values: dict[str, Value]
    troubles: list[CellTrouble] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet that was read; ``notes`` say what was guessed at and what was left out.

    ``columns`` gives each field its letter and ``labels`` its head as it stands in the file;
    ``titles`` are the texts above the head.
    """

    sheet: str
    columns: dict[str, str]
    rows: list[SheetRow]
    notes: list[str] = field(default_factory=list)
    titles: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
