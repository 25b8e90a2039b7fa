"""A table that was filled in on our template: what would be guessed at is refused.

Knows nothing of what a cell means; it hands out texts, numbers and days with their places.
"""

from collections.abc import Mapping
from typing import IO

from openpyxl.utils import get_column_letter

from portal.worksheets.cells import Sheet
from portal.worksheets.files import check_workbook, refuse_other_version
from portal.worksheets.heads import find_exact
from portal.worksheets.parts import Book
from portal.worksheets.tables import CellTrouble, ImportRefused, SheetRow, SheetTable, Value
from portal.worksheets.texts import stored

#: Lines of sums are computed by us.
SUM_WORDS = ("合计", "小计", "总计", "十一", "十一、合计")


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
    Values are as stored. Raises ImportRefused.
    """
    check_workbook(file)
    with Book(file) as book:
        refuse_other_version(book, version)
        nearest = list(heads.values())
        for part in book.sheets:
            if part.is_hidden:
                continue
            sheet = book.read(part)
            found = find_exact(sheet, heads)
            if isinstance(found, tuple):
                return _Template(sheet, *found, fills_down).read()
            nearest = min(nearest, found, key=len)
    raise ImportRefused(f"没有找到表头“{'、'.join(nearest)}”，请使用下载的模板填写，不要改动表头。")


class _Template:
    """One sheet of the template on its way to a SheetTable."""

    def __init__(self, sheet: Sheet, head: int, columns: dict[str, int], fills_down: str):
        self.sheet = sheet
        self.head = head
        self.columns = columns
        self.fills_down = fills_down

    def read(self) -> SheetTable:
        self.sheet.refuse_beyond(self.head)
        rows, above, skipped = [], {}, 0
        for number in sorted(row for row in self.sheet.rows if row > self.head):
            row = self._row(number)
            if _is_sum(row):
                skipped += 1
            elif row.values or row.troubles:
                self._fill(row, above)
                above = row.values
                rows.append(row)
        notes = [f"{skipped}行合计、小计没有导入，由系统自动计算。"] if skipped else []
        letters = {name: get_column_letter(column) for name, column in self.columns.items()}
        return SheetTable(self.sheet.title, letters, rows, notes)

    def _row(self, number: int) -> SheetRow:
        row = SheetRow(number, {})
        for name, column in self.columns.items():
            row.places[name] = self.sheet.place(number, column)
            cell = self.sheet.rows[number].get(column)
            try:
                self._refuse_merged(name, number, column)
                if cell:
                    row.values[name] = stored(cell)
            except ValueError as trouble:
                row.troubles.append(CellTrouble(row.places[name], str(trouble)))
        return row

    def _refuse_merged(self, name: str, number: int, column: int) -> None:
        held = self.sheet.merges.of(number, column)
        if held and (held.is_wide or name != self.fills_down):
            raise ValueError("单元格被合并，请取消合并后逐格填写。")

    def _fill(self, row: SheetRow, above: dict[str, Value]) -> None:
        """The value of a cell that is merged with the one above."""
        name = self.fills_down
        if name and self.sheet.merges.of(row.number, self.columns[name]):
            row.values.setdefault(name, above.get(name, ""))


def _is_sum(row: SheetRow) -> bool:
    texts = (str(value).strip() for value in row.values.values() if isinstance(value, str))
    return any(text.rstrip("：:") in SUM_WORDS for text in texts)
