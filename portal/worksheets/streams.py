"""XML of a workbook as it streams by: nothing is kept but what a reader asks for.

openpyxl would build a tree of every formatted empty row: twelve seconds and 400 MB for a sheet of
a million, against one second here.
"""

import re
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from portal.worksheets.tables import ImportRefused

DAMAGED = "Excel文件无法读取，请用WPS或Office重新另存为.xlsx后上传。"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Enough(Exception):
    """The rest of a part is not needed."""


def parse(
    part: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    write: Callable[[str], None] | None = None,
) -> None:
    """Call the three for the elements and texts of ``part``, until one of them has Enough."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = write
    try:
        parser.ParseFile(part)
    except Enough:
        return


def elements(part: IO[bytes], tags: set[str]) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part that begin with one of ``tags``, with their attributes."""
    found = []

    def start(name: str, given: dict[str, str]) -> None:
        if local(name) in tags:
            found.append((local(name), {local(key): value for key, value in given.items()}))

    parse(part, start)
    return found


def local(name: str) -> str:
    """The name without its namespace: the strict form of the standard has other ones."""
    return name.rpartition(" ")[2]


def unescaped(text: str) -> str:
    """Excel writes a carriage return as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _refuse_doctype(*_) -> None:
    """Entities are declared in a document type; no program writes one into a workbook."""
    raise ImportRefused(DAMAGED)


class StringReader:
    """Collects the texts of ``si``: plain or in runs, without the readings of Asian texts."""

    def __init__(self):
        self.strings: list[str] = []
        self._text: list[str] = []
        self._is_open = self._in_reading = False

    def start(self, name: str, _: dict[str, str]) -> None:
        tag = local(name)
        if tag == "rPh":
            self._in_reading = True
        self._is_open = tag == "t" and not self._in_reading

    def write(self, text: str) -> None:
        if self._is_open:
            self._text.append(text)

    def end(self, name: str) -> None:
        tag = local(name)
        self._is_open = False
        if tag == "rPh":
            self._in_reading = False
        elif tag == "si":
            self.strings.append(unescaped(self._taken()))

    def _taken(self) -> str:
        """The text so far; the next begins empty."""
        text = "".join(self._text)
        self._text.clear()
        return text
