import pytest

from scoring.rules import Choice, InputProblem, build

VENUES = build("CT", 10, {"unit_points": 2, "cap": 10, "base": 0, "unit": "项"}, "E")
PRODUCTS = build(
    "CT",
    30,
    {
        "unit_points": 5,
        "cap": 30,
        "unit": "种",
        "kinds": ["山地", "温泉", "森林", "乡村", "运动", "中医药", "传统文化"],
        "same": {"山岳": "山地"},
    },
    "E",
)
ALL = ["山地", "温泉", "森林", "乡村", "运动", "中医药", "传统文化"]


def test_legal_marks_are_multiples_up_to_the_cap():
    assert VENUES.legal_marks == (0, 2, 4, 6, 8, 10)
    assert PRODUCTS.legal_marks == (0, 5, 10, 15, 20, 25, 30)


@pytest.mark.parametrize("mark", [-2, 1, 3, 9, 12])
def test_mark_that_no_count_gives_is_refused(mark):
    assert VENUES.refusal(mark, "现场核实") == "只能计 0、2、4、6、8、10 分，请按符合的数量选择。"


@pytest.mark.parametrize(("count", "mark"), [(0, 0), (1, 2), (4, 8), (5, 10), (6, 10), (60, 10)])
def test_count_is_capped(count, mark):
    assert VENUES.mark_from({"count": count}) == mark


def test_cap_that_is_no_multiple_is_still_reached():
    rule = build("CT", 5, {"unit_points": 2, "cap": 5, "unit": "项"}, "E")

    assert rule.legal_marks == (0, 2, 4, 5)
    assert [rule.mark_from({"count": n}) for n in range(5)] == [0, 2, 4, 5, 5]


def test_items_up_to_the_base_earn_nothing():
    rule = build("CT", 4, {"unit_points": 2, "cap": 4, "base": 1, "unit": "项"}, "E")

    assert [rule.mark_from({"count": n}) for n in range(5)] == [0, 0, 2, 4, 4]
    assert rule.explain() == "超过 1 项后，每项计 2 分，最多计 4 分。"
    assert rule.choices() == [
        Choice(4, "3项及以上 4分"),
        Choice(2, "2项 2分"),
        Choice(0, "0项 0分"),
    ]


def test_name_counts_once():
    assert VENUES.mark_from({"items": ["棋牌", "健身房", " 棋牌 "]}) == 4


def test_nothing_listed_is_zero():
    assert VENUES.mark_from({"items": []}) == 0


def test_venue_without_a_name_is_refused():
    with pytest.raises(InputProblem, match=r"请填写名称。"):
        VENUES.mark_from({"items": ["棋牌", " "]})


def test_core_kind_is_not_counted():
    """评分表 1.6: the core product is excluded, so all seven kinds just reach the cap."""
    assert PRODUCTS.mark_from({"items": ALL, "core": "温泉"}) == 30
    assert PRODUCTS.mark_from({"items": ["温泉", "森林"], "core": "温泉"}) == 5
    assert PRODUCTS.mark_from({"items": ["温泉", "森林"], "core": "乡村"}) == 10
    assert PRODUCTS.mark_from({"items": ["温泉"], "core": "温泉"}) == 0


def test_cap_holds_when_no_core_is_named():
    assert PRODUCTS.mark_from({"items": ALL}) == 30


def test_other_name_of_a_kind_is_the_same_kind():
    """评分表 1.1 says 山岳 where 1.6 says 山地."""
    assert PRODUCTS.mark_from({"items": ["山地", "森林"], "core": "山岳"}) == 5
    assert PRODUCTS.mark_from({"items": ["山地", "山岳"]}) == 5


@pytest.mark.parametrize("inputs", [{"items": ["避暑"]}, {"items": [], "core": "避暑"}])
def test_kind_that_is_not_listed_is_refused(inputs):
    with pytest.raises(InputProblem, match=r"没有“避暑”这一种类，请从山地、温泉、.*中选择。"):
        PRODUCTS.mark_from(inputs)


@pytest.mark.parametrize("count", [-1, 1.5, "3"])
def test_count_that_is_no_number_of_things_is_refused(count):
    with pytest.raises(InputProblem, match=r"请填写数量，须为不小于 0 的整数。"):
        VENUES.mark_from({"count": count})


def test_choices_say_how_many():
    assert VENUES.choices()[:2] == [Choice(10, "5项及以上 10分"), Choice(8, "4项 8分")]
    assert VENUES.choices()[-1] == Choice(0, "0项 0分")


def test_rule_is_explained():
    assert VENUES.explain() == "每项计 2 分，最多计 10 分。"
    assert PRODUCTS.explain() == "除核心产品外，每种计 5 分，最多计 30 分。"


def test_number_and_list_must_agree():
    assert VENUES.mark_from({"items": ["棋牌", "健身房"], "count": 2}) == 4
    with pytest.raises(InputProblem, match=r"数量与列出的2项不一致，请核对后重新填写。"):
        VENUES.mark_from({"items": ["棋牌", "健身房"], "count": 3})


def test_there_are_no_more_kinds_than_are_listed():
    assert PRODUCTS.mark_from({"count": 7}) == 30
    with pytest.raises(InputProblem, match=r"请填写数量，须为 0 至 7 之间的整数。"):
        PRODUCTS.mark_from({"count": 8})


def test_core_is_borrowed_from_the_leaf_that_names_it():
    rule = build(
        "CT", 10, {"unit_points": 5, "cap": 10, "unit": "种", "kinds": ALL, "core_from": "1.1"}, "E"
    )
    inputs = {"items": ["温泉", "森林"], "core": "乡村"}

    said = {"1.1": {"resources": ["温泉"], "core": "温泉"}}
    assert rule.with_borrowed(inputs, said) == {"items": ["温泉", "森林"], "core": "温泉"}
    for nothing in ({}, {"1.1": {}}, {"1.1": {"core": ""}}):
        assert rule.with_borrowed(inputs, nothing) == {"items": ["温泉", "森林"], "core": None}
    assert VENUES.with_borrowed({"count": 2}, said) == {"count": 2}


def test_venue_has_no_core():
    with pytest.raises(InputProblem, match=r"没有“core”这一录入内容，请按items、count录入。"):
        VENUES.mark_from({"count": 2, "core": "温泉"})


@pytest.mark.parametrize(
    ("rule", "inputs", "words"),
    [
        (VENUES, {"items": ["棋牌", "健身房"]}, "列出2项：棋牌、健身房，2×2=4分"),
        (VENUES, {"count": 7}, "7项，7×2=14分，最多计10分"),
        (VENUES, {"items": []}, "0项，0×2=0分"),
        (
            PRODUCTS,
            {"items": ["山岳", "森林"], "core": "山岳"},
            "列出2种：山地、森林，山地为核心产品，不计，1×5=5分",
        ),
        (PRODUCTS, {"items": ["森林"], "core": "山岳"}, "列出1种：森林，1×5=5分"),
    ],
)
def test_account_is_given_of_what_was_counted(rule, inputs, words):
    assert rule.account(rule.mark_from(inputs), inputs) == words


def test_account_of_a_base_says_what_is_beyond_it():
    rule = build("CT", 4, {"unit_points": 2, "cap": 4, "base": 1, "unit": "项"}, "E")

    assert rule.account(4, {"count": 3}) == "3项，超过1项的计分，2×2=4分"


def test_mark_given_as_such_is_named():
    assert VENUES.account(4, {}) == "直接计4分"
