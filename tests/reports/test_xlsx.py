from datetime import datetime

import pytest
from openpyxl import load_workbook

from reports.outputs.evaluation import render_summary
from reports.outputs.progress import silent
from reports.outputs.sheets import safe_text
from tests.reports.papers import summary, unit

SHEETS = ["汇总", "分项得分", "逐项得分", "材料清单", "联系人"]


def written(document, folder, progress=silent):
    target = folder / "output.xlsx"
    render_summary(document, target, progress)
    return load_workbook(target)


@pytest.fixture
def workbook(tmp_path):
    return written(summary(), tmp_path)


def values(sheet, row):
    return [cell.value for cell in sheet[row]]


def test_workbook_has_the_five_sheets(workbook):
    assert workbook.sheetnames == SHEETS


def test_contacts_are_left_out_for_readers(tmp_path):
    workbook = written(summary(contacts=None), tmp_path)

    assert workbook.sheetnames == SHEETS[:-1]


def test_every_sheet_says_batch_notice_moment_and_rehearsal(workbook):
    for sheet in workbook:
        assert sheet["A1"].value == f"第二批文旅康养示范区评定 · {sheet.title}"
        line = "演练 · 批次：第二批　通知文号：晋文旅发〔2023〕27号　数据时间：2023年8月20日 10:21"
        assert sheet["A2"].value.startswith(line)
        assert sheet.oddFooter.left.text == "演练 · 第二批"


def test_overview_heads_carry_their_units(workbook):
    assert values(workbook["汇总"], 3) == [
        "市",
        "行政区划代码",
        "申请单位",
        "示范区名称",
        "统一社会信用代码",
        "状态",
        "版本",
        "校验码",
        "申报项目面积（平方公里）",
        "已完成投资总额（万元）",
        "审定投资额（万元）",
        "直接从业人员数量（人）",
        "2022年营业总收入（万元）",
        "2022年接待人次（人次）",
        "2023年上半年营业总收入（万元）",
        "2023年上半年接待人次（人次）",
        "自检总分（分）",
        "初评总分（分）",
        "评定总分（分）",
    ]


def test_numbers_are_numbers_and_codes_are_text(workbook):
    row = values(workbook["汇总"], 4)

    assert row == [
        *["太原市", "140100", "青岚谷康养有限公司", "青岚谷康养有限公司示范区"],
        *["91149901MA0TE5T01L", "评定完成", "v2", "12345678"],
        *[0.1333, 123456.78, 120000, 312, 5123.4, 312345, 3123.4, 150000, 912, 876, None],
    ]
    formats = [cell.number_format for cell in workbook["汇总"][4]]
    assert formats[1:5] == ["@"] * 4
    assert formats[8:12] == ["#,##0.00##", "#,##0.00", "#,##0.00", "#,##0"]
    assert formats[-1] == "0"


def test_blank_and_zero_are_kept_apart(workbook):
    assert workbook["汇总"]["I5"].value is None
    assert values(workbook["逐项得分"], 5)[4:7] == [20, 0, None]


def test_sections_stand_three_columns_each_under_their_names(workbook):
    sheet = workbook["分项得分"]

    assert sheet["C3"].value == "1 康养产品（130分）"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"C3:E3", "F3:H3"}
    assert values(sheet, 4) == [
        *["市", "申请单位", "自检", "初评", "评定"],
        *["自检总分", "初评总分", "评定总分"],
    ]
    assert values(sheet, 5) == ["太原市", "青岚谷康养有限公司", 130, 120, None, 912, 876, None]


def test_leaves_stand_in_rows_and_units_in_columns(workbook):
    sheet = workbook["逐项得分"]

    assert sheet["E3"].value == "太原市 青岚谷康养有限公司"
    assert sheet["H3"].value == "忻州市 =岢岚康养有限公司"
    assert values(sheet, 5) == ["康养产品", "1.1", "资源种类", 20, 20, 0, None, 20, 0, None]
    assert sheet["B5"].data_type == "s"


def test_materials_say_what_is_there(workbook):
    sheet = workbook["材料清单"]

    assert values(sheet, 4)[4:] == [
        *["创建单位", "是", "已上传", 2, 5],
        *[datetime(2023, 8, 20, 10, 21), None],
    ]
    assert values(sheet, 5)[6:] == ["缺", 0, None, None, None]


def test_text_that_looks_like_a_formula_is_neutralised(workbook):
    assert workbook["汇总"]["C5"].value == "'=岢岚康养有限公司"
    assert workbook["汇总"]["F5"].value == "'@已推荐"
    assert values(workbook["联系人"], 4)[4:] == ["03510000000", "'+a@b.c", "'-1号"]
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_dangerous_beginning_is_quoted(first):
    assert safe_text(f"{first}1+1") == f"'{first}1+1"


@pytest.mark.parametrize("text", ["岢岚=1", "1-2", "office@example.com", ""])
def test_harmless_text_stays_as_it_is(text):
    assert safe_text(text) == text


def test_sheets_print_on_a4_landscape_with_repeated_heads(workbook):
    # fmt: off
    expected = {
        #           frozen  repeated  area
        "汇总":     ("D4", "$3:$3", "'汇总'!$A$1:$S$5"),
        "分项得分": ("C5", "$3:$4", "'分项得分'!$A$1:$H$6"),
        "逐项得分": ("E5", "$3:$4", "'逐项得分'!$A$1:$J$5"),
        "材料清单": ("C4", "$3:$3", "'材料清单'!$A$1:$K$5"),
        "联系人":   ("C4", "$3:$3", "'联系人'!$A$1:$G$4"),
    }
    # fmt: on
    for sheet in workbook:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        frozen, repeated, area = expected[sheet.title]
        assert (sheet.freeze_panes, sheet.print_title_rows) == (frozen, repeated)
        assert sheet.print_area == area


def test_empty_batch_still_has_its_heads(tmp_path):
    workbook = written(summary(units=(), materials=(), contacts=()), tmp_path)

    assert workbook["汇总"].max_row == 3
    assert workbook["汇总"]["A3"].value == "市"
    assert workbook["逐项得分"]["C5"].value == "资源种类"


def test_units_stay_in_the_order_of_the_summary(tmp_path):
    cities = ["太原市", "大同市", "阳泉市"]
    units = tuple(unit(city, "140100", "青岚谷") for city in cities)

    workbook = written(summary(units=units), tmp_path)

    assert [workbook["汇总"].cell(row, 1).value for row in (4, 5, 6)] == cities


def test_progress_names_each_sheet(tmp_path):
    steps = []

    written(summary(), tmp_path, lambda percent, stage: steps.append((percent, stage)))

    assert [stage for _, stage in steps] == [f"正在写入工作表“{name}”…" for name in SHEETS]
    assert [percent for percent, _ in steps] == [20, 34, 48, 62, 76]
