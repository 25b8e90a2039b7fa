"""Rows become records: groups fill down, names hold for several rows, notes are left out."""

import pytest

from portal.worksheets import Head
from tests.portal.worksheet_samples import (
    AREA,
    HEAD,
    ZONE,
    book,
    ledger,
    line,
    read_one,
    troubles,
    values,
)

LIAISON = (
    Head("category", "类别"),
    Head("unit", "单位"),
    Head("name", "姓名"),
    Head("duty", "职务"),
    Head("phone", "联系方式", aliases=("联系电话", "手机")),
)


# --- groups ------------------------------------------------------------------------------


def test_group_holds_below_whether_merged_blank_or_dotted():
    made = ledger(
        [AREA, "云岭区", *"1234"],
        [None, "清溪县", *"1234"],
        [ZONE, "青岚谷", *"1234"],
        [None, "松涛湾", *"1234"],
        ["……", "雁回峪", *"1234"],
        merged=["A2:A3"],
    )

    table = read_one(made)

    assert [(row.values["category"], row.places["category"]) for row in table.rows] == [
        (AREA, "台账!A2"),
        (AREA, "台账!A2"),
        (ZONE, "台账!A4"),
        (ZONE, "台账!A4"),
        (ZONE, "台账!A4"),
    ]
    assert table.notes == []


def test_group_on_a_line_of_its_own_holds_below():
    made = ledger(
        [AREA],
        [None, "云岭区", *"1234"],
        ["二、文旅康养示范区"],
        [None, "青岚谷", *"1234"],
        merged=["A4:F4"],
    )

    table = read_one(made)

    assert [row.values["category"] for row in table.rows] == [AREA, "二、文旅康养示范区"]
    assert table.notes == []


def test_group_in_trouble_ends_the_one_above():
    made = ledger([AREA, "云岭区", *"1234"], ["=A2", "清溪县", *"1234"], [None, "青岚谷", *"1234"])

    table = read_one(made)

    assert [row.values.get("category") for row in table.rows] == [AREA, None, None]
    assert [row.places["category"] for row in table.rows] == ["台账!A2", "台账!A3", "台账!A4"]
    assert troubles(table) == [("台账!A3", "单元格是公式，请复制后选择“粘贴为数值”再上传。")]


def test_group_that_is_said_again_ends_nothing():
    made = book(
        ["类别", "单位", "姓名", "职务", "联系电话"],
        [AREA, "云岭区", "温小禾", "科长", "13900000001"],
        [AREA, None, "李文", "科员", "13900000002"],
        merged=["B2:B3"],
    )

    table = read_one(made, heads=LIAISON, groups=("category", "unit"), key="name")

    assert [row.values["unit"] for row in table.rows] == ["云岭区", "云岭区"]


def test_two_groups_fill_down_and_the_greater_ends_the_smaller():
    made = book(
        ["类别", "单位", "姓名", "职务", "联系电话"],
        [AREA, "云岭区", "温小禾", "科长", 13900000001],
        [None, None, "李文", "科员", "0351-0000000"],
        [ZONE, None, "石晓", None, None],
        [None, "松涛湾", None, None, None],
        merged=["A2:A3", "B2:B3"],
    )

    table = read_one(made, heads=LIAISON, groups=("category", "unit"), key="name")

    assert values(table) == [
        (
            2,
            {
                "category": AREA,
                "unit": "云岭区",
                "name": "温小禾",
                "duty": "科长",
                "phone": "13900000001",
            },
        ),
        (
            3,
            {
                "category": AREA,
                "unit": "云岭区",
                "name": "李文",
                "duty": "科员",
                "phone": "0351-0000000",
            },
        ),
        (4, {"category": ZONE, "name": "石晓"}),
    ]
    assert table.notes == ["“联系电话”一列按“联系方式”读取，请核对。"]


