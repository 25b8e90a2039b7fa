"""The parts of an XLSX file as they stream by: sheets, texts, formats, cells.

Nothing is kept but what stands in a cell of the first columns and rows. openpyxl would build a
tree of every formatted empty row (twelve seconds and 400 MB for a sheet of a million), stumble
over odd styles, and read 「2026年3月1日」 in a Chinese format as 46082.
"""

import math
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import IO, Any, NamedTuple
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from portal.worksheets.merges import Merges
from portal.worksheets.tables import ImportRefused

#: Rows that are looked at below a head; a sheet often has tens of thousands of empty ones.
MAX_ROWS = 5000
MAX_COLUMNS = 50
MAX_SHEETS = 50
#: The head may stand below titles and notes, not deeper.
HEAD_WITHIN = 20
LAST_ROW = HEAD_WITHIN + MAX_ROWS

TEXT, NUMBER, DATE, FORMULA, ERROR, TRUTH = "s", "n", "d", "f", "e", "b"
GENERAL = "General"
DAMAGED = "Excel文件无法读取，请用WPS或Office重新另存为.xlsx后上传。"

#: What Excel and WPS mean by these numbers in China; the standard leaves them to the country.
_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_FORMATS: dict[int, str] = {
    **BUILTIN_FORMATS,
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm"),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
}


