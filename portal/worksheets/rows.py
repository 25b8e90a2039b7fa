"""Tables whose order says something: every row as it stands, nothing joined or filled down.

Also the few facts that stand beside a label, above a table or on a sheet of their own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from openpyxl.utils import get_column_letter

from portal.text import clean_line
from portal.worksheets.cells import NUMBER, Sheet
from portal.worksheets.files import check_workbook
from portal.worksheets.heads import FoundHead, find, plain
from portal.worksheets.lines import Line, lines
from portal.worksheets.parts import Book
from portal.worksheets.tables import CellTrouble, Head, ImportRefused, SheetRow, SheetTable
from portal.worksheets.texts import shown, stored


@dataclass(frozen=True, slots=True)
class Rows:
    """The tables of a workbook, and by field what stands beside a label, with its place."""

    tables: list[SheetTable]
    facts: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_rows(
    file: IO[bytes],
    *,
    heads: Sequence[Head],
    facts: Mapping[str, Collection[str]],
    title: str,
    exact: Collection[str],
    prefers: str,
) -> Rows:
    """Every visible sheet that carries ``heads``; only the one called ``prefers`` if there is one.

    Values are texts as shown, numbers in the ``exact`` columns as stored. A text spread over
    the whole row goes to the field ``title``. ``facts`` are looked for by their labels in the
    first rows of every sheet. Raises ImportRefused where no sheet carries the head.
    """
    check_workbook(file)
    with Book(file) as book:
        tables: dict[str, SheetTable] = {}
        found: dict[str, tuple[str, str]] = {}
        for part in (part for part in book.sheets if not part.is_hidden):
            sheet = book.read(part)
            head = find(sheet, heads)
            found = _facts(sheet, facts, head.first if head else 0) | found
            if head and not head.missing(heads):
                tables[part.title] = _table(sheet, head, title, exact)
    if not tables:
        labels = "、".join(head.label for head in heads if head.required)
        raise ImportRefused(f"没有找到表头“{labels}”，请使用下载的模板填写，或按模板改好表头。")
    kept = [tables[prefers]] if prefers in tables else list(tables.values())
    return Rows([table for table in kept if table.rows], found)


def _table(sheet: Sheet, head: FoundHead, title: str, exact: Collection[str]) -> SheetTable:
    sheet.refuse_beyond(head.last)
    labels = {name: plain(label) for name, label in head.labels.items()}
    rows = [
        _row(sheet, head, line, exact)
        for line in lines(sheet, head, title)
        if not line.is_empty and {n: plain(text) for n, text in line.texts.items()} != labels
    ]
    columns = {name: get_column_letter(column) for name, column in head.columns.items()}
    notes = _unread(sheet, head)
    return SheetTable(sheet.title, columns, rows, notes, titles=head.titles, labels=head.labels)


def _row(sheet: Sheet, head: FoundHead, line: Line, exact: Collection[str]) -> SheetRow:
    places = {name: sheet.place(line.number, column) for name, column in head.columns.items()}
    troubles = [CellTrouble(places[name], text) for name, text in line.troubles.items()]
    numbers = {
        name: stored(cell)
        for name in exact
        if (cell := sheet.rows[line.number].get(head.columns.get(name, 0))) and cell.kind == NUMBER
    }
    return SheetRow(line.number, {**line.texts, **numbers}, troubles, places)


def _unread(sheet: Sheet, head: FoundHead) -> list[str]:
    """The columns of which nothing was taken."""
    others = [texts[0] for texts in head.free.values() if texts]
    return [f"{''.join(f'“{text}”' for text in others)}列没有读取。"] if others else []


def _facts(
    sheet: Sheet, labels: Mapping[str, Collection[str]], head: int
) -> dict[str, tuple[str, str]]:
    """What stands to the right of a label, or after its colon; below the head nothing is looked for."""
    found: dict[str, tuple[str, str]] = {}
    for row, texts in _texts(sheet, head):
        for column, text in texts.items():
            label, _, rest = text.replace(":", "：").partition("：")
            right = next((one for place, one in sorted(texts.items()) if place > column), "")
            for name, names in labels.items():
                if plain(label) in names and (rest or right):
                    found.setdefault(name, (rest.strip() or right, sheet.place(row, column)))
    return found


def _texts(sheet: Sheet, head: int) -> Iterator[tuple[int, dict[int, str]]]:
    for row in sorted(row for row in sheet.rows if not head or row < head):
        texts = {}
        for column, cell in sheet.rows[row].items():
            try:
                texts[column] = clean_line(shown(cell))
            except ValueError:
                continue
        yield row, texts
