"""A wrong document is told everything that is wrong with it, each with its place."""

import pytest

from scoring.standard_checks import problems_of
from tests.scoring.documents import leaf, small_standard


@pytest.fixture
def document():
    return small_standard()


def spoil(document, place, /, **values):
    document["rows"][place - 1].update(values)


def test_sound_document_has_no_problems(document):
    assert problems_of(document) == []


@pytest.mark.parametrize("name", ["code", "title", "total", "rows"])
def test_head_must_be_filled(document, name):
    document[name] = type(document[name])()

    assert problems_of(document) == [f"标准文件的“{name}”不能为空，请补正。"]


@pytest.mark.parametrize("name", ["code", "title", "total", "source", "strict_binary", "rows"])
def test_head_must_be_complete(document, name):
    del document[name]

    assert problems_of(document) == [f"标准文件的“{name}”缺失或类型不对，请补正。"]


@pytest.mark.parametrize(
    ("position", "values", "problem"),
    [
        (3, {"points": "10"}, "第 3 行（1.1/a）的“points”缺失或类型不对，请补正。"),
        (3, {"points": True}, "第 3 行（1.1/a）的“points”缺失或类型不对，请补正。"),
        (3, {"parent": 1}, "第 3 行（1.1/a）的“parent”缺失或类型不对，请补正。"),
        (3, {"text": None}, "第 3 行（1.1/a）的“text”缺失或类型不对，请补正。"),
        (2, {"leaf": "LV"}, "第 2 行（1.1）的“leaf”类型不对，请补正。"),
    ],
)
def test_field_of_the_wrong_type_is_named(document, position, values, problem):
    spoil(document, position, **values)

    assert problems_of(document) == [problem]


def test_missing_part_of_a_rule_is_named(document):
    del document["rows"][1]["leaf"]["certainty"]

    assert problems_of(document) == ["第 2 行（1.1）的“certainty”缺失或类型不对，请补正。"]


def test_crosscheck_that_is_no_name_is_refused(document):
    document["rows"][1]["leaf"]["crosscheck"] = [3]

    assert problems_of(document) == ["第 2 行（1.1）的“crosscheck”只能列出核对项的编号，请补正。"]


def test_row_that_is_no_object_is_named(document):
    document["rows"][2] = "优"

    assert problems_of(document) == ["第 3 行不是一个对象，请补正。"]


def test_parent_that_disagrees_with_its_children_is_named(document):
    spoil(document, 5, points=13)
    spoil(document, 1, points=23)
    document["total"] = 29

    assert problems_of(document) == [
        "“1.2 场所”标明 13 分，下级合计 14 分，请核对分值。",
        "总分标明 29 分，各评分项合计 30 分，请核对分值。",
    ]


def test_leaves_that_do_not_sum_to_the_total_are_refused(document):
    document["total"] = 31

    assert problems_of(document) == [
        "总分标明 31 分，各大项合计 30 分，请核对分值。",
        "总分标明 31 分，各评分项合计 30 分，请核对分值。",
    ]


def test_unknown_parent_is_named(document):
    spoil(document, 9, parent="9.9")

    assert problems_of(document) == ["“1.2.2/a 须有资质”的上级“9.9”不在它之前，请核对上级。"]


def test_parent_must_stand_before_its_rows(document):
    spoil(document, 3, parent="1.2.2")

    assert "“1.1/a 优”的上级“1.2.2”不在它之前，请核对上级。" in problems_of(document)


def test_row_must_stand_under_a_row_that_takes_it(document):
    spoil(document, 9, parent="1.2")

    assert problems_of(document) == ["“1.2.2/a 须有资质”不能放在“分组”之下，请核对上级。"]


def test_section_stands_at_the_top(document):
    spoil(document, 9, parent=None)

    assert problems_of(document) == ["“1.2.2/a 须有资质”不能放在最上级，请核对上级。"]


def test_number_that_stands_twice_is_named(document):
    spoil(document, 8, number="1.2.1")

    assert problems_of(document) == ["序号“1.2.1”出现了 2 次，请改为各不相同。"]


def test_key_that_stands_twice_is_named(document):
    spoil(document, 4, key="1.1/a")

    assert problems_of(document) == ["键“1.1/a”出现了 2 次，请改为各不相同。"]


