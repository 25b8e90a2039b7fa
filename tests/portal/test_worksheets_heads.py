"""Heads as offices write them: in another order, under other names, on several rows."""

import pytest

from portal.worksheets import Head, cells
from tests.portal.worksheet_samples import (
    FIELDS,
    HEAD,
    LEDGER,
    book,
    line,
    read_one,
    refusal,
    values,
)

ROW = ["文旅康养示范区", "青岚谷", "目标", "任务", "安排", "进展"]
WANTED = [line(*ROW)]


def labelled(**changed):
    """A ledger of one row whose head is ``changed`` in the columns of these fields."""
    return book([changed.get(name, label) for name, label in zip(FIELDS, HEAD, strict=True)], ROW)


def records(table):
    return [record for _, record in values(table)]


# --- names ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("category", " 单 位\n类 型 "),
        ("unit", "单位名称*（填写全称）："),
        ("goal", "年度目标(不超过300字)"),
        ("progress", "（）月份工作进展"),
        ("progress", "（ 3 ）月份工作进展"),
        ("progress", "3月份工作进展（含存在问题）"),
        ("progress", "三月工作进展情况"),
    ],
)
def test_head_is_read_without_a_word(field, label):
    table = read_one(labelled(**{field: label}))

    assert (records(table), table.notes) == (WANTED, [])


@pytest.mark.parametrize(
    ("field", "label", "official"),
    [
        ("category", "单位类别", "单位类型"),
        ("category", "类别", "单位类型"),
        ("unit", "单位", "单位名称"),
        ("goal", "年目标", "年度目标"),
        ("goal", "2026年度目标", "年度目标"),
        ("tasks", "年度任务", "年度重点任务"),
        ("tasks", "年度重点工作任务", "年度重点任务"),
        ("schedule", "工作进度及时间安排", "工作进度安排"),
        ("schedule", "进度安排", "工作进度安排"),
        ("progress", "本月进展", "（）月份工作进展"),
    ],
)
def test_renamed_head_is_taken_and_said(field, label, official):
    table = read_one(labelled(**{field: label}))

    assert (records(table), table.notes) == (
        WANTED,
        [f"“{label}”一列按“{official}”读取，请核对。"],
    )
    assert table.labels[field] == label


@pytest.mark.parametrize(
    ("field", "label", "sentence"),
    [
        (
            "goal",
            "主要指标",
            "工作表“台账”缺少“年度目标”，请按模板改好表头后上传。",
        ),
        (
            "goal",
            "目标责任",
            "工作表“台账”缺少“年度目标”（最接近“年度目标”的是C列“目标责任”），请按模板改好表头后上传。",
        ),
    ],
)
def test_head_that_cannot_be_told_is_refused(field, label, sentence):
    assert refusal(labelled(**{field: label})) == sentence


def test_spelling_that_fits_two_heads_is_not_guessed_at():
    made = labelled(goal="年度任务目标", tasks="年度目标任务")

    assert refusal(made) == (
        "工作表“台账”缺少“年度目标、年度重点任务”（最接近“年度目标”的是D列“年度目标任务”），"
        "请按模板改好表头后上传。"
    )


def test_two_months_in_one_table_are_refused():
    made = book([*HEAD[:5], "2月份工作进展", "3月份工作进展"], [*ROW, "进展"])

    assert refusal(made) == (
        "工作表“台账”中F列“2月份工作进展”和G列“3月份工作进展”都是“（）月份工作进展”，"
        "请只保留一列后上传。"
    )


MARCH = (
    *LEDGER[:5],
    Head("progress", "（3）月份工作进展", ("本月工作进展", "工作进展"), pattern=r".*工作进展.*",
         never="上月", prefers=r"(?<![\d-])3[）]?月|本月"),
)  # fmt: skip


@pytest.mark.parametrize(
    "labels",
    [
        ["（2）月份工作进展", "（3）月份工作进展"],
        ["上月工作进展", "本月工作进展"],
        ["1-3月份工作进展", "3月份工作进展"],
        ["上月工作进展", "工作进展"],
    ],
)
def test_column_of_the_month_is_taken_among_several(labels):
    made = book([*HEAD[:5], *labels], [*ROW[:5], "别的", ROW[5]])

    table = read_one(made, heads=MARCH)

    assert (records(table), table.labels["progress"]) == (WANTED, labels[1])
    assert table.notes[-1] == f"“{labels[0]}”列不在模板中，没有读取。"


