"""Ledgers of people who never saw the template: the official layout, several sheets, limits."""

import pytest

from portal.worksheets import VERSION_MARK, SheetRow, SheetTable, cells, lines, parts
from tests.portal.worksheet_samples import (
    AREA,
    FIELDS,
    HEAD,
    ZONE,
    book,
    ledger,
    line,
    read,
    read_one,
    refusal,
)


def test_ledger_in_the_layout_of_the_notice():
    made = book(
        ["文旅康养集聚区及文旅康养示范区和创建单位重点工作 月调度台账"],
        ["云岭市文化和旅游局（市级文旅部门填报）"],
        HEAD,
        [AREA, "云岭区", "接待１２０万人次", "一、步道\n二、民宿", "全年", "步道开工 "],
        [ZONE, "青岚谷", "提升", "温泉改造", "6月完成", "完成30%"],
        ["· · · ·", None, None, None, None, None],
        ["文旅康养示范区\n创建单位", None, None, None, None, None],
        ["· · · ·", None, None, None, None, None],
        ["（此表可扩展。填报时，请对应类别进行填报）"],
        merged=["A1:F1", "A2:F2", "A9:F9"],
    )

    tables = read(made)

    assert tables == [
        SheetTable(
            sheet="台账",
            columns=dict(zip(FIELDS, "ABCDEF", strict=True)),
            rows=[
                SheetRow(
                    4,
                    line(
                        AREA, "云岭区", "接待１２０万人次", "一、步道\n二、民宿", "全年", "步道开工"
                    ),
                    [],
                    {name: f"台账!{c}4" for name, c in zip(FIELDS, "ABCDEF", strict=True)},
                ),
                SheetRow(
                    5,
                    line(ZONE, "青岚谷", "提升", "温泉改造", "6月完成", "完成30%"),
                    [],
                    {name: f"台账!{c}5" for name, c in zip(FIELDS, "ABCDEF", strict=True)},
                ),
            ],
            notes=["没有读取的行：第7行“文旅康养示范区 创建单位”。"],
            titles=(
                "文旅康养集聚区及文旅康养示范区和创建单位重点工作 月调度台账",
                "云岭市文化和旅游局（市级文旅部门填报）",
            ),
            labels=dict(zip(FIELDS, HEAD, strict=True)),
        )
    ]


# --- several sheets ----------------------------------------------------------------------------


def test_every_sheet_with_the_head_is_read():
    made = ledger(
        [ZONE, "青岚谷", *"1234"],
        title="3月",
        others={
            "2月": [HEAD, [ZONE, "松涛湾", *"1234"]],
            "说明": [["请按时报送"]],
            "旧表": [HEAD[:4], [ZONE, "雁回峪", *"12"]],
            "底稿": [HEAD],
            "Sheet3": [],
        },
    )
    made["底稿"].sheet_state = "veryHidden"

    tables = read(made)

    assert [(table.sheet, table.rows[0].values["unit"]) for table in tables] == [
        ("3月", "青岚谷"),
        ("2月", "松涛湾"),
    ]
    assert [table.notes for table in tables] == [
        [
            "工作表“说明”没有表头，没有读取。",
            "工作表“旧表”缺少“工作进度安排、（）月份工作进展”，没有读取。",
            "隐藏的工作表“底稿”没有读取。",
        ],
        [],
    ]


def test_notes_of_several_sheets_name_theirs_or_are_said_once():
    head = ["序号", *HEAD]
    made = book(
        head,
        [1, ZONE, "青岚谷", *"1234"],
        ["合计"],
        title="甲县",
        others={"乙县": [head, [1, ZONE, "松涛湾", *"1234"]]},
    )

    tables = read(made)

    assert [table.notes for table in tables] == [
        ["“序号”列不在模板中，没有读取。", "工作表“甲县”：没有读取的行：第3行“合计”。"],
        [],
    ]


@pytest.mark.parametrize(("version", "taken"), [("ledger-1", True), ("ledger-0", False)])
def test_template_of_another_version_is_refused(version, taken):
    made = ledger([ZONE, "青岚谷", *"1234"], others={"填写说明": [[f"{VERSION_MARK}{version}"]]})

    if taken:
        assert read_one(made).notes == []
    else:
        assert refusal(made) == "这不是本表当前的模板，请重新下载模板填写后上传。"


# --- limits --------------------------------------------------------------------------------------


def test_rows_far_below_are_never_lost_in_silence():
    made = ledger([ZONE, "青岚谷", *"1234"])
    made.active.cell(1 + cells.MAX_ROWS, 2).value = "松涛湾"
    assert len(read_one(made).rows) == 2

    made.active.cell(2 + cells.MAX_ROWS, 2).value = "雁回峪"
    assert refusal(made) == "工作表第5001行以后还有内容，请只保留需要导入的行。"


def test_columns_without_a_head_and_far_to_the_right_are_said():
    made = ledger([ZONE, "青岚谷", *"1234", "多出"])
    made.active.cell(2, cells.MAX_COLUMNS).value = "最后一列"
    made.active.cell(2, cells.MAX_COLUMNS + 1).value = "再下一列"

    assert read_one(made).notes == [
        "G、AX列没有表头，其中的内容没有读取。",
        "AY列的内容过于靠右，没有读取。",
    ]


def test_more_text_than_anybody_writes_is_refused(monkeypatch):
    made = ledger([ZONE, "青岚谷", *"1234"])
    size = len(ZONE) + len("青岚谷") + 4

    monkeypatch.setattr(lines, "MAX_TEXT", size)
    assert len(read_one(made).rows) == 1

    monkeypatch.setattr(lines, "MAX_TEXT", size - 1)
    assert refusal(made) == "表格中的文字超过300万字，请分成几个文件上传。"


def test_sheets_are_limited(monkeypatch):
    made = ledger([ZONE, "青岚谷", *"1234"], others={"二": [], "三": []})

    monkeypatch.setattr(parts, "MAX_SHEETS", 3)
    assert len(read(made)) == 1

    monkeypatch.setattr(parts, "MAX_SHEETS", 2)
    assert refusal(made) == "工作簿有3个工作表，不能超过2个，请只保留需要导入的工作表后上传。"
