"""What all workbooks share: numbers stay numbers, text stays text, every sheet prints on A4."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from applications.documents.stamp import line_of
from reports.outputs.progress import Progress, silent

#: How a column's values are shown; text stays text even when somebody edits the cell.
NUMBER_FORMATS = {
    "text": "@",
    "amount": "#,##0.00",
    "area": "#,##0.00##",
    "count": "#,##0",
    "mark": "0",
    "difference": "+0;-0;0",
    "share": "0.0%",
    "moment": "yyyy-mm-dd hh:mm",
}
#: A text is a text, whatever it looks like.
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: A spreadsheet takes a text for a formula when it begins with one of these.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
A4 = 9
#: Height of one line of 11 points.
LINE = 15.0
#: No program shows a higher row: a longer text gets several rows, merged.
TALLEST = 400.0
#: How high these are at most, so that pages are filled.
PIECE = 200.0
#: What a row of several lines keeps free, for fonts that are higher than ours.
SPACE = 6.0
#: The print of a sheet with more columns than a page, in per cent.
SCALE = 65


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: float
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. ``groups`` are (title, columns spanned) above the column titles.

    A sheet is as wide as the paper, unless ``columns_a_page`` says after how many
    columns, beside the frozen ones, a new page begins.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    groups: Sequence[tuple[str, int]] = ()
    frozen_columns: int = 0
    columns_a_page: int = 0
    note: str = ""
    is_upright: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above every table of a workbook, and at the foot of each of its pages."""

    title: str
    source: str
    footer: str

    @classmethod
    def of(cls, title: str, source: str, footer: str, *, rehearsal: bool) -> "Heading":
        """Source and footer of a rehearsal say so first; the title is that of the real thing."""
        return cls(title, *(line_of(line, rehearsal=rehearsal) for line in (source, footer)))


