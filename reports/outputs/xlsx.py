"""Workbooks by XlsxWriter: numbers stay numbers, text stays text, every sheet prints on A4."""

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

from applications.documents.stamp import minute
from applications.documents.summary import BatchSummary, SummaryUnit
from reports.outputs.progress import Progress, silent

#: How a column's values are shown; text stays text even when somebody edits the cell.
NUMBER_FORMATS = {
    "text": "@",
    "amount": "#,##0.00",
    "area": "#,##0.00##",
    "count": "#,##0",
    "mark": "0",
    "moment": "yyyy-mm-dd hh:mm",
}
#: A spreadsheet takes a text for a formula when it begins with one of these.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
COLUMN_NAMES = ("自检", "初评", "评定")
A4 = 9
#: Height of one line of 11 points.
LINE = 15.0
#: So many units stand beside the leaves on one printed page, at this size in per cent.
UNITS_A_PAGE = 4
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
        self.title = self.workbook.add_format({**base, "font_size": 16, "bold": True})
        self.note = self.workbook.add_format({**base, "font_color": "#444444"})
        self.head = self.workbook.add_format(
            {**box, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EEF4"}
        )
        self.cells = {
            kind: self.workbook.add_format(
                {**box, "num_format": number_format, "text_wrap": kind == "text"}
            )
            for kind, number_format in NUMBER_FORMATS.items()
        }


def write_batch_summary(summary: BatchSummary, target: Path, progress: Progress = silent) -> None:
    """O11: 汇总, 分项得分, 逐项得分, 材料清单, and 联系人 for those who may see them."""
    tables = [overview(summary), sections(summary), leaves(summary), materials(summary)]
    if summary.contacts is not None:
        tables.append(contacts(summary))
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as workbook:
        title = f"{summary.batch}文旅康养示范区评定汇总"
        workbook.set_properties({"title": title, "subject": summary.notice_number})
        styles = Styles(workbook)
        for number, table in enumerate(tables):
            progress(20 + 70 * number // len(tables), f"正在写入工作表“{table.name}”…")
            write_table(workbook.add_worksheet(table.name), table, summary, styles)


def write_table(sheet: Worksheet, table: Table, summary: BatchSummary, styles: Styles) -> None:
    """Title, source line, head and rows, in this order: constant memory writes no row twice."""
    sheet.write_string(
        0, 0, safe_text(f"{summary.batch}文旅康养示范区评定 · {table.name}"), styles.title
    )
    sheet.write_string(1, 0, safe_text(source_line(summary, table.note)), styles.note)
    head = 2
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, column.width)
    if table.groups:
        write_groups(sheet, head, table, styles.head)
        head += 1
    write_head(sheet, head, table, styles.head)
    row = head
    for row, values in enumerate(table.rows, start=head + 1):
        write_row(sheet, row, zip(table.columns, values, strict=True), styles)
    lay_out(sheet, table, summary, head=head, last=row)


def write_groups(sheet: Worksheet, row: int, table: Table, style: Format) -> None:
    position, heights = 0, [LINE]
    for title, span in table.groups:
        width = sum(column.width for column in table.columns[position : position + span])
        heights.append(height_of(title, width))
        if span > 1:
            sheet.merge_range(row, position, row, position + span - 1, safe_text(title), style)
        else:
            sheet.write_string(row, position, safe_text(title), style)
        position += span
    sheet.set_row(row, max(heights))


def write_head(sheet: Worksheet, row: int, table: Table, style: Format) -> None:
    sheet.set_row(row, max(height_of(column.title, column.width) for column in table.columns))
    for position, column in enumerate(table.columns):
        sheet.write_string(row, position, safe_text(column.title), style)


def write_row(
    sheet: Worksheet, row: int, cells: Iterable[tuple[Column, Any]], styles: Styles
) -> None:
    height = LINE
    for position, (column, value) in enumerate(cells):
        write_cell(sheet, row, position, value, style=styles.cells[column.kind])
        if column.kind == "text" and value:
            height = max(height, height_of(str(value), column.width))
    sheet.set_row(row, height)


def height_of(text: str, width: float) -> float:
    """Points that a wrapped text needs; not every office program works this out itself."""
    units = sum(2 if ord(character) > 0x2E80 else 1 for character in text)
    return LINE * max(1, math.ceil(units / (width - 1)))


def write_cell(sheet: Worksheet, row: int, position: int, value: Any, *, style: Format) -> None:
    """A value of ours in its own type; None and "" are an empty cell."""
    if value is None or value == "":
        sheet.write_blank(row, position, None, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, position, timezone.localtime(value).replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, position, value, style)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, position, value, style)
    else:
        sheet.write_string(row, position, safe_text(value), style)


def lay_out(sheet: Worksheet, table: Table, summary: BatchSummary, *, head: int, last: int) -> None:
    """Frozen head and filter for the screen; A4 landscape with repeated head for paper."""
    width = len(table.columns) - 1
    sheet.freeze_panes(head + 1, table.frozen_columns)
    sheet.autofilter(head, 0, max(last, head), width)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.repeat_rows(2, head)
    if table.columns_a_page:
        first = table.frozen_columns
        sheet.repeat_columns(0, first - 1)
        sheet.set_print_scale(SCALE)
        sheet.set_v_pagebreaks(range(first + table.columns_a_page, width, table.columns_a_page))
    else:
        sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, max(last, head), width)
    name = f"{mark(summary)}{summary.batch}".replace("&", "&&")
    sheet.set_footer(f"&L{name}&R第&P页，共&N页")


