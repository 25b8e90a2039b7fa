"""A table from Excel before it is stored: line by line 新增, 修改, 不变 or 拒绝, with the reason."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from applications.choices import InvestmentCategory
from applications.forms.tables import MAX_ROWS, NUMERALS, Column, Table, TypedRow, prefilled
from portal.numbers import NumberRefused
from portal.previews import seal, unseal
from portal.worksheets import CellTrouble, ImportRefused, SheetRow, SheetTable

NEW, CHANGED, SAME, REFUSED = "新增", "修改", "不变", "拒绝"
CATEGORY_HEAD = "类别"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One row of the file: what would become of it, what stands in it, why it is refused."""

    number: int
    action: str
    cells: list[str]
    category: str = ""
    troubles: list[CellTrouble] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; ``typed`` are the rows that would be stored."""

    sheet: str
    lines: list[PreviewLine]
    gone: list[TypedRow]
    notes: list[str]
    typed: list[TypedRow]

    @property
    def troubles(self) -> list[CellTrouble]:
        return [trouble for line in self.lines for trouble in line.troubles]

    @property
    def counts(self) -> list[tuple[str, int]]:
        found = Counter(line.action for line in self.lines)
        return [
            *((word, found[word]) for word in (NEW, CHANGED, SAME, REFUSED)),
            ("删除", len(self.gone)),
        ]


def heads_of(table: Table) -> dict[str, str]:
    """The head that a sheet of this table carries."""
    category = {"category": CATEGORY_HEAD} if len(table.categories) > 1 else {}
    return category | {column.name: column.label for column in table.columns}


def template_version(table: Table) -> str:
    """Which template it is; another head is another version."""
    return f"{table.section.value}-1"


# --- reading -------------------------------------------------------------------------


def preview_of(table: Table, sheet: SheetTable, stored: Sequence[TypedRow]) -> Preview:
    """Compare what the sheet holds with the ``stored`` rows; raises ImportRefused for too much."""
    rows = [row for row in sheet.rows if _says_something(row)]
    if not rows:
        raise ImportRefused("表中没有可以导入的内容，请填写后上传。")
    if len(rows) > MAX_ROWS:
        raise ImportRefused(f"一张表最多{MAX_ROWS}行，现为{len(rows)}行，请合并同类项目后上传。")
    waiting = _by_name(table, stored)
    lines, typed = [], []
    for row in rows:
        read = _read_row(table, row)
        line, kept = _judge(table, row, read, waiting)
        lines.append(line)
        typed.append(kept)
    gone = [row for rows in waiting.values() for row in rows]
    return Preview(sheet.sheet, lines, gone, sheet.notes, typed)


def _says_something(row: SheetRow) -> bool:
    return bool(row.troubles) or any(name != "category" for name in row.values)


def _by_name(table: Table, stored: Iterable[TypedRow]) -> dict[tuple, deque[TypedRow]]:
    waiting: dict[tuple, deque[TypedRow]] = defaultdict(deque)
    for row in stored:
        waiting[_name(table, row.category, row.cells)].append(row)
    return waiting


def _name(table: Table, category: str, cells) -> tuple:
    """What makes two rows the same line: its category and its first column."""
    return category, cells[table.columns[0].name]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of the sheet as it would stand on the page."""

    category: str
    cells: dict[str, str]
    troubles: list[CellTrouble]


def _read_row(table: Table, row: SheetRow) -> ReadRow:
    values: dict[str, Any] = {}
    raw: dict[str, str] = {}
    troubles = list(row.troubles)
    known = {trouble.place for trouble in troubles}
    category = ""
    if len(table.categories) > 1:
        category = _category(row.values.get("category", ""))
        place = row.places["category"]
        if not category and place not in known:
            troubles.append(CellTrouble(place, "请填写类别，从十个类别中选择。"))
    for column in table.columns:
        given = row.values.get(column.name, "")
        place = row.places[column.name]
        try:
            values[column.name] = column.read(_typed(column, given))
        except NumberRefused as refusal:
            raw[column.name] = str(given)
            troubles.append(CellTrouble(place, str(refusal)))
    shown = {name: table.column(name).show(value) for name, value in prefilled(values).items()}
    return ReadRow(category, shown | raw, troubles)


def _typed(column: Column, value: Any) -> Any:
    """What somebody would have typed for a cell of a spreadsheet."""
    if isinstance(value, date):
        return _typed_date(column, value)
    if column.is_number or isinstance(value, str):
        return value
    if column.kind == "term" and isinstance(value, float):
        raise NumberRefused("请把单元格设为文本再填写，如“2021.10”（数字会丢掉末尾的0）。")
    return str(int(value)) if value == int(value) else str(value)


def _typed_date(column: Column, value: date) -> str:
    if column.is_number:
        raise NumberRefused("单元格是日期，请改为数字。")
    if column.kind == "term":
        return f"{value.year}.{value.month:02d}"
    return f"{value.year}年{value.month}月{value.day}日"


def _category(value: Any) -> str:
    """The number of the category that is written as 一, 1, or its words; empty for none."""
    text = "".join(str(value).split())
    for category in InvestmentCategory:
        numeral, words = NUMERALS[category.value - 1], category.label
        if text in (numeral, str(category.value), words, f"{numeral}、{words}"):
            return str(category.value)
    return ""


def _judge(
    table: Table, row: SheetRow, read: ReadRow, waiting: dict[tuple, deque[TypedRow]]
) -> tuple[PreviewLine, TypedRow]:
    name = _name(table, read.category, read.cells)
    twin = waiting[name].popleft() if waiting.get(name) else None
    cells = [read.cells[column.name] for column in table.columns]
    label = dict(table.categories).get(read.category, "")
    line = PreviewLine(row.number, _action(read, twin), cells, label, read.troubles)
    return line, TypedRow(f"r{row.number}", read.cells, read.category, twin.pk if twin else None)


def _action(read: ReadRow, twin: TypedRow | None) -> str:
    if read.troubles:
        return REFUSED
    if twin is None:
        return NEW
    return SAME if twin.cells == read.cells else CHANGED


# --- between preview and confirmation --------------------------------------------------


def sealed(preview: Preview, *, version: int, salt: str) -> str:
    """The rows of a preview, for the hidden box of its confirmation; nobody can alter them."""
    rows = [[row.key, row.category, row.pk, row.cells] for row in preview.typed]
    return seal({"version": version, "rows": rows}, salt=salt)


def unsealed(text: str, *, salt: str) -> tuple[int, list[TypedRow]]:
    """Version and rows of a confirmed preview; raises ImportRefused when it is too old."""
    kept = unseal(text, salt=salt)
    rows = [TypedRow(key, cells, category, pk) for key, category, pk, cells in kept["rows"]]
    return kept["version"], rows
