"""A table out of an Excel file: which sheet, which row heads it, what stands in each cell.

Knows nothing of what a cell means; it hands out texts and numbers with their places, and
refuses what would be guessed at: formulas, merged cells, errors. Must be given a file that
``applications.uploads.inspect`` has let through.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

MEGABYTE = 1024 * 1024
MAX_BYTES = 5 * MEGABYTE
MAX_UNPACKED_BYTES = 30 * MEGABYTE
#: Rows that are looked at; a sheet often has tens of thousands of empty ones behind its last.
MAX_ROWS = 5000
MAX_COLUMNS = 50
#: The head may stand below titles and notes, not deeper.
HEAD_WITHIN = 20
#: Lines of sums are computed by us.
SUM_WORDS = ("合计", "小计", "总计", "十一", "十一、合计")
#: A cell that begins so names the template that the file was made from.
VERSION_MARK = "模板版本："

Value = str | int | float | Decimal | date


class ImportRefused(ValueError):
    """The file is no table of this kind; ``str()`` is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class CellTrouble:
    """One cell that cannot be read: «投资明细表!D7» and why."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of the sheet: its values by field, its troubles, its number in the sheet."""

    number: int
    values: dict[str, Value]
    troubles: list[CellTrouble] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet that was read; ``columns`` gives each field its letter, ``notes`` what was left out."""

    sheet: str
    columns: dict[str, str]
    rows: list[SheetRow]
    notes: list[str]

    def place(self, name: str, row: int) -> str:
        """«投资明细表!D7»."""
        return f"{self.sheet}!{self.columns[name]}{row}"


def read_table(
    file: IO[bytes],
    *,
    heads: Mapping[str, str],
    version: str,
    fills_down: str = "",
) -> SheetTable:
    """The rows under the head that names ``heads`` (field → label) in the first sheet with one.

    ``version`` is the template's; a file that carries another one is refused, a file without
    any is read by its head. ``fills_down`` may be merged over several rows, no other field.
    Raises ImportRefused.
    """
    _refuse_size(file)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        try:
            return _read_book(file, book, heads, version, fills_down)
        finally:
            book.close()
    except ImportRefused:
        raise
    except Exception as error:
        # A crafted or half-written file can break the parser in any way.
        raise ImportRefused("Excel文件无法读取，请用WPS或Office重新另存为.xlsx后上传。") from error


def _refuse_size(file: IO[bytes]) -> None:
    size = file.seek(0, 2)
    if size > MAX_BYTES:
        raise ImportRefused(
            f"表格文件不能超过{MAX_BYTES // MEGABYTE}MB，请只保留需要导入的工作表后上传。"
        )
    with zipfile.ZipFile(file) as package:
        unpacked = sum(entry.file_size for entry in package.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise ImportRefused("表格展开后过大，请删去空行、空列和无关的工作表后上传。")


def _read_book(file, book, heads, version, fills_down) -> SheetTable:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    _refuse_other_version(book.worksheets, version)
    nearest: list[str] = list(heads.values())
    for sheet in visible:
        found, missing = _find_head(sheet, heads)
        if found:
            merged = list(_merged_ranges(file, sheet))
            return _read_sheet(sheet, *found, heads, merged, fills_down)
        nearest = min(nearest, missing, key=len)
    raise ImportRefused(f"没有找到表头“{'、'.join(nearest)}”，请使用下载的模板填写，不要改动表头。")


def _refuse_other_version(sheets: Iterable[Any], version: str) -> None:
    for sheet in sheets:
        for row in sheet.iter_rows(max_row=HEAD_WITHIN, max_col=3, values_only=True):
            for value in row:
                text = str(value or "")
                if text.startswith(VERSION_MARK) and text != f"{VERSION_MARK}{version}":
                    raise ImportRefused("这不是本表当前的模板，请重新下载模板填写后上传。")


# --- the head ------------------------------------------------------------------------


def _plain_head(value: Any) -> str:
    """A head without blanks, units and notes in brackets."""
    text = re.sub(r"\s", "", str(value or ""))
    return re.sub(r"[（(].*?[)）]", "", text).rstrip("*：:")


def _find_head(sheet, heads: Mapping[str, str]) -> tuple[tuple[int, dict[str, int]] | None, list]:
    """The head's row and the column of each field; else the labels that come nearest missing."""
    nearest = list(heads.values())
    for row in sheet.iter_rows(max_row=HEAD_WITHIN, max_col=MAX_COLUMNS):
        labels = [_plain_head(cell.value) for cell in row]
        missing = [label for label in heads.values() if label not in labels]
        if not missing:
            number = next(cell.row for cell in row if cell.value is not None)
            return (number, _columns(labels, heads)), []
        nearest = min(nearest, missing, key=len)
    return None, nearest


