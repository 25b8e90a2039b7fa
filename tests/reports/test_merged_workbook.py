from datetime import datetime

import pytest
from openpyxl import load_workbook

from reports.documents import CorrectionRow
from reports.outputs.merged_xlsx import write_merged
from reports.outputs.progress import silent
from tests.reports.monthly import (
    GOAL,
    KINDS,
    MOMENT,
    PROGRESS,
    SCHEDULE,
    SILENT,
    TASKS,
    city,
    ledger_row,
    merged,
)

# fmt: off
SHEETS = {
    #             frozen  area
    "报送情况":   ("B4", "$A$1:$F$5"),
    "合并台账":   ("D4", "$A$1:$G$4"),
    "完整性矩阵": ("D4", "$A$1:$J$4"),
    "各市排队":   ("C4", "$A$1:$F$4"),
    "单位排队":   ("C4", "$A$1:$F$4"),
    "量化指标":   ("C4", "$A$1:$I$4"),
    "重大项目":   ("C4", "$A$1:$G$4"),
    "汇总后更正": ("C4", "$A$1:$G$4"),
}
# fmt: on


def written(document, folder, progress=silent):
    write_merged(document, folder / "output.xlsx", progress)
    return load_workbook(folder / "output.xlsx")


@pytest.fixture
def workbook(tmp_path):
    return written(merged(), tmp_path)


def values(sheet, row):
    return [cell.value for cell in sheet[row]]


def formats(sheet, row):
    return [cell.number_format for cell in sheet[row]]


def test_sheets_print_on_a4_across_under_month_and_moment(workbook):
    assert workbook.sheetnames == list(SHEETS)
    for sheet in workbook:
        frozen, area = SHEETS[sheet.title]
        assert sheet["A1"].value == f"2024年3月文旅康养重点工作调度 · {sheet.title}"
        assert sheet["A2"].value == "数据时间 2024年3月29日 16:05"
        assert sheet.oddFooter.left.text == "2024年3月调度汇总 · 数据时间 2024年3月29日 16:05"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.freeze_panes, sheet.print_title_rows) == (frozen, "$3:$3")
        assert sheet.print_area == f"'{sheet.title}'!{area}"


def test_rehearsal_is_named_above_and_below(tmp_path):
    sheet = written(merged(rehearsal=True), tmp_path)["合并台账"]

    assert sheet["A2"].value.startswith("演练 · 数据时间")
    assert sheet.oddFooter.left.text.startswith("演练 · 2024年3月")


@pytest.mark.parametrize(("is_late", "state"), [(False, "按时"), (True, "逾期")])
def test_returns_tell_reported_from_silent_cities(tmp_path, is_late, state):
    cities = (city("太原市", ledger_row("青岚谷"), is_late=is_late), city("大同市", **SILENT))

    sheet = written(merged(cities=cities), tmp_path)["报送情况"]

    moment = datetime(2024, 3, 29, 16, 5)
    assert values(sheet, 4) == ["太原市", state, moment, "v2", "1A2B3C4D", 1]
    assert values(sheet, 5) == ["大同市", "未报送", None, None, None, 0]


def test_ledgers_stand_in_the_official_columns_city_by_city(tmp_path):
    cities = (
        city("太原市", ledger_row("青岚谷"), ledger_row("松涛里")),
        city("大同市", ledger_row("云上泉")),
    )

    sheet = written(merged(cities=cities), tmp_path)["合并台账"]

    assert values(sheet, 3) == [
        *("市", "单位类型", "单位名称", "年度目标", "年度重点任务", "工作进度安排"),
        "（3）月份工作进展",
    ]
    texts = [GOAL, TASKS, SCHEDULE, PROGRESS]
    assert [values(sheet, row) for row in (4, 5, 6)] == [
        ["太原市", KINDS[1], "青岚谷", *texts],
        ["太原市", KINDS[1], "松涛里", *texts],
        ["大同市", KINDS[1], "云上泉", *texts],
    ]


def test_matrix_has_a_column_for_each_month(workbook):
    sheet = workbook["完整性矩阵"]

    assert values(sheet, 3) == [
        *("市", "单位类型", "单位名称", "1月", "2月", "3月"),
        *("按时（次）", "逾期（次）", "漏报（次）", "按时率"),
    ]
    assert values(sheet, 4) == [
        *("太原市", KINDS[1], "青岚谷", "按时", "逾期", "漏报", 1, 1, 1),
        pytest.approx(1 / 3),
    ]
    assert formats(sheet, 4)[-2:] == ["#,##0", "0.0%"]


def test_ranks_keep_nothing_apart_from_zero(workbook):
    assert values(workbook["各市排队"], 4) == [1, "太原市", 0.917, 0.25, "绿灯", None]
    assert values(workbook["单位排队"], 4) == [1, "青岚谷", 1, None, "黄灯", "进度滞后"]


def test_figures_show_decimals_where_they_have_some(workbook):
    sheet = workbook["量化指标"]

    assert values(sheet, 4) == ["太原市", "青岚谷", "建成床位", "床位", "张", 20, 62.5, 1200, 0.052]
    assert formats(sheet, 4)[5:] == ["#,##0", "#,##0.00##", "#,##0", "0.0%"]


def test_projects_are_in_ten_thousand_yuan(workbook):
    sheet = workbook["重大项目"]

    assert values(sheet, 3)[3:5] == ["总投资（万元）", "累计完成投资（万元）"]
    assert values(sheet, 4) == ["太原市", "青岚谷", "温泉中心", 3600, None, "在建", "主体封顶"]
    assert formats(sheet, 4)[3] == "#,##0.00"


def test_corrections_say_what_it_was_and_what_it_is(workbook):
    assert values(workbook["汇总后更正"], 4) == [
        *("太原市", "青岚谷", "本月工作进展", "'=旧", PROGRESS),
        *(datetime(2024, 3, 29, 16, 5), "v3"),
    ]


def test_text_too_long_for_one_row_gets_several(tmp_path):
    before, after = "旧" * 2000, "新" * 1900
    change = CorrectionRow("太原市", "青岚谷", "年度重点任务", before, after, MOMENT, 4)

    sheet = written(merged(corrections=(change, change)), tmp_path)["汇总后更正"]

    areas = {area.coord for area in sheet.merged_cells.ranges}
    assert {"A4:A11", "D4:D11", "G4:G11", "A12:A19"} <= areas
    assert (sheet["D4"].value, sheet["E12"].value) == (before, after)
    assert sheet["F12"].value == datetime(2024, 3, 29, 16, 5)
    assert sheet.print_area == "'汇总后更正'!$A$1:$G$19"


def test_month_without_anything_still_has_its_heads(tmp_path):
    empty = dict.fromkeys(("cities", "matrix", "figures", "projects", "corrections"), ())

    workbook = written(merged(**empty, city_ranks=(), unit_ranks=()), tmp_path)

    assert {sheet.max_row for sheet in workbook} == {3}
    assert values(workbook["完整性矩阵"], 3)[3:6] == ["1月", "2月", "3月"]


def test_progress_names_each_sheet(tmp_path):
    steps = []

    written(merged(), tmp_path, lambda percent, stage: steps.append(stage))

    assert steps == [f"正在写入工作表“{name}”…" for name in SHEETS]