@pytest.mark.parametrize(
    "merged", [["F1:H1"], ["F1:H1", "A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2"]]
)
def test_month_may_stand_below_a_head_over_several_columns(merged):
    lower = [None] * 5 + ["2月", "3月", "4月"]
    made = book(
        [*HEAD[:5], "工作进展"], lower, [*ROW[:5], "二月的", ROW[5], "四月的"], merged=merged
    )

    table = read_one(made, heads=MARCH)

    assert (records(table), table.labels["progress"]) == (WANTED, "工作进展3月")


def test_several_columns_under_one_head_are_not_guessed_at():
    lower = [None] * 4 + ["一季度", "二季度"]
    made = book([*HEAD[:5], None, HEAD[5]], lower, [*ROW[:5], "二季度的", ROW[5]], merged=["E1:F1"])

    assert refusal(made) == ("工作表“台账”的表头“工作进度安排”下有E、F几列，请只保留一列后上传。")


def test_official_head_goes_before_an_alias():
    made = book([*HEAD, "单位类别"], [*ROW, "甲类"])

    table = read_one(made)

    assert (records(table), table.notes) == (WANTED, ["“单位类别”列不在模板中，没有读取。"])


# --- places ----------------------------------------------------------------------------------


def test_columns_may_stand_in_another_order():
    made = book(["序号", *reversed(HEAD), "备注"], [1, *reversed(ROW), "无"])

    table = read_one(made)

    assert records(table) == WANTED
    assert list(table.columns.items()) == list(zip(FIELDS, "GFEDCB", strict=True))
    assert table.notes == [
        "列顺序与模板不同，已按表头识别。",
        "“序号”“备注”列不在模板中，没有读取。",
    ]


def test_head_may_stand_below_titles():
    made = book(
        ["附件2", None, None],
        [],
        [" 月调度台账 "],
        ["云岭市", None, "2026年3月"],
        HEAD,
        ROW,
        merged=["A3:F3"],
    )

    table = read_one(made)

    assert (values(table), table.titles) == (
        [(6, WANTED[0])],
        ("附件2", "月调度台账", "云岭市", "2026年3月"),
    )


@pytest.mark.parametrize(
    ("above", "is_found"), [(cells.HEAD_WITHIN - 1, True), (cells.HEAD_WITHIN, False)]
)
def test_head_is_looked_for_in_the_first_rows(above, is_found):
    made = book(*[["说明"]] * above, HEAD, ROW)

    if is_found:
        assert records(read_one(made)) == WANTED
    else:
        assert refusal(made) == (
            "没有找到表头“单位类型、单位名称、年度目标、年度重点任务、工作进度安排、（）月份工作进展”，"
            "请使用下载的模板填写，或按这些名称改好表头后上传。"
        )


def test_workbook_without_anything_is_refused():
    assert refusal(book()).startswith("没有找到表头“单位类型、单位名称、")


@pytest.mark.parametrize(
    ("upper", "lower", "merged"),
    [
        # All cells of the head are two rows high.
        (HEAD, [None] * 6, [f"{letter}1:{letter}2" for letter in "ABCDEF"]),
        # Some stand under a common head.
        (
            ["单位类型", "单位名称", "工作情况", None, None, None],
            [None, None, *HEAD[2:]],
            ["A1:A2", "B1:B2", "C1:F1"],
        ),
        # Heads that are whole only with what they stand under.
        (
            ["单位", None, "年度", None, "工作进度安排", "3月份"],
            ["类型", "名称", "目标", "重点任务", None, "工作进展"],
            ["A1:B1", "C1:D1", "E1:E2"],
        ),
        # Two rows that nobody merged.
        (
            ["单位", "单位", "年度目标", "年度重点", "工作进度", "（3）月份"],
            ["类型", "名称", "（100字以内）", "任务", "安排", "工作进展"],
            [],
        ),
    ],
)
def test_head_may_take_two_rows(upper, lower, merged):
    table = read_one(book(upper, lower, ROW, merged=merged))

    assert (values(table), table.notes) == ([(3, WANTED[0])], [])


def test_merged_cell_beside_the_rows_is_no_part_of_the_head():
    made = book(
        [*HEAD, "市级文旅部门填报"], ROW, [None, "松涛湾", *"1234"], merged=["F1:F1", "G1:G3"]
    )

    assert len(read_one(made).rows) == 2


def test_head_that_is_missing_may_be_optional():
    heads = (*LEDGER, Head("light", "进度预警", required=False))

    assert "light" not in read_one(book(HEAD, ROW), heads=heads).columns
    assert read_one(book([*HEAD, "进度预警"], [*ROW, "黄"]), heads=heads).rows[0].values == {
        **WANTED[0],
        "light": "黄",
    }
