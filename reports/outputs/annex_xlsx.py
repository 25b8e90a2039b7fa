"""Ledger (O9) and liaison list (O8) as workbooks: to be printed, filled in and handed in again."""

from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from portal.worksheets import VERSION_MARK
from reports.documents import LedgerPaper, LiaisonPaper
from reports.documents.annex import Annex
from reports.outputs.progress import Progress, silent
from reports.outputs.sheets import (
    DANGEROUS,
    OPTIONS,
    height_of,
    join,
    print_on_a4,
    write_record,
)

HEAD_ROW = 2
#: Rows in which a 单位类型 can be chosen from a list.
CHOICE_ROWS = 300
NOTES_SHEET = "填写说明"
#: LibreOffice scales no single column that is wider than the paper.
NOTES_WIDTH = 76
NOTES = (
    "可以插入行；不要改动表头；{kind}从三类中选择，同一类的单元格可以合并。",
    "同一格内换行按Alt+Enter；不要使用公式。",
    "上传后先显示预览，逐行说明新增、修改、未变和拒绝的原因，确认后才会保存。",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How one of the forms lies on its sheet; ``widths`` in characters of half a Chinese one."""

    sheet: str
    widths: tuple[int, ...]
    is_across: bool
    notes: tuple[str, ...]


LEDGER = Layout(
    sheet="月调度台账",
    widths=(11, 17, 28, 40, 35, 35),
    is_across=True,
    notes=(
        "一行填一个单位，空白的栏目不会清除系统中的内容。",
        "年度目标、年度重点任务、工作进度安排每年填报一次，每月只填写当月工作进展；没有进展的填“无”并说明原因。",
        "年度目标、当月工作进展各不超过1000字，年度重点任务、工作进度安排各不超过2000字。",
    ),
)
LIAISON = Layout(
    sheet="工作联络员回执表",
    widths=(15, 28, 10, 20, 28),
    is_across=False,
    notes=(
        "一人一行，每个单位至少填写一名联络员，同一单位可以有几行。",
        "联系方式填写手机号码或带区号的座机号码，多个号码用“、”分开。",
    ),
)


@dataclass(slots=True)
class Styles:
    """The formats of one workbook: 宋体 with heads in 黑体, every cell a text."""

    workbook: Workbook
    title: Format = field(init=False)
    line: Format = field(init=False)
    period: Format = field(init=False)
    head: Format = field(init=False)
    kind: Format = field(init=False)
    cells: dict[tuple[str, bool], Format] = field(init=False)

    def __post_init__(self) -> None:
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "num_format": "@"}
        head = {**base, "font_name": "黑体", "align": "center", "text_wrap": True}
        cell = {**base, "font_size": 10.5, "border": 1, "text_wrap": True, "valign": "top"}
        add = self.workbook.add_format
        self.title = add({**head, "font_size": 16})
        self.line = add({**base, "text_wrap": True})
        self.period = add({**base, "align": "right"})
        self.head = add({**head, "border": 1})
        self.kind = add({**cell, "align": "center"})
        self.cells = {
            (align, quoted): add({**cell, "align": align, "quote_prefix": quoted})
            for align in ("left", "center")
            for quoted in (False, True)
        }

    def of(self, text: str, align: str = "left") -> Format:
        """What looks like a formula is marked as text and not changed: it comes back as it was."""
        return self.cells[align, text.startswith(DANGEROUS)]


def write_ledger(paper: LedgerPaper, target: Path, progress: Progress = silent) -> None:
    """O9: the ledger of one city and month, also as the template that is handed in again."""
    write_annex(paper, LEDGER, target, progress)


def write_liaison(paper: LiaisonPaper, target: Path, progress: Progress = silent) -> None:
    """O8: the liaison list of one city and year, also as a template."""
    write_annex(paper, LIAISON, target, progress)


def write_annex(paper: Annex, layout: Layout, target: Path, progress: Progress) -> None:
    """The form as it is printed, and a sheet that says how to fill it in."""
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        workbook.set_properties({"title": paper.title, "subject": paper.line})
        styles = Styles(workbook)
        progress(20, f"正在写入工作表“{layout.sheet}”…")
        write_form(workbook.add_worksheet(layout.sheet), paper, layout, styles)
        progress(80, f"正在写入工作表“{NOTES_SHEET}”…")
        write_notes(workbook.add_worksheet(NOTES_SHEET), paper, layout, styles)


def write_form(sheet: Worksheet, paper: Annex, layout: Layout, styles: Styles) -> None:
    last = len(layout.widths) - 1
    for position, width in enumerate(layout.widths):
        sheet.set_column(position, position, width)
    sheet.set_row(0, 36)
    sheet.set_row(1, 24)
    sheet.set_row(HEAD_ROW, 32)
    join(sheet, (0, 0, 0, last), paper.title, styles.title)
    join(sheet, (1, 0, 1, last - 1), f"{paper.filler}{paper.filled_by}", styles.line)
    sheet.write_string(1, last, paper.period, styles.period)
    for position, head in enumerate(paper.heads):
        sheet.write_string(HEAD_ROW, position, head, styles.head)
    row = write_groups(sheet, paper, layout, styles)
    for note in filter(None, (paper.note, paper.contact)):
        sheet.set_row(row, height_of(note, sum(layout.widths)))
        join(sheet, (row, 0, row, last), note, styles.line)
        row += 1
    lay_out(sheet, paper, layout, last_row=row - 1)


def write_groups(sheet: Worksheet, paper: Annex, layout: Layout, styles: Styles) -> int:
    """The rows of all groups, each group's cell merged beside them; the next free row."""
    row = HEAD_ROW + 1
    for kind, rows in paper.printed_groups:
        first = row
        for unit, *texts in rows:
            cells = [
                (unit, styles.of(unit, "center")),
                *((text, styles.of(text)) for text in texts),
            ]
            record = [
                (text, width, style)
                for (text, style), width in zip(cells, layout.widths[1:], strict=True)
            ]
            row = write_record(sheet, row, record, position=1)
        join(sheet, (first, 0, row - 1, 0), kind, styles.kind)
    kinds = [kind for kind, _ in paper.printed_groups]
    sheet.data_validation(
        *(HEAD_ROW + 1, 0, HEAD_ROW + CHOICE_ROWS, 0),
        {"validate": "list", "source": kinds, "error_type": "warning"},
    )
    return row


def lay_out(sheet: Worksheet, paper: Annex, layout: Layout, *, last_row: int) -> None:
    """Names and heads stay on the screen; one page wide on paper, the heads on every page."""
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    if layout.is_across:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.print_area(0, 0, last_row, len(layout.widths) - 1)
    print_on_a4(sheet, paper.line)


def write_notes(sheet: Worksheet, paper: Annex, layout: Layout, styles: Styles) -> None:
    """How the form is filled in, which data it shows, and the version of the template."""
    notes = (*layout.notes, *NOTES)
    lines = [f"{n}. {note.format(kind=paper.heads[0])}" for n, note in enumerate(notes, start=1)]
    lines += ["", paper.line, f"{VERSION_MARK}{paper.template}"]
    sheet.set_column(0, 0, NOTES_WIDTH)
    sheet.write_string(0, 0, f"{layout.sheet}{NOTES_SHEET}", styles.line)
    for row, line in enumerate(lines, start=1):
        sheet.set_row(row, height_of(line, NOTES_WIDTH))
        sheet.write_string(row, 0, line, styles.line)
    sheet.fit_to_pages(1, 0)
    print_on_a4(sheet, paper.line)