def safe_text(value: Any) -> str:
    """Text that no spreadsheet takes for a formula, not even after it was saved as CSV."""
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def mark(summary: BatchSummary) -> str:
    return "演练 · " if summary.rehearsal else ""


def source_line(summary: BatchSummary, note: str) -> str:
    """Batch, notice and moment of the data, so that a print can be told from a later one."""
    parts = [
        f"{mark(summary)}批次：{summary.batch}",
        f"通知文号：{summary.notice_number}",
        f"数据时间：{minute(summary.printed_at)}",
        note,
    ]
    return "　".join(part for part in parts if part)


# --- the five sheets --------------------------------------------------------------------------


def overview(summary: BatchSummary) -> Table:
    columns = [
        Column("市", 8),
        Column("行政区划代码", 9),
        Column("申请单位", 22),
        Column("示范区名称", 20),
        Column("统一社会信用代码", 20),
        Column("状态", 10),
        Column("版本", 5),
        Column("校验码", 10),
        Column("申报项目面积（平方公里）", 11, "area"),
        Column("已完成投资总额（万元）", 13, "amount"),
        Column("审定投资额（万元）", 13, "amount"),
        Column("直接从业人员数量（人）", 9, "count"),
        Column(f"{summary.year_label}营业总收入（万元）", 13, "amount"),
        Column(f"{summary.year_label}接待人次（人次）", 11, "count"),
        Column(f"{summary.half_year_label}营业总收入（万元）", 13, "amount"),
        Column(f"{summary.half_year_label}接待人次（人次）", 11, "count"),
        *(Column(f"{name}总分（分）", 8, "mark") for name in COLUMN_NAMES),
    ]
    return Table("汇总", columns, map(overview_row, summary.units), frozen_columns=3)


def overview_row(unit: SummaryUnit) -> list[Any]:
    return [
        unit.city,
        unit.region_code,
        unit.unit,
        unit.zone,
        unit.credit_code,
        unit.state,
        f"v{unit.version}" if unit.version else None,
        unit.check_code,
        unit.area_km2,
        unit.invested_wan,
        unit.audited_wan,
        unit.employees,
        unit.year_revenue_wan,
        unit.year_visits,
        unit.half_year_revenue_wan,
        unit.half_year_visits,
        *unit.totals,
    ]


def sections(summary: BatchSummary) -> Table:
    """A row for each unit, three columns for each 大项."""
    groups = [("", 1), ("", 1)]
    groups += [(f"{item.number} {item.text}（{item.points}分）", 3) for item in summary.sections]
    columns = [Column("市", 10), Column("申请单位", 28)]
    columns += [Column(name, 7, "mark") for _ in summary.sections for name in COLUMN_NAMES]
    columns += [Column(f"{name}总分", 7, "mark") for name in COLUMN_NAMES]
    rows = (
        [
            unit.city,
            unit.unit,
            *(value for item in summary.sections for value in triple(unit.sections, item.number)),
            *unit.totals,
        ]
        for unit in summary.units
    )
    return Table(
        "分项得分", columns, rows, groups=[*groups, ("合计", 3)], frozen_columns=2, note="单位：分"
    )


def leaves(summary: BatchSummary) -> Table:
    """A row for each of the standard's leaves, three columns for each unit."""
    groups = [("", 1)] * 4
    groups += [(f"{unit.city} {unit.unit}", 3) for unit in summary.units]
    columns = [
        Column("大项", 12),
        Column("序号", 10),
        Column("评定项目", 44),
        Column("满分", 6, "mark"),
    ]
    columns += [Column(name, 5.5, "mark") for _ in summary.units for name in COLUMN_NAMES]
    rows = (
        [
            item.section,
            item.number,
            item.text,
            item.points,
            *(value for unit in summary.units for value in triple(unit.marks, item.number)),
        ]
        for item in summary.leaves
    )
    return Table(
        "逐项得分",
        columns,
        rows,
        groups=groups,
        frozen_columns=4,
        columns_a_page=3 * UNITS_A_PAGE,
        note="单位：分",
    )


def triple(values: dict[str, Any], number: str) -> Sequence[int | None]:
    return values.get(number, (None, None, None))


def materials(summary: BatchSummary) -> Table:
    columns = [
        Column("市", 10),
        Column("申请单位", 28),
        Column("编号", 8),
        Column("材料名称", 44),
        Column("提供方", 16),
        Column("必备", 6),
        Column("情况", 9),
        Column("文件数（个）", 8, "count"),
        Column("页数（页）", 8, "count"),
        Column("最近上传时间", 17, "moment"),
        Column("不适用理由", 30),
    ]
    rows = (
        [
            row.city,
            row.unit,
            row.code,
            row.title,
            row.supplier,
            "是" if row.required else "否",
            row.state,
            row.files,
            row.pages,
            row.last_upload,
            row.waived,
        ]
        for row in summary.materials
    )
    return Table("材料清单", columns, rows, frozen_columns=2)


def contacts(summary: BatchSummary) -> Table:
    columns = [
        Column("市", 10),
        Column("申请单位", 28),
        Column("示范区名称", 24),
        Column("联系人", 12),
        Column("电话", 24),
        Column("电子邮箱", 28),
        Column("通讯地址", 40),
    ]
    rows = (
        [row.city, row.unit, row.zone, row.contact, row.phone, row.email, row.address]
        for row in summary.contacts or ()
    )
    return Table("联系人", columns, rows, frozen_columns=2, note="含个人信息，仅限评定工作使用")
