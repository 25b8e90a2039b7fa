from io import BytesIO

import pytest
from openpyxl import load_workbook

from reports.outputs.annex_xlsx import write_ledger
from reports.outputs.progress import silent
from reports.outputs.sheets import TALLEST, height_of, lines_of
from tests.portal.worksheet_samples import FIELDS, read_one
from tests.reports.monthly import DRAFT, GOAL, KINDS, PROGRESS, SCHEDULE, TASKS, ledger, ledger_row
from tests.reports.papers import RARE

TITLE = "文旅康养集聚区及文旅康养示范区和创建单位重点工作月调度台账"
HEADS = ["单位类型", "单位名称", "年度目标", "年度重点任务", "工作进度安排", "（3）月份工作进展"]
LONGEST = ledger_row(
    RARE,
    goal="目" * 1000,
    tasks="W" * 200 + "任" * 1800,
    schedule="=1+1\n@甲\n\n乙",
    progress="-完工",
)
LINE = "太原市文化和旅游局2024年3月 · 版本 v3 · 校验码 1A2B3C4D"


def written(document, folder, progress=silent):
    target = folder / "output.xlsx"
    write_ledger(document, target, progress)
    return load_workbook(target)


@pytest.fixture
def workbook(tmp_path):
    """Two 集聚区, no 示范区, and a 创建单位 with texts as long as they may be."""
    document = ledger((ledger_row("晋源区"), ledger_row("清徐县")), (), (LONGEST,))
    return written(document, tmp_path)


@pytest.fixture
def sheet(workbook):
    return workbook["月调度台账"]


def values(sheet, row):
    return [cell.value for cell in sheet[row]]


# --- the official form ------------------------------------------------------------------------


def test_head_of_the_sheet_is_that_of_the_form(sheet):
    assert sheet["A1"].value == TITLE
    assert sheet["A2"].value == "太原市文化和旅游局（市级文旅部门填报）"
    assert sheet["F2"].value == "2024年3月"
    assert values(sheet, 3) == HEADS


def test_rows_stand_in_their_groups(sheet):
    assert values(sheet, 4) == [KINDS[0], "晋源区", GOAL, TASKS, SCHEDULE, PROGRESS]
    assert values(sheet, 5) == [None, "清徐县", GOAL, TASKS, SCHEDULE, PROGRESS]
    assert sheet["A6"].value == KINDS[1]
    assert sheet["A8"].value == KINDS[2]


def test_group_without_rows_has_two_blank_lines(sheet):
    assert [values(sheet, row)[1:] for row in (6, 7)] == [[None] * 5] * 2


def test_cells_of_groups_and_of_long_texts_are_merged(sheet):
    merged = {str(area) for area in sheet.merged_cells.ranges}
    last = 8 + rows_of_longest(sheet) - 1

    assert {"A1:F1", "A2:E2", "A4:A5", "A6:A7", f"A8:A{last}"} <= merged
    assert {f"{column}8:{column}{last}" for column in "BCDEF"} <= merged
    assert merged - {f"A{last + 1}:F{last + 1}"} == {
        *("A1:F1", "A2:E2", "A4:A5", "A6:A7"),
        *(f"{column}8:{column}{last}" for column in "ABCDEF"),
    }


def rows_of_longest(sheet) -> int:
    """How many rows of the sheet hold the longest texts."""
    (area,) = [area for area in sheet.merged_cells.ranges if str(area).startswith("D8:")]
    return area.max_row - area.min_row + 1


def test_form_ends_with_its_note(tmp_path):
    sheet = written(ledger(contact="业务咨询：0351-0000000"), tmp_path)["月调度台账"]

    assert [values(sheet, row)[0] for row in (10, 11)] == [
        "（此表可扩展。填报时，请对应文旅康养集聚区、文旅康养示范区、文旅康养示范区创建单位类别，"
        "进行填报，并于每月底前报送。）",
        "业务咨询：0351-0000000",
    ]


# --- it comes back ----------------------------------------------------------------------------


def test_portal_reads_its_own_workbook_as_it_was_written(tmp_path):
    rows = (ledger_row("晋源区"), LONGEST, ledger_row("清徐县", goal="", progress=""))
    write_ledger(ledger(rows[:1], (), rows[1:]), tmp_path / "output.xlsx")

    table = read_one(BytesIO((tmp_path / "output.xlsx").read_bytes()))

    kinds = (KINDS[0], KINDS[2], KINDS[2])
    read = [[row.values.get(name, "") for name in FIELDS] for row in table.rows]
    assert read == [[kind, *row.texts] for kind, row in zip(kinds, rows, strict=True)]
    assert [row.troubles for row in table.rows] == [[]] * 3
    assert table.notes == []
    assert table.titles == (TITLE, "太原市文化和旅游局（市级文旅部门填报）", "2024年3月")


def test_text_like_a_formula_is_marked_as_text(sheet):
    quoted, plain = sheet["E8"], sheet["D8"]

    assert (quoted.data_type, quoted.quotePrefix) == ("s", True)
    assert (plain.data_type, plain.quotePrefix) == ("s", False)
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert all(cell.value is None for cell in cells if cell.data_type == "n")
    assert {sheet.cell(4, column).number_format for column in range(1, 7)} == {"@"}


def test_notes_say_template_and_version(workbook):
    texts = [row[0] for row in workbook["填写说明"].iter_rows(values_only=True)]

    assert texts[0] == "月调度台账填写说明"
    assert texts[1] == "1. 一行填一个单位，空白的栏目不会清除系统中的内容。"
    assert texts[4].startswith("4. 可以插入行；不要改动表头；单位类型从三类中选择")
    assert texts[-2:] == [LINE, "模板版本：ledger-1"]


def test_kind_is_chosen_from_the_three(sheet):
    (rule,) = sheet.data_validations.dataValidation

    assert rule.formula1 == f'"{",".join(KINDS)}"'
    assert str(rule.sqref) == "A4:A303"


# --- it is printed ----------------------------------------------------------------------------


def test_sheet_prints_on_a4_across_with_repeated_heads(sheet):
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$3:$3", "C4")
    assert sheet.print_area == f"'月调度台账'!$A$1:$F${sheet.max_row}"
    assert sheet.oddFooter.left.text == LINE
    assert {sheet.cell(row, 1).font.name for row in (1, 3)} == {"黑体"}
    assert sheet["D4"].font.name == "宋体"


def test_draft_of_a_rehearsal_says_so_below(tmp_path):
    sheet = written(ledger(stamp=DRAFT), tmp_path)["月调度台账"]

    assert sheet.oddFooter.left.text == (
        "演练 · 太原市文化和旅游局2024年3月 · 草稿 · 2024年3月29日 16:05"
    )


def test_rows_are_as_high_as_their_longest_text(sheet):
    assert sheet.row_dimensions[4].height == height_of(TASKS, 40)
    heights = [sheet.row_dimensions[row].height for row in range(8, 8 + rows_of_longest(sheet))]
    assert sum(heights) == pytest.approx(height_of(LONGEST.tasks, 40))
    assert max(heights) <= TALLEST


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", 1), ("康" * 10, 1), ("康" * 11, 2), ("W" * 20, 1), ("W" * 21, 2), ("康\n\n康", 3)],
)
def test_lines_of_a_text(text, lines):
    assert lines_of(text, 20) == lines


def test_progress_names_each_sheet(tmp_path):
    steps = []

    written(ledger(), tmp_path, lambda percent, stage: steps.append((percent, stage)))

    assert steps == [(20, "正在写入工作表“月调度台账”…"), (80, "正在写入工作表“填写说明”…")]
