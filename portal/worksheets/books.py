"""Workbooks of people who never saw the template: every sheet with the head is read.

What is guessed at is said in a note, what is left out too; what could be read in two ways is
a trouble of its cell.
"""

from collections.abc import Iterator, Sequence
from typing import IO

from openpyxl.utils import get_column_letter

from portal.text import clean_line
from portal.worksheets.cells import TEXT, Sheet
from portal.worksheets.files import check_workbook, refuse_other_version
from portal.worksheets.heads import CERTAIN, FoundHead, find, is_renamed, nearest
from portal.worksheets.parts import Book
from portal.worksheets.records import Records
from portal.worksheets.tables import VERSION_MARK, Head, ImportRefused, SheetTable

#: As much of a text as a note repeats.
SHOWN = 20


def read_book(
    file: IO[bytes],
    *,
    heads: Sequence[Head],
    version: str,
    groups: tuple[str, ...],
    key: str,
    once: tuple[str, ...] = (),
) -> list[SheetTable]:
    """Every visible sheet that carries ``heads``, in any order, under any known name.

    ``groups`` fill down over what is blank or merged below them. ``key`` names a record: rows
    merged with it, or blank below it, continue the record, their texts joined by line breaks,
    unless they fill in all of ``once`` again.
    All values are texts as shown, cleaned. What is to be said of other sheets stands in the
    notes of the first table. Raises ImportRefused where no sheet carries the head.
    """
    check_workbook(file)
    with Book(file) as book:
        refuse_other_version(book, version)
        tables, missed, notes = [], [], []
        for part in book.sheets:
            if part.is_hidden:
                notes.append(f"隐藏的工作表“{part.title}”没有读取。")
                continue
            sheet = book.read(part)
            head = find(sheet, heads)
            if head and not head.missing(heads):
                records = Records(sheet, head, groups=groups, key=key, once=once)
                tables.append(_table(sheet, head, heads, records))
            elif head or (sheet.rows and not _is_ours(sheet)):
                missed.append((sheet.title, head))
                notes.append(_not_read(sheet.title, head, heads))
    if not tables:
        raise ImportRefused(_no_head(missed, heads))
    _name_sheets(tables)
    tables[0].notes[:0] = notes
    return tables


def _table(sheet: Sheet, head: FoundHead, heads: Sequence[Head], records: Records) -> SheetTable:
    sheet.refuse_beyond(head.last)
    rows = records.read()
    return SheetTable(
        sheet=sheet.title,
        columns={
            one.name: get_column_letter(head.columns[one.name])
            for one in heads
            if one.name in head.columns
        },
        rows=rows,
        notes=[*_notes_of_columns(sheet, head, heads), *_notes_of_rows(records)],
        titles=head.titles,
        labels=head.labels,
    )


# --- notes ---------------------------------------------------------------------------


def _name_sheets(tables: Sequence[SheetTable]) -> None:
    """Of several sheets a note names its own; one that holds for all of them is said once."""
    if len(tables) == 1:
        return
    common = [note for note in tables[0].notes if all(note in one.notes for one in tables)]
    for table in tables:
        own = [note for note in table.notes if note not in common]
        table.notes[:] = [f"工作表“{table.sheet}”：{note}" for note in own]
    tables[0].notes[:0] = common


def _notes_of_columns(sheet: Sheet, head: FoundHead, heads: Sequence[Head]) -> Iterator[str]:
    known = [one for one in heads if one.name in head.columns]
    places = [head.columns[one.name] for one in known]
    if places != sorted(places):
        yield "列顺序与模板不同，已按表头识别。"
    labels = [(one, head.labels[one.name]) for one in known]
    if renamed := [f"“{text}”一列按“{one.label}”" for one, text in labels if is_renamed(one, text)]:
        yield f"{'、'.join(renamed)}读取，请核对。"
    for one, label in labels:
        if head.columns[one.name] in sheet.hidden_columns:
            yield f"“{label}”是隐藏列，已一并读取，请核对。"
    yield from _notes_of_others(sheet, head)


def _notes_of_others(sheet: Sheet, head: FoundHead) -> Iterator[str]:
    if others := [texts[0] for texts in head.free.values() if texts]:
        yield f"{''.join(f'“{text}”' for text in others)}列不在模板中，没有读取。"
    if letters := _without_head(sheet, head):
        yield f"{'、'.join(letters)}列没有表头，其中的内容没有读取。"
    if sheet.column_beyond:
        yield f"{sheet.column_beyond}列的内容过于靠右，没有读取。"


def _without_head(sheet: Sheet, head: FoundHead) -> list[str]:
    """The letters of columns in which something stands below no head."""
    filled = {c for row, cells in sheet.rows.items() if row > head.last for c in cells}
    return [get_column_letter(column) for column in sorted(filled - set(head.readings))]


def _notes_of_rows(records: Records) -> Iterator[str]:
    if records.hidden:
        yield f"第{'、'.join(map(str, records.hidden))}行是隐藏行，已一并读取，请核对。"
    if records.joined:
        label = records.head.labels[records.key]
        rows = "、".join(map(str, records.joined))
        yield f"第{rows}行没有“{label}”，已并入上面一条，请核对。"
    if records.left_out:
        lines = sorted(records.left_out, key=lambda line: line.number)
        told = "、".join(f"第{line.number}行“{_short(line.opening)}”" for line in lines)
        yield f"没有读取的行：{told}。"


def _short(text: str) -> str:
    text = clean_line(text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


# --- sheets without the head ---------------------------------------------------------


def _is_ours(sheet: Sheet) -> bool:
    """Whether it is the page of notes of a template."""
    cells = (cell for row in sheet.rows.values() for cell in row.values())
    return any(cell.kind == TEXT and cell.value.startswith(VERSION_MARK) for cell in cells)


def _not_read(title: str, head: FoundHead | None, heads: Sequence[Head]) -> str:
    if head is None or len(head.columns) < CERTAIN:
        return f"工作表“{title}”没有表头，没有读取。"
    return f"工作表“{title}”缺少{_named(head.missing(heads))}，没有读取。"


def _no_head(missed: list[tuple[str, FoundHead | None]], heads: Sequence[Head]) -> str:
    """What the sheet lacks that comes nearest, and which of its columns may be meant."""
    found = [(title, head) for title, head in missed if head]
    if not found:
        return f"没有找到表头{_named(heads)}，请使用下载的模板填写，或按这些名称改好表头后上传。"
    title, head = max(found, key=lambda one: len(one[1].columns))
    missing = head.missing(heads)
    near = nearest(head, missing[0])
    hint = (
        f"（最接近“{missing[0].label}”的是{get_column_letter(near[0])}列“{near[1]}”）"
        if near
        else ""
    )
    return f"工作表“{title}”缺少{_named(missing)}{hint}，请按模板改好表头后上传。"


def _named(heads: Sequence[Head]) -> str:
    return f"“{'、'.join(head.label for head in heads if head.required)}”"