@dataclass(slots=True)
class Styles:
    """The formats of one workbook."""

    workbook: Workbook
    title: Format = field(init=False)
    note: Format = field(init=False)
    head: Format = field(init=False)
    cells: dict[str, Format] = field(init=False)

    def __post_init__(self) -> None:
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        box = {**base, "border": 1}
        cell = {**box, "valign": "top"}
        self.title = self.workbook.add_format({**base, "font_size": 16, "bold": True})
        self.note = self.workbook.add_format({**base, "font_color": "#444444"})
        self.head = self.workbook.add_format(
            {**box, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EEF4"}
        )
        self.cells = {
            kind: self.workbook.add_format(
                {**cell, "num_format": number_format, "text_wrap": kind == "text"}
            )
            for kind, number_format in NUMBER_FORMATS.items()
        }

    def of(self, kind: str, value: Any) -> Format:
        """The format of a cell; a ``figure`` shows decimals where it has some."""
        if kind == "figure":
            kind = "area" if value is not None and value % 1 else "count"
        return self.cells[kind]


def write_tables(
    target: Path,
    heading: Heading,
    tables: Sequence[Table],
    *,
    properties: dict[str, str],
    progress: Progress = silent,
) -> None:
    """A workbook with one sheet for each table."""
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        workbook.set_properties(properties)
        styles = Styles(workbook)
        for number, table in enumerate(tables):
            progress(20 + 70 * number // len(tables), f"正在写入工作表“{table.name}”…")
            write_table(workbook.add_worksheet(table.name), table, heading, styles)


def write_table(sheet: Worksheet, table: Table, heading: Heading, styles: Styles) -> None:
    """Title, source line, head and rows."""
    source = "　".join(part for part in (heading.source, table.note) if part)
    sheet.write_string(0, 0, safe_text(f"{heading.title} · {table.name}"), styles.title)
    sheet.write_string(1, 0, safe_text(source), styles.note)
    head = 2
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, column.width)
    if table.groups:
        write_groups(sheet, head, table, styles.head)
        head += 1
    write_head(sheet, head, table, styles.head)
    row = head + 1
    for values in table.rows:
        row = write_row(sheet, row, zip(table.columns, values, strict=True), styles)
    lay_out(sheet, table, heading, head=head, last=row - 1)


def write_groups(sheet: Worksheet, row: int, table: Table, style: Format) -> None:
    position, heights = 0, [LINE]
    for title, span in table.groups:
        width = sum(column.width for column in table.columns[position : position + span])
        heights.append(height_of(title, width))
        join(sheet, (row, position, row, position + span - 1), safe_text(title), style)
        position += span
    sheet.set_row(row, max(heights))


def write_head(sheet: Worksheet, row: int, table: Table, style: Format) -> None:
    sheet.set_row(row, max(height_of(column.title, column.width) for column in table.columns))
    for position, column in enumerate(table.columns):
        sheet.write_string(row, position, safe_text(column.title), style)


def write_row(
    sheet: Worksheet, row: int, cells: Iterable[tuple[Column, Any]], styles: Styles
) -> int:
    """One record under its columns; the next free row."""
    record = []
    for column, value in cells:
        value = safe_text(value) if isinstance(value, str) else value
        record.append((value, column.width, styles.of(column.kind, value)))
    return write_record(sheet, row, record)


def write_record(
    sheet: Worksheet, row: int, cells: Sequence[tuple[Any, float, Format]], *, position: int = 0
) -> int:
    """Values with width and format of their cells from ``position`` on; the next free row.

    A text that is too long for one row is shown in full in several, merged.
    """
    texts = [(value, width) for value, width, _ in cells if value and isinstance(value, str)]
    height = max((height_of(text, width) for text, width in texts), default=LINE)
    count = 1 if height <= TALLEST else math.ceil(height / PIECE)
    for number in range(row, row + count):
        sheet.set_row(number, height / count)
    for column, (value, _, style) in enumerate(cells, start=position):
        if count > 1:
            sheet.merge_range(row, column, row + count - 1, column, "", style)
        write_cell(sheet, row, column, value, style=style)
    return row + count


def join(sheet: Worksheet, area: tuple[int, int, int, int], text: str, style: Format) -> None:
    """A text in one cell made of all of ``area``: first row, first column, last row, last column."""
    if area[:2] == area[2:]:
        sheet.write_string(*area[:2], text, style)
    else:
        sheet.merge_range(*area, text, style)


def height_of(text: str, width: float) -> float:
    """Points that a wrapped text needs; not every office program works this out itself."""
    lines = lines_of(text, width - 1)
    return LINE * lines + (SPACE if lines > 1 else 0)


def lines_of(text: str, width: float) -> int:
    """Lines of a text in paragraphs, ``width`` in characters of half a Chinese one."""
    units = (
        sum(2 if ord(character) > 0x2E80 else 1 for character in paragraph)
        for paragraph in text.split("\n")
    )
    return sum(max(1, math.ceil(length / width)) for length in units)


def write_cell(sheet: Worksheet, row: int, position: int, value: Any, *, style: Format) -> None:
    """A value in its own type; None and "" are an empty cell."""
    if value is None or value == "":
        sheet.write_blank(row, position, None, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, position, timezone.localtime(value).replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, position, value, style)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, position, value, style)
    else:
        sheet.write_string(row, position, value, style)


def lay_out(sheet: Worksheet, table: Table, heading: Heading, *, head: int, last: int) -> None:
    """Frozen head and filter for the screen; A4 with repeated head for paper."""
    width = len(table.columns) - 1
    sheet.freeze_panes(head + 1, table.frozen_columns)
    sheet.autofilter(head, 0, max(last, head), width)
    if not table.is_upright:
        sheet.set_landscape()
    sheet.repeat_rows(2, head)
    if table.columns_a_page:
        first = table.frozen_columns
        sheet.repeat_columns(0, first - 1)
        sheet.set_print_scale(SCALE)
        sheet.set_v_pagebreaks(range(first + table.columns_a_page, width, table.columns_a_page))
    else:
        sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, max(last, head), width)
    print_on_a4(sheet, heading.footer)


def print_on_a4(sheet: Worksheet, footer: str) -> None:
    """Margins, and at the foot of each page ``footer`` and its number."""
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer(f"&L{footer.replace('&', '&&')}&R第&P页，共&N页")


def safe_text(value: Any) -> str:
    """Text that no spreadsheet takes for a formula, not even after it was saved as CSV."""
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
