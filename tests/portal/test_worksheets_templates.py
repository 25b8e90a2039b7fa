"""A table out of an Excel file as people really make them: bad ones are refused by the cell."""

import io
import zipfile
from datetime import date, datetime
from functools import partial

import pytest

from portal.worksheets import (
    VERSION_MARK,
    CellTrouble,
    ImportRefused,
    SheetRow,
    cells,
    files,
    read_table,
)
from tests.portal import worksheet_samples
from tests.portal.worksheet_samples import saved

HEADS = {"category": "类别", "purpose": "投资用途", "amount_wan": "实际投资金额"}
TITLES = ["类别", "投资用途", "实际投资金额（万元）"]
VERSION = "investment-1"


book = partial(worksheet_samples.book, title="投资明细表")


def read(made):
    file = made if isinstance(made, io.BytesIO) else saved(made)
    return read_table(file, heads=HEADS, version=VERSION, fills_down="category")


def refusal(made):
    with pytest.raises(ImportRefused) as refused:
        read(made)
    return str(refused.value)


def values(table):
    return [row.values for row in table.rows]


def places(letters, row):
    return {name: f"投资明细表!{letter}{row}" for name, letter in zip(HEADS, letters, strict=True)}


# --- what is read ----------------------------------------------------------------------


def test_rows_are_read_with_their_places():
    table = read(book(TITLES, ["一", "土地", 1200.5], [], ["二", "木屋", "１２３"]))

    assert table.rows == [
        SheetRow(
            2, {"category": "一", "purpose": "土地", "amount_wan": 1200.5}, places=places("ABC", 2)
        ),
        SheetRow(
            4,
            {"category": "二", "purpose": "木屋", "amount_wan": "１２３"},
            places=places("ABC", 4),
        ),
    ]


def test_head_may_stand_below_titles_and_in_another_order():
    table = read(
        book(
            ["三、投资明细表", None],
            ["填报单位：", "青岚谷"],
            [None, "实际投资金额 （万元）", "投 资 用 途", "备注", "类别*"],
            [None, 80, "步道", "外加的列", "三"],
        )
    )

    assert values(table) == [{"category": "三", "purpose": "步道", "amount_wan": 80}]
    assert table.rows[0].places == places("ECB", 4)


def test_hidden_sheets_are_passed_over():
    made = book(TITLES, ["一", "藏起来的", 1])
    made.active.sheet_state = "hidden"
    shown = made.create_sheet("实际填报")
    shown.append(TITLES)
    shown.append(["二", "木屋", 2])

    table = read(made)

    assert (table.sheet, values(table)) == (
        "实际填报",
        [{"category": "二", "purpose": "木屋", "amount_wan": 2}],
    )


def test_empty_rows_by_the_thousand_are_passed_over():
    made = book(TITLES, ["一", "土地", 1])
    for row in range(3, 65_000, 10):
        made.active.cell(row, 1).number_format = "@"

    assert len(read(made).rows) == 1


def test_lines_of_sums_are_left_out_and_said():
    table = read(book(TITLES, ["一", "土地", 1], [None, "小计", 1], ["十一、合计", None, 1]))

    assert [row.number for row in table.rows] == [2]
    assert table.notes == ["2行合计、小计没有导入，由系统自动计算。"]


def test_merged_category_holds_for_its_rows():
    made = book(TITLES, ["二", "木屋", 1], [None, "客栈", 2], ["三", "步道", 3])
    made.active.merge_cells("A2:A3")

    assert [row["category"] for row in values(read(made))] == ["二", "二", "三"]


def test_title_merged_over_the_table_does_no_harm():
    made = book(["三、投资明细表", None, None], TITLES, ["二", "木屋", 1])
    made.active.merge_cells("A1:C1")

    assert values(read(made)) == [{"category": "二", "purpose": "木屋", "amount_wan": 1}]


def test_dates_are_handed_out_as_dates():
    table = read(book(TITLES, ["一", date(2021, 3, 1), datetime(2021, 3, 1, 8)]))

    assert values(table) == [
        {"category": "一", "purpose": date(2021, 3, 1), "amount_wan": date(2021, 3, 1)}
    ]


