"""The two tables as a workbook to be filled in and handed in again (O15)."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from applications.forms.imports import CATEGORY_HEAD, template_version
from applications.forms.tables import MAX_ROWS, Table, TypedRow
from portal.numbers import parse_amount, parse_count
from portal.worksheets import VERSION_MARK

HEAD_ROW = 2
WIDTHS = {"text": 26, "term": 20, "amount": 18, "count": 16}
NOTES = (
    "一行填一项，不要合并单元格，不要改动表头；可以增加行。",
    "金额单位为万元，最多两位小数；人数填整数；只填数字，不写“万”“约”等文字，不用公式。",
    "合计、小计不用填写，由系统自动计算。",
    "上传后先显示预览，确认后才会替换系统中的整张表；有一处不合要求，整张表都不会导入。",
)
INVESTMENT_NOTES = (
    "类别从下拉列表中选择，十个类别之一。",
    "投资期限填起止月份，如“2021.03—2022.10”，也可以用文字说明（50字以内）。",
    "未付款金额不填的，按实际投资金额减去实际付款金额计算；三者对不上的，在备注中说明。",
)


def workbook_of(table: Table, rows: Sequence[TypedRow]) -> bytes:
    """The table with its present ``rows``, lists to choose from, notes, and its version."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        _write_table(book, table, rows)
        _write_notes(book, table)
    return stream.getvalue()


def _write_table(book, table: Table, rows: Sequence[TypedRow]) -> None:
    title = table.section.label.split("、")[1]
    sheet = book.add_worksheet(title)
    heads = _heads(table)
    head_format = book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "bg_color": "#E4F0F2"}
    )
    sheet.write_string(0, 0, table.section.label, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, "请先阅读“填写说明”。")
    for column, (label, width, _) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(HEAD_ROW, column, label, head_format)
    _write_rows(book, sheet, table, rows)
    _add_rules(sheet, table)
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)


def _heads(table: Table) -> list[tuple[str, int, str]]:
    """Label, width and kind of each column."""
    category = [(CATEGORY_HEAD, 34, "category")] if len(table.categories) > 1 else []
    return [
        *category,
        *((column.title, WIDTHS[column.kind], column.kind) for column in table.columns),
    ]


def _write_rows(book, sheet, table: Table, rows: Sequence[TypedRow]) -> None:
    formats = {
        "amount": book.add_format({"num_format": "#,##0.00", "border": 1}),
        "count": book.add_format({"num_format": "0", "border": 1}),
    }
    plain = book.add_format({"num_format": "@", "border": 1, "text_wrap": True})
    labels = dict(table.categories)
    for place, row in enumerate(rows, start=HEAD_ROW + 1):
        start = 0
        if len(table.categories) > 1:
            sheet.write_string(place, 0, labels[row.category], plain)
            start = 1
        for column, spec in enumerate(table.columns, start=start):
            text = row.cells[spec.name]
            if spec.is_number and text:
                number = parse_amount(text) if spec.kind == "amount" else parse_count(text)
                sheet.write_number(place, column, number, formats[spec.kind])
            else:
                sheet.write_string(place, column, text, formats.get(spec.kind, plain))


def _add_rules(sheet, table: Table) -> None:
    """What Excel itself refuses while it is typed; the server checks everything again."""
    first, last = HEAD_ROW + 1, HEAD_ROW + MAX_ROWS
    for column, (label, _, kind) in enumerate(_heads(table)):
        if kind == "category":
            labels = [text for _, text in table.categories]
            rule = {"validate": "list", "source": labels, "error_message": "请从列表中选择类别。"}
        elif kind in ("amount", "count"):
            sort = "decimal" if kind == "amount" else "integer"
            rule = {"validate": sort, "criteria": ">=", "value": 0}
            rule["error_message"] = f"{label}请填写0或正数，只填数字。"
        else:
            continue
        sheet.data_validation(first, column, last, column, {**rule, "error_title": "填写有误"})


def _write_notes(book, table: Table) -> None:
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 100)
    wrap = book.add_format({"text_wrap": True})
    sheet.write_string(0, 0, f"{table.section.label}导入说明", book.add_format({"bold": True}))
    own = INVESTMENT_NOTES if len(table.categories) > 1 else ()
    for place, note in enumerate((*NOTES, *own), start=1):
        sheet.write_string(place, 0, f"{place}. {note}", wrap)
    sheet.write_string(len((*NOTES, *own)) + 2, 0, f"{VERSION_MARK}{template_version(table)}")