def test_blank_rows_of_a_form_are_left_out_without_a_word():
    made = ledger([AREA], [], [ZONE, "青岚谷", *"1234"], ["其他单位"], merged=["A2:A3"])

    table = read_one(made)

    assert [row.number for row in table.rows] == [4]
    assert table.notes == ["没有读取的行：第5行“其他单位”。"]


# --- records of several rows -----------------------------------------------------------------


def test_rows_merged_with_a_name_are_joined():
    made = ledger(
        [ZONE, "青岚谷", "接待10万人", "温泉", "一季度", "完工"],
        [None, None, None, "步道", "二季度", "未开工"],
        [None, None, None, None, "三季度", None],
        [None, "松涛湾", "接待5万人", "民宿", "全年", "正常"],
        merged=["A2:A5", "B2:B4", "C2:C4", "D3:D4"],
    )

    table = read_one(made)

    assert values(table) == [
        (
            2,
            line(
                ZONE, "青岚谷", "接待10万人", "温泉\n步道", "一季度\n二季度\n三季度", "完工\n未开工"
            ),
        ),
        (5, line(ZONE, "松涛湾", "接待5万人", "民宿", "全年", "正常")),
    ]


def test_rows_below_a_name_without_one_are_joined_and_said():
    made = ledger(
        [ZONE, "青岚谷", "目标", "温泉", "一季度", None],
        [],
        [None, None, None, "步道", None, "=1"],
        [ZONE, None, None, None, None, "完成30%"],
        [None, None, None, None, "四季度", None],
        [None, "松涛湾", *"1234"],
    )

    table = read_one(made)

    assert values(table) == [
        (2, line(ZONE, "青岚谷", "目标", "温泉\n步道", "一季度\n四季度", "完成30%")),
        (7, line(ZONE, "松涛湾", *"1234")),
    ]
    assert table.rows[0].places["progress"] == "台账!F4"
    assert troubles(table) == [("台账!F4", "单元格是公式，请复制后选择“粘贴为数值”再上传。")]
    assert table.notes == ["第4、5、6行没有“单位名称”，已并入上面一条，请核对。"]


def test_row_with_another_goal_is_a_record_that_lacks_its_name():
    table = read_one(ledger([ZONE, "青岚谷", *"1234"], [None, None, *"5678"]))

    assert values(table) == [
        (2, line(ZONE, "青岚谷", *"1234")),
        (3, line(ZONE, None, *"5678")),
    ]
    assert table.rows[1].places["unit"] == "台账!B3"


def test_single_text_below_the_last_record_is_a_note():
    made = ledger(
        [ZONE, "青岚谷", *"123", "正常"],
        [None, None, "提升", None, None, "有序"],
        [None, None, None, None, None, "云岭市文化和旅游局"],
        [None, None, None, None, None, "2026年3月30日"],
    )

    table = read_one(made)

    assert values(table) == [(2, line(ZONE, "青岚谷", "1\n提升", *"23", "正常\n有序"))]
    assert table.notes == [
        "第3行没有“单位名称”，已并入上面一条，请核对。",
        "没有读取的行：第4行“云岭市文化和旅游局”、第5行“2026年3月30日”。",
    ]


def test_row_merged_with_a_name_is_never_a_note():
    made = ledger(
        [ZONE, "青岚谷", *"123", "正常"],
        [None, None, None, None, None, "说明：有序"],
        merged=["B2:B3"],
    )

    table = read_one(made)

    assert values(table) == [(2, line(ZONE, "青岚谷", *"123", "正常\n说明：有序"))]
    assert table.notes == []


def test_title_that_is_the_group_drops_no_record():
    made = book([ZONE], HEAD, [ZONE, "青岚谷", *"1234"], [ZONE, "松涛湾", *"1234"])

    assert [row.values["unit"] for row in read_one(made).rows] == ["青岚谷", "松涛湾"]


def test_formula_alone_is_told_wherever_it_stands():
    made = book(["（样表）"], HEAD, [ZONE, "青岚谷", *"1234"], [None, None, "=1"])

    assert [place for place, _ in troubles(read_one(made))] == ["台账!C4"]


