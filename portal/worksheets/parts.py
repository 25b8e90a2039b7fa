"""The parts of an XLSX file: which sheets it has, and what they all refer to.

Read here rather than by openpyxl, which stumbles over odd styles and the strict form of the
standard, and takes 「2026年3月1日」 in a Chinese format for 46082.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from portal.worksheets.cells import GENERAL, HEAD_WITHIN, TRUE, Shared, Sheet, SheetReader
from portal.worksheets.streams import DAMAGED, StringReader, elements, parse
from portal.worksheets.tables import ImportRefused

MAX_SHEETS = 50
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


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet that has not been read yet."""

    title: str
    is_hidden: bool
    path: str


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
            self._shared = Shared(self._strings(), self._formats(), self._epoch())
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
        return self._read(sheet, SheetReader(self._shared, sheet.title))

    def peek(self, sheet: SheetPart) -> Sheet:
        """Its first rows, without merged cells."""
        return self._read(sheet, SheetReader(self._shared, sheet.title, until=HEAD_WITHIN))

    def _read(self, sheet: SheetPart, reader: SheetReader) -> Sheet:
        with _readable(), self._open(sheet.path) as part:
            parse(part, reader.start, reader.end, reader.write)
            return reader.sheet()

    # --- what the sheets refer to ------------------------------------------------------

    def _strings(self) -> list[str]:
        reader = StringReader()
        for path in self._present("sharedStrings"):
            with self._open(path) as part:
                parse(part, reader.start, reader.end, reader.write)
        return reader.strings

    def _formats(self) -> list[str]:
        """The number format of each style of cells."""
        codes, formats, of_cells = dict(_FORMATS), [], False
        for path in self._present("styles"):
            for tag, given in self._elements(path, {"numFmt", "cellXfs", "cellStyles", "xf"}):
                if tag == "numFmt":
                    codes[int(given["numFmtId"])] = given.get("formatCode", GENERAL)
                elif tag == "xf" and of_cells:
                    formats.append(codes.get(int(given.get("numFmtId", 0)), GENERAL))
                else:
                    of_cells = tag == "cellXfs"
        return formats

    def _epoch(self) -> datetime:
        """The day that dates are counted from."""
        settings = self._elements(self._path, {"workbookPr"})
        is_mac = any(given.get("date1904") in TRUE for _, given in settings)
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
        with self._open(path) as part:
            return elements(part, tags)

    def _open(self, path: str) -> IO[bytes]:
        return self._package.open(self._names[path.lower()])