# --- cells that are refused ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("=SUM(A1:A9)", "单元格是公式，请复制后选择“粘贴为数值”再上传。"),
        ("#REF!", "单元格是错误值“#REF!”，请改正后上传。"),
        (True, "请填写文字或数字。"),
    ],
)
def test_what_would_be_guessed_at_is_refused(value, message):
    (row,) = read(book(TITLES, ["一", "土地", value])).rows

    assert row.troubles == [CellTrouble("投资明细表!C2", message)]
    assert "amount_wan" not in row.values


def test_merged_cells_in_the_table_are_refused():
    made = book(TITLES, ["一", "土地", 1], ["二", "木屋", None], ["三", "步道", 5])
    made.active.merge_cells("C2:C3")

    table = read(made)

    message = "单元格被合并，请取消合并后逐格填写。"
    assert [row.troubles for row in table.rows] == [
        [CellTrouble("投资明细表!C2", message)],
        [CellTrouble("投资明细表!C3", message)],
        [],
    ]


def test_category_merged_sideways_is_refused():
    made = book(TITLES, ["一、土地购买", None, 1])
    made.active.merge_cells("A2:B2")

    (row,) = read(made).rows

    assert [trouble.place for trouble in row.troubles] == ["投资明细表!A2", "投资明细表!B2"]


# --- files that are refused ----------------------------------------------------------------


def test_missing_heads_are_named():
    assert refusal(book(["类别", "用途", "金额"], ["一", "土地", 1])) == (
        "没有找到表头“投资用途、实际投资金额”，请使用下载的模板填写，不要改动表头。"
    )


def test_empty_workbook_is_refused():
    assert refusal(book()).startswith("没有找到表头“类别、投资用途、实际投资金额”")


def test_head_too_deep_is_not_found():
    made = book(*[["说明"]] * cells.HEAD_WITHIN, TITLES, ["一", "土地", 1])

    assert refusal(made).startswith("没有找到表头")


def test_doubled_head_is_refused():
    assert refusal(book([*TITLES, "投资用途"], ["一", "土地", 1, "又一列"])) == (
        "表头“投资用途”出现了两次，请只保留一列。"
    )


@pytest.mark.parametrize(("version", "taken"), [("investment-1", True), ("investment-0", False)])
def test_template_of_another_version_is_refused(version, taken):
    made = book(TITLES, ["一", "土地", 1])
    made.create_sheet("填写说明").append([f"{VERSION_MARK}{version}"])

    if taken:
        assert len(read(made).rows) == 1
    else:
        assert refusal(made) == "这不是本表当前的模板，请重新下载模板填写后上传。"


def test_rows_far_below_are_never_lost_in_silence():
    made = book(TITLES, ["一", "土地", 1])
    made.active.cell(1 + cells.MAX_ROWS, 2).value = "最后一行"
    assert len(read(made).rows) == 2

    made.active.cell(2 + cells.MAX_ROWS, 2).value = "再下一行"
    assert refusal(made) == "工作表第5001行以后还有内容，请只保留需要导入的行。"


def test_cell_in_the_last_corner_is_refused_at_once():
    made = book(TITLES, ["一", "土地", 1])
    made.active["XFD1048576"] = None
    made.active["B1048576"] = "角落"

    assert refusal(made) == "工作表第5001行以后还有内容，请只保留需要导入的行。"


def test_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 1000)

    assert refusal(book(TITLES)) == "表格文件不能超过0MB，请只保留需要导入的工作表后上传。"


def test_file_that_unpacks_to_much_is_refused_unread(monkeypatch):
    monkeypatch.setattr(files, "MAX_UNPACKED_BYTES", 2000)

    assert refusal(book(TITLES)) == "表格展开后过大，请删去空行、空列和无关的工作表后上传。"


def test_broken_part_is_refused():
    whole, broken = saved(book(TITLES)), io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(broken, "w") as new:
        for entry in old.infolist():
            part = b"<nonsense" if "sheet1" in entry.filename else old.read(entry)
            new.writestr(entry, part)

    assert refusal(broken) == "Excel文件无法读取，请用WPS或Office重新另存为.xlsx后上传。"


def test_entities_are_not_expanded():
    """Billion laughs: an entity that would grow without end."""
    whole, bomb = saved(book(TITLES, ["一", "&", 1])), io.BytesIO()
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(bomb, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            if "sheet1" in entry.filename:
                part = laughs + part[part.index(b"<worksheet") :].replace(b"&amp;", b"&b;")
                assert b"&b;" in part
            new.writestr(entry, part)

    assert refusal(bomb) == "Excel文件无法读取，请用WPS或Office重新另存为.xlsx后上传。"