def test_row_without_a_name_in_another_group_is_no_continuation():
    made = ledger([AREA, "云岭区", *"1234"], [ZONE, None, *"5678"])

    assert values(read_one(made)) == [
        (2, line(AREA, "云岭区", *"1234")),
        (3, line(ZONE, None, *"5678")),
    ]


def test_text_merged_over_two_names_belongs_to_neither():
    made = ledger(
        [ZONE, "青岚谷", "共同目标", *"123"],
        [None, "松涛湾", None, *"123"],
        merged=["C2:C3"],
    )

    assert troubles(read_one(made)) == [
        ("台账!C3", "单元格与上面一条合并了，请取消合并后逐格填写。")
    ]


def test_text_merged_over_two_columns_is_refused():
    made = ledger([ZONE, "青岚谷", "目标和任务", None, "全年", "正常"], merged=["C2:D2"])

    table = read_one(made)

    assert values(table) == [(2, line(ZONE, "青岚谷", None, None, "全年", "正常"))]
    assert troubles(table) == [("台账!C2", "单元格与旁边的列合并了，请取消合并后逐格填写。")]


def test_text_merged_with_a_column_of_nobody_is_read():
    made = book([*HEAD, "备注"], [ZONE, "青岚谷", *"123", "正常", None], merged=["F2:G2"])

    assert values(read_one(made)) == [(2, line(ZONE, "青岚谷", *"123", "正常"))]


def test_name_alone_is_a_record():
    made = ledger([ZONE, "青岚谷"], [None, "松涛湾"])

    assert values(read_one(made)) == [
        (2, {"category": ZONE, "unit": "青岚谷"}),
        (3, {"category": ZONE, "unit": "松涛湾"}),
    ]


# --- what is left out ------------------------------------------------------------------------


def test_what_stands_around_the_rows_is_left_out_and_said():
    made = book(
        ["重点工作月调度台账"],
        ["序号", *HEAD],
        [1, ZONE, "青岚谷", *"1234"],
        [2],
        ["重点工作月调度台账（续）"],
        ["序号", *HEAD],
        [3, None, "松涛湾", *"1234"],
        [None, None, "合 计", "2家", None, None, None],
        ["注：以上为一季度数据"],
        ["填报人：温小禾", None, None, "联系电话：0351-0000000", None, None, None],
        [None, "审核：", "李文", None, None, None, "3月30日"],
        merged=["A1:G1", "A5:G5"],
    )

    table = read_one(made)

    assert values(table) == [
        (3, line(ZONE, "青岚谷", *"1234")),
        (7, line(ZONE, "松涛湾", *"1234")),
    ]
    assert table.notes == [
        "“序号”列不在模板中，没有读取。",
        "没有读取的行：第5行“重点工作月调度台账（续）”、第6行“序号”、第8行“合 计”、"
        "第9行“注：以上为一季度数据”。",
    ]


@pytest.mark.parametrize(
    "dots", ["· · · ·", "······", "……", "…", "...", ". . .", "。。。", "⋯⋯", "/", "——"]
)
def test_rows_of_dots_say_nothing(dots):
    table = read_one(ledger([ZONE, "青岚谷", *"1234"], [dots] * 6, [None, dots, *[None] * 4]))

    assert (len(table.rows), table.notes) == (1, [])


def test_hidden_rows_and_columns_are_read_and_said():
    made = ledger([ZONE, "青岚谷", *"1234"], [None, "松涛湾", *"1234"], [None, "雁回峪", *"1234"])
    made.active.row_dimensions[3].hidden = True
    made.active.row_dimensions[9].hidden = True
    made.active.column_dimensions["D"].hidden = True
    made.active.column_dimensions["H"].hidden = True

    table = read_one(made)

    assert len(table.rows) == 3
    assert table.notes == [
        "“年度重点任务”是隐藏列，已一并读取，请核对。",
        "第3行是隐藏行，已一并读取，请核对。",
    ]