def test_total_row_stands_once(document):
    spoil(document, 14, node="total", parent=None)

    assert problems_of(document) == ["总分行出现了不止一次，请只保留一行。"]


def test_positions_are_the_order_of_the_rows(document):
    spoil(document, 4, position=5)

    assert problems_of(document) == ["“1.1/b 良”的顺序号是 5，实际是第 4 行，请核对。"]


@pytest.mark.parametrize(
    ("position", "values", "problem"),
    [
        (9, {"text": " "}, "“1.2.2/a  ”没有文字，请补正。"),
        (9, {"column": "细项"}, "“1.2.2/a 须有资质”的分值栏“细项”不存在，请核对。"),
        (9, {"points": -4}, "“1.2.2/a 须有资质”的分值为负，请核对。"),
        (8, {"number": ""}, "“1.2.2 资质”没有序号，请补正。"),
    ],
)
def test_wrong_value_is_named(document, position, values, problem):
    spoil(document, position, **values)

    assert problem in problems_of(document)


def test_unknown_kind_of_row_is_named(document):
    spoil(document, 9, node="remark")

    assert problems_of(document) == [
        "“1.2.2/a 须有资质”的行类别“remark”不存在，请从section、group、leaf、level、kind、"
        "condition、rule_text、continuation、total中选择。"
    ]


def test_leaf_without_points_is_named(document):
    spoil(document, 13, points=None)

    assert "“2 印象”没有分值，请填写正整数。" in problems_of(document)


@pytest.mark.parametrize(
    ("position", "rule", "place"),
    [(13, None, "“2 印象”"), (5, leaf("AN"), "“1.2 场所”"), (9, leaf("AN"), "“1.2.2/a 须有资质”")],
)
def test_leaves_and_no_others_carry_a_rule(document, position, rule, place):
    spoil(document, position, leaf=rule)

    assert problems_of(document) == [f"{place}的行类别与评分规则不相符，只有评分项带规则，请核对。"]


def test_unknown_rule_is_named(document):
    document["rows"][12]["leaf"]["rule"] = "YY"

    assert problems_of(document) == [
        "“2 印象”的规则 YY 有误："
        "没有“YY”这一规则，请从LV、AN、DS、CT、DD、SV、MX、ZC+AN、MX+ZC、RG、AD中选择。"
    ]


def test_parameters_that_cannot_give_the_points_are_named(document):
    document["rows"][5]["leaf"]["params"]["cap"] = 6

    assert problems_of(document) == [
        "“1.2.1 每增加”的规则 CT 有误：按规则参数最多计 6 分，与满分 4 分不一致，请核对参数。"
    ]


@pytest.mark.parametrize("values", [{"points": 7}, {"text": "中"}, {"node": "rule_text"}])
def test_level_rows_must_agree_with_the_parameters(document, values):
    spoil(document, 4, **values)

    assert problems_of(document) == [
        "“1.1 品质”的规则参数与其下所列档次不一致，请核对档次的文字和分值。"
    ]


def test_condition_repeats_the_points_of_its_leaf(document):
    spoil(document, 9, points=3)

    assert problems_of(document) == ["“1.2.2/a 须有资质”的分值与所属评分项的 4 分不一致，请核对。"]


@pytest.mark.parametrize("values", [{"points": 2}, {"text": "草原产品"}])
def test_kind_rows_must_agree_with_the_parameters(document, values):
    spoil(document, 12, **values)

    text = document["rows"][11]["text"]
    assert problems_of(document) == [
        f"“1.2.3/b {text}”与规则所列种类“森林”每种 3 分不一致，请核对。"
    ]


def test_every_kind_is_printed(document):
    spoil(document, 12, node="rule_text")

    assert problems_of(document) == ["“1.2.3 种类”的规则列出 2 个种类，其下印有 1 个，请核对。"]


def test_all_problems_are_named_at_once(document):
    document["total"] = 31
    spoil(document, 8, number="1.2.1")
    document["rows"][12]["leaf"]["certainty"] = "Z"

    assert problems_of(document) == [
        "序号“1.2.1”出现了 2 次，请改为各不相同。",
        "总分标明 31 分，各大项合计 30 分，请核对分值。",
        "总分标明 31 分，各评分项合计 30 分，请核对分值。",
        "“2 印象”的规则 DS 有误：明确度须为 E、I、A 之一。",
    ]
