"""A standard that nobody prepared: what is read, what is guessed, what is refused and where."""

from io import BytesIO

import openpyxl
import pytest

from scoring.imports import read_standard
from scoring.standards import store_standard

pytestmark = pytest.mark.django_db

GIVEN = {"code": "T/ABC 1-2026", "title": "试验细则", "source": ""}
HEAD = ["序号", "评定项目", "分值"]


def read(*rows, name="评分表", merges=(), **given):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for cells in merges:
        sheet.merge_cells(cells)
    stream = BytesIO()
    book.save(stream)
    return read_standard(stream, {**GIVEN, **given})


def leaves(reading):
    return {row["number"]: row["leaf"] for row in reading.document["rows"] if "leaf" in row}


def troubles(reading):
    return [(trouble.place, trouble.message) for trouble in reading.troubles]


def test_sheet_copied_from_paper_is_read_with_its_columns_by_depth():
    head = ["序号", "评价内容", "大项分值", "分项分值", "次分项分值", "自评得分"]
    reading = read(
        ["水利风景区评价标准"],
        head,
        [1, "风景资源", "15分"],
        [1.1, "水文景观", None, 15],
        ["1.1.1", "种类", None, None, "5分"],
        [None, "2种及以上", None, None, "5分"],
        [None, "1种", None, None, "3分"],
        head,
        ["1.1.2", "规模", None, None, 10],
        [None, "规模大", None, None, 10],
        [None, "中等", None, None, "9～2分"],
        [],
        [None, "规模小", None, None, 0],
        [None, "总分", 15],
        ["注：有水文化遗产的可适当提高分值。"],
        merges=["A1:F1"],
        name="附录A",
    )

    assert reading.troubles == []
    assert leaves(reading)["1.1.1"]["params"] == {
        "levels": [{"text": "2种及以上", "points": 5}, {"text": "1种", "points": 3}]
    }
    assert leaves(reading)["1.1.2"]["rule"] == "RG"
    assert [(row["text"], row["points"], row["node"]) for row in reading.document["rows"]][6:] == [
        ("规模大", 10, "level"),
        ("中等（2—9分）", 9, "level"),
        ("规模小", 0, "rule_text"),
        ("15 分", None, "total"),
    ]
    assert [(guess.place, guess.name) for guess in reading.guesses] == [
        ("附录A!B5", "分档择一"),
        ("附录A!B9", "分档区间"),
    ]
    assert "附录A!B15是表后的说明，没有读取。" in reading.notes
    assert reading.document["total"] == 15


def test_headings_and_points_in_the_text_are_read():
    reading = read(
        ["验收指标及分值", "评分标准"],
        ["一、体制机制（30分）"],
        ["1.领导体制：建立组织领导机制。（20分）", "每缺一项扣5分"],
        ["2.协调机制，得10分"],
        ["二、品牌影响（10分）"],
        ["1.营销保障（10分）"],
    )

    assert reading.troubles == []
    assert [(row["number"], row["points"]) for row in reading.document["rows"]] == [
        ("1", 30),
        ("1.1", 20),
        ("1.2", 10),
        ("2", 10),
        ("2.1", 10),
        ("总分", None),
    ]
    assert {number: leaf["rule"] for number, leaf in leaves(reading).items()} == {
        "1.1": "DD",
        "1.2": "DS",
        "2.1": "DS",
    }


def test_rules_by_code_with_json_print_the_levels_that_only_they_name():
    levels = '{"levels": [{"text": "大", "points": 20}, {"text": "中", "points": 10}]}'
    reading = read(
        ["序号", "文字", "分值栏", "分值", "规则", "参数"],
        ["1", "资源", "大项", 30],
        ["1.1", "规模", "分项", 20, "LV", levels],
        ["1.2", "设施", "分项", 10, "逐项累计", "轮椅4分；饮水6分"],
    )

    assert reading.troubles == []
    assert reading.guesses == []
    assert [(row["key"], row["text"], row["points"]) for row in reading.document["rows"]][1:] == [
        ("1.1", "规模", 20),
        ("1.1/a", "大", 20),
        ("1.1/b", "中", 10),
        ("1.2", "设施", 10),
        ("1.2/a", "轮椅", 4),
        ("1.2/b", "饮水", 6),
        ("TOTAL", "30 分", None),
    ]


def test_rows_that_add_up_are_a_list_and_others_are_asked_about():
    reading = read(
        HEAD,
        [1, "便民设施", 10],
        ["1.1", "设施", 6],
        [None, "轮椅", 4],
        [None, "饮水", 2],
        ["1.2", "服务", 4],
        [None, "好", 3],
        [None, "差", 2],
    )

    assert leaves(reading)["1.1"]["rule"] == "AD"
    assert troubles(reading) == [
        (
            "评分表!C6",
            "“1.2 服务”其下各行的分值既不是分档（最高一档应等于本项分值），合计也不等于本项分值，"
            "请核对分值，或在“规则”“参数”栏写明。",
        )
    ]


def test_every_problem_is_named_with_its_cell_at_once():
    reading = read(
        ["序号", "评定项目", "分值", "规则", "参数"],
        [1, "甲", 30],
        ["1.1", "乙", 2.5],
        ["1.2", "丙", 10, "加权"],
        ["1.2", "丁", 8, "CT", "随便"],
        ["1.4.1", "戊", 5],
        [2, "己", 21],
        ["2.1", "庚", 20, "LV"],
        [None, "好", 15],
    )

    found = dict(troubles(reading))
    assert list(found) == [
        *(
            "评分表!C3",
            "评分表!D4",
            "评分表!E5",
            "评分表!A6",
            "评分表!A5",
            "评分表!C7",
            "评分表!E8",
        ),
    ]
    assert found["评分表!A5"] == "序号“1.2”出现了 2 次，请改为各不相同。"
    assert found["评分表!A6"].startswith("“1.4.1”的上级“1.4”不在它之前，请补上这一行")
    assert found["评分表!C7"] == "“2 己”标明 21 分，下级合计 20 分，请核对分值。"
    assert found["评分表!E8"].endswith("按规则参数最多计 15 分，与满分 20 分不一致，请核对参数。")


def test_standard_without_a_name_is_asked_for_it():
    reading = read(HEAD, [1, "甲", 5], code="", title="")

    assert troubles(reading) == [
        ("上传页", "没有标准号，请在“标准”工作表写明，或在上传时填写。"),
        ("上传页", "没有名称，请在“标准”工作表写明，或在上传时填写。"),
    ]


def test_code_is_spelt_as_the_stored_standard_spells_it():
    first = read(HEAD, [1, "甲", 5])
    store_standard(first.document)

    again = read(HEAD, [1, "甲", 6], code="T／ABC1—2026")

    assert again.document["code"] == "T/ABC 1-2026"


def test_total_that_disagrees_is_named():
    reading = read(["标准号：T/X 2"], ["总分", "100"], HEAD, [1, "甲", 5])

    assert reading.document["code"] == "T/X 2"
    assert troubles(reading) == [
        ("评分表", "总分标明 100 分，各大项合计 5 分，请核对分值。"),
        ("评分表", "总分标明 100 分，各评分项合计 5 分，请核对分值。"),
    ]