def _columns(labels: list[str], heads: Mapping[str, str]) -> dict[str, int]:
    doubled = [label for label in heads.values() if labels.count(label) > 1]
    if doubled:
        raise ImportRefused(f"表头“{doubled[0]}”出现了两次，请只保留一列。")
    return {name: labels.index(label) + 1 for name, label in heads.items()}


# --- merged cells --------------------------------------------------------------------

MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z0-9:]+)"')
PIECE = 1 << 20


def _merged_ranges(file: IO[bytes], sheet) -> Iterator[tuple[int, int, int, int]]:
    """(first column, first row, last column, last row) of every merged range of ``sheet``.

    A streamed sheet does not tell them, so its part is searched, a piece at a time.
    """
    file.seek(0)
    with zipfile.ZipFile(file) as package, package.open(sheet._worksheet_path) as part:
        rest = b""
        while piece := part.read(PIECE):
            text = rest + piece
            end = 0
            for found in MERGED.finditer(text):
                end = found.end()
                yield range_boundaries(found[1].decode())
            rest = text[max(end, len(text) - 200) :]


# --- the rows ------------------------------------------------------------------------


def _read_sheet(sheet, head: int, columns, heads, merged, fills_down) -> SheetTable:
    letters = {name: get_column_letter(column) for name, column in columns.items()}
    table = SheetTable(sheet.title, letters, [], [])
    covered = _covered(merged, columns, head, fills_down)
    above: dict[str, Value] = {}
    skipped = 0
    for cells in sheet.iter_rows(min_row=head + 1, max_row=head + MAX_ROWS, max_col=MAX_COLUMNS):
        row = _read_row(table, cells, columns, covered)
        if row is None:
            continue
        if _is_sum(row):
            skipped += 1
            continue
        if fills_down and (row.number, columns[fills_down]) in covered:
            row.values.setdefault(fills_down, above.get(fills_down, ""))
        above = row.values
        table.rows.append(row)
    _note(table, sheet, head, skipped)
    return table


def _covered(merged, columns, head: int, fills_down: str) -> dict[tuple[int, int], bool]:
    """Cells of merged ranges below the head; True for those that are refused."""
    ours = {column: name for name, column in columns.items()}
    cells = {}
    for first_column, first_row, last_column, last_row in merged:
        harmless = first_column == last_column and ours.get(first_column) == fills_down
        for row in range(max(first_row, head + 1), min(last_row, head + MAX_ROWS) + 1):
            for column in range(first_column, min(last_column, MAX_COLUMNS) + 1):
                cells[row, column] = not harmless and column in ours
    return cells


def _read_row(table: SheetTable, cells, columns, covered) -> SheetRow | None:
    """The row, or None where nothing of ours stands in it."""
    values: dict[str, Value] = {}
    troubles: list[CellTrouble] = []
    number = next((cell.row for cell in cells if cell.value is not None), None)
    if number is None:
        return None
    for name, column in columns.items():
        cell = cells[column - 1] if column <= len(cells) else None
        place = table.place(name, number)
        if covered.get((number, column)):
            troubles.append(CellTrouble(place, "单元格被合并，请取消合并后逐格填写。"))
        elif cell is not None and cell.value is not None:
            try:
                values[name] = _value(cell)
            except ValueError as trouble:
                troubles.append(CellTrouble(place, str(trouble)))
    return SheetRow(number, values, troubles) if values or troubles else None


def _value(cell) -> Value:
    """The text or number of one cell; raises ValueError with the sentence."""
    value = cell.value
    if cell.data_type == "f":
        raise ValueError("单元格是公式，请复制后选择“粘贴为数值”再上传。")
    if cell.data_type == "e":
        raise ValueError(f"单元格是错误值“{value}”，请改正后上传。")
    if isinstance(value, bool):
        raise ValueError("请填写文字或数字。")
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, int | float | Decimal | date) else str(value)


def _is_sum(row: SheetRow) -> bool:
    texts = [str(value).strip() for value in row.values.values() if isinstance(value, str)]
    return any(text.rstrip("：:") in SUM_WORDS for text in texts)


def _note(table: SheetTable, sheet, head: int, skipped: int) -> None:
    """Say what was left out; rows far below are never left out in silence."""
    last = head + MAX_ROWS
    below = sheet.iter_rows(min_row=last + 1, max_col=MAX_COLUMNS, values_only=True)
    if any(value is not None for row in below for value in row):
        raise ImportRefused(f"工作表第{last}行以后还有内容，请只保留需要导入的行。")
    if skipped:
        table.notes.append(f"{skipped}行合计、小计没有导入，由系统自动计算。")
