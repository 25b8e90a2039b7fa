"""The filled cells of one sheet, taken out of its part as it streams by."""

import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import from_excel, from_ISO8601

from portal.worksheets.merges import Merges
from portal.worksheets.streams import Enough, StringReader, local, unescaped
from portal.worksheets.tables import ImportRefused

#: Rows that are looked at below a head; a sheet often has tens of thousands of empty ones.
MAX_ROWS = 5000
MAX_COLUMNS = 50
#: The head may stand below titles and notes, not deeper.
HEAD_WITHIN = 20
LAST_ROW = HEAD_WITHIN + MAX_ROWS

TEXT, NUMBER, DATE, FORMULA, ERROR, TRUTH = "s", "n", "d", "f", "e", "b"
GENERAL = "General"
TRUE = ("1", "true")
#: More digits than a number of Excel can hold.
_INTEGER = re.compile("-?[0-9]{1,20}")
_column = lru_cache(1000)(column_index_from_string)
_is_date = lru_cache(1000)(is_date_format)


@dataclass(frozen=True, slots=True)
class Shared:
    """What all sheets of a workbook refer to: texts, number formats by style, the first day."""

    strings: list[str]
    formats: list[str]
    epoch: Any


class Cell(NamedTuple):
    """What is stored in one cell, and the format it is shown in."""

    kind: str
    value: Any
    format: str = GENERAL


@dataclass(slots=True)
class Sheet:
    """The filled cells of one sheet by row and column; ``beyond`` is what was not kept.

    ``row_beyond`` is a filled row below the last that is looked at (reading stopped there),
    ``column_beyond`` the letter of a filled column to the right.
    """

    title: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: Merges = field(default_factory=lambda: Merges((), last_row=0, last_column=0))
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    row_beyond: int = 0
    column_beyond: str = ""

    def place(self, row: int, column: int) -> str:
        """«投资明细表!D7»."""
        return f"{self.title}!{get_column_letter(column)}{row}"

    def refuse_beyond(self, head: int) -> None:
        """Rows far below the head are never left out in silence: raises ImportRefused."""
        last = head + MAX_ROWS
        if self.row_beyond or any(row > last for row in self.rows):
            raise ImportRefused(f"工作表第{last}行以后还有内容，请只保留需要导入的行。")


class SheetReader(StringReader):
    """Collects filled cells, merged ranges, hidden rows and columns of a sheet."""

    def __init__(self, shared: Shared, title: str, until: int | None = None):
        super().__init__()
        self._shared = shared
        self._sheet = Sheet(title)
        self._merged: list[str] = []
        self._until = until
        self._row = self._column = 0
        self._given: dict[str, str] = {}
        self._has_formula = False

    def sheet(self) -> Sheet:
        """What was collected."""
        self._sheet.merges = Merges(self._merged, last_row=LAST_ROW, last_column=MAX_COLUMNS)
        return self._sheet

    def start(self, name: str, given: dict[str, str]) -> None:
        tag = local(name)
        if tag == "c":
            self._start_cell(given)
        elif tag == "row":
            self._start_row(given)
        elif tag == "v":
            self._is_open = True
        elif tag == "f":
            self._has_formula = True
        elif tag == "mergeCell":
            self._merged.append(given["ref"])
        elif tag == "col" and given.get("hidden") in TRUE:
            last = min(int(given["max"]), MAX_COLUMNS)
            self._sheet.hidden_columns.update(range(int(given["min"]), last + 1))
        else:
            super().start(name, given)

    def end(self, name: str) -> None:
        if local(name) == "c":
            self._end_cell()
        else:
            super().end(name)

    def _start_row(self, given: dict[str, str]) -> None:
        self._row = int(given["r"]) if "r" in given else self._row + 1
        self._column = 0
        if self._until and self._row > self._until:
            raise Enough
        if given.get("hidden") in TRUE and self._row <= LAST_ROW:
            self._sheet.hidden_rows.add(self._row)

    def _start_cell(self, given: dict[str, str]) -> None:
        place = given.get("r")
        self._column = _column(place.rstrip("0123456789")) if place else self._column + 1
        self._given = given
        self._has_formula = False
        self._text.clear()

    def _end_cell(self) -> None:
        text = "".join(self._text)
        if not text and (not self._has_formula or self._given.get("t") == "str"):
            return
        cell = self._cell(text)
        if cell.kind == TEXT and not cell.value.strip():
            return
        if self._row > LAST_ROW:
            self._sheet.row_beyond = self._row
            raise Enough
        if self._column > MAX_COLUMNS:
            self._sheet.column_beyond = get_column_letter(self._column)
            return
        self._sheet.rows.setdefault(self._row, {})[self._column] = cell

    def _cell(self, text: str) -> Cell:
        kind = self._given.get("t", NUMBER)
        if self._has_formula:
            return Cell(FORMULA, text)
        if kind == "s":
            return Cell(TEXT, self._shared.strings[int(text)])
        if kind in ("str", "inlineStr"):
            return Cell(TEXT, unescaped(text))
        if kind == DATE:
            return Cell(DATE, from_ISO8601(text), self._format())
        if kind == NUMBER:
            return self._number(text)
        return Cell(kind, text)

    def _number(self, text: str) -> Cell:
        number = int(text) if _INTEGER.fullmatch(text) else float(text)
        shown = self._format()
        if not math.isfinite(number):
            return Cell(ERROR, "####")
        if not _is_date(shown):
            return Cell(NUMBER, number, shown)
        try:
            spans = is_timedelta_format(shown)
            return Cell(DATE, from_excel(number, self._shared.epoch, timedelta=spans), shown)
        except (OverflowError, ValueError):
            return Cell(ERROR, "####")

    def _format(self) -> str:
        formats, style = self._shared.formats, int(self._given.get("s", 0))
        return formats[style] if style < len(formats) else GENERAL