class Cell(NamedTuple):
    """What is stored in one cell, and the format it is shown in."""

    kind: str
    value: Any
    format: str = GENERAL


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet that has not been read yet."""

    title: str
    is_hidden: bool
    path: str


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


@contextmanager
def _readable() -> Iterator[None]:
    """A crafted or half-written file can break a parser in any way."""
    try:
        yield
    except ImportRefused:
        raise
    except Exception as error:
        raise ImportRefused(DAMAGED) from error


class Book:
    """An open workbook, to be used in ``with``; every method raises ImportRefused."""

    def __init__(self, file: IO[bytes]):
        with _readable():
            self._package = zipfile.ZipFile(file)
            self._names = {name.lower().lstrip("/"): name for name in self._package.namelist()}
            (self._path,) = self._related("", "officeDocument").values()
            self.sheets = self._sheets()
        if len({sheet.path for sheet in self.sheets}) < len(self.sheets):
            raise ImportRefused(DAMAGED)
        if len(self.sheets) > MAX_SHEETS:
            raise ImportRefused(
                f"工作簿有{len(self.sheets)}个工作表，不能超过{MAX_SHEETS}个，"
                "请只保留需要导入的工作表后上传。"
            )

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_) -> None:
        self._package.close()

    def read(self, sheet: SheetPart) -> Sheet:
        """The whole sheet."""
        return self._read(sheet, _SheetReader(self, sheet.title))

    def peek(self, sheet: SheetPart) -> Sheet:
        """Its first rows, without merged cells."""
        return self._read(sheet, _SheetReader(self, sheet.title, until=HEAD_WITHIN))

    def _read(self, sheet: SheetPart, reader: "_SheetReader") -> Sheet:
        with _readable(), self._open(sheet.path) as part:
            _parse(part, reader.start, reader.end, reader.write)
            return reader.sheet()

    # --- what the sheets refer to ------------------------------------------------------

    @cached_property
    def strings(self) -> list[str]:
        """Shared texts, without the readings that East Asian texts may carry."""
        reader = _StringReader()
        for path in self._present("sharedStrings"):
            with self._open(path) as part:
                _parse(part, reader.start, reader.end, reader.write)
        return reader.strings

    @cached_property
    def formats(self) -> list[str]:
        """The number format of each style."""
        codes, formats, of_cells = dict(_FORMATS), [], False
        for path in self._present("styles"):
            for tag, given in self._elements(path, {"numFmt", "cellXfs", "cellStyles", "xf"}):
                if tag == "numFmt":
                    codes[int(given["numFmtId"])] = given["formatCode"]
                elif tag == "xf" and of_cells:
                    formats.append(codes.get(int(given.get("numFmtId", 0)), GENERAL))
                else:
                    of_cells = tag == "cellXfs"
        return formats

    @cached_property
    def epoch(self) -> Any:
        """The day that dates are counted from."""
        given = (given for _, given in self._elements(self._path, {"workbookPr"}))
        is_mac = next(given, {}).get("date1904") in ("1", "true")
        return MAC_EPOCH if is_mac else WINDOWS_EPOCH

    def _sheets(self) -> list[SheetPart]:
        paths = self._related(self._path, "worksheet")
        return [
            SheetPart(given["name"], given.get("state", "visible") != "visible", paths[given["id"]])
            for _, given in self._elements(self._path, {"sheet"})
            if given.get("id") in paths
        ]

    def _present(self, kind: str) -> list[str]:
        """The parts of a ``kind`` that the workbook has; a file can live without them."""
        paths = self._related(self._path, kind).values()
        return [path for path in paths if path.lower() in self._names]

    # --- the package -------------------------------------------------------------------

    def _related(self, source: str, kind: str) -> dict[str, str]:
        """The parts of a ``kind`` that the part ``source`` names, by id."""
        folder, name = posixpath.split(source)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        return {
            given["Id"]: posixpath.normpath(posixpath.join("/", folder, given["Target"]))[1:]
            for _, given in self._elements(listing, {"Relationship"})
            if given["Type"].rpartition("/")[2] == kind
        }

    def _elements(self, path: str, tags: set[str]) -> list[tuple[str, dict[str, str]]]:
        """The elements of a small part that begin with one of ``tags``, with their attributes."""
        found = []

        def start(name: str, given: dict[str, str]) -> None:
            if _local(name) in tags:
                found.append((_local(name), {_local(key): value for key, value in given.items()}))

        with self._open(path) as part:
            _parse(part, start)
        return found

    def _open(self, path: str) -> IO[bytes]:
        return self._package.open(self._names[path.lower()])


# --- XML -----------------------------------------------------------------------------


def _local(name: str) -> str:
    """The name without its namespace: the strict form of the standard has other ones."""
    return name.rpartition(" ")[2]


def _parse(
    part: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    write: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = write
    try:
        parser.ParseFile(part)
    except _Enough:
        return


def _refuse_doctype(*_) -> None:
    """Entities are declared in a document type; no program writes one into a workbook."""
    raise ImportRefused(DAMAGED)


class _Enough(Exception):
    """The rest of the part is not needed."""


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    """Excel writes a carriage return as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _StringReader:
    """Collects the texts of ``si``: plain, or in runs, without their readings (``rPh``)."""

    def __init__(self):
        self.strings: list[str] = []
        self._text: list[str] = []
        self._is_open = self._in_reading = False

    def start(self, name: str, _: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "rPh":
            self._in_reading = True
        self._is_open = tag == "t" and not self._in_reading

    def write(self, text: str) -> None:
        if self._is_open:
            self._text.append(text)

    def end(self, name: str) -> None:
        tag = _local(name)
        self._is_open = False
        if tag == "rPh":
            self._in_reading = False
        elif tag == "si":
            self.strings.append(_unescaped("".join(self._text)))
            self._text.clear()


class _SheetReader(_StringReader):
    """Collects filled cells, merged ranges, hidden rows and columns of a sheet."""

    def __init__(self, book: Book, title: str, until: int | None = None):
        super().__init__()
        self._book = book
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
        tag = _local(name)
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
        elif tag == "col" and given.get("hidden") in ("1", "true"):
            last = min(int(given["max"]), MAX_COLUMNS)
            self._sheet.hidden_columns.update(range(int(given["min"]), last + 1))
        else:
            super().start(name, given)

    def end(self, name: str) -> None:
        if _local(name) == "c":
            self._end_cell()
        else:
            super().end(name)

    def _start_row(self, given: dict[str, str]) -> None:
        self._row = int(given["r"]) if "r" in given else self._row + 1
        self._column = 0
        if self._until and self._row > self._until:
            raise _Enough
        if given.get("hidden") in ("1", "true") and self._row <= LAST_ROW:
            self._sheet.hidden_rows.add(self._row)

    def _start_cell(self, given: dict[str, str]) -> None:
        place = given.get("r")
        self._column = _column(place.rstrip("0123456789")) if place else self._column + 1
        self._given = given
        self._has_formula = False
        self._text.clear()

    def _end_cell(self) -> None:
        text = "".join(self._text)
        if not text and not self._has_formula:
            return
        cell = self._cell(text)
        if cell.kind == TEXT and not cell.value.strip():
            return
        if self._row > LAST_ROW:
            self._sheet.row_beyond = self._row
            raise _Enough
        if self._column > MAX_COLUMNS:
            self._sheet.column_beyond = get_column_letter(self._column)
            return
        self._sheet.rows.setdefault(self._row, {})[self._column] = cell

    def _cell(self, text: str) -> Cell:
        kind = self._given.get("t", NUMBER)
        if self._has_formula:
            return Cell(FORMULA, text)
        if kind == "s":
            return Cell(TEXT, self._book.strings[int(text)])
        if kind in ("str", "inlineStr"):
            return Cell(TEXT, _unescaped(text))
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
            return Cell(DATE, from_excel(number, self._book.epoch, timedelta=spans), shown)
        except (OverflowError, ValueError):
            return Cell(ERROR, "####")

    def _format(self) -> str:
        formats, style = self._book.formats, int(self._given.get("s", 0))
        return formats[style] if style < len(formats) else GENERAL


#: More digits than a number of Excel can hold.
_INTEGER = re.compile("-?[0-9]{1,20}")
_column = cache(column_index_from_string)
_is_date = cache(is_date_format)
