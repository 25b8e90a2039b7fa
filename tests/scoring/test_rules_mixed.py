import pytest

from scoring.rules import Choice, InputProblem, build

GOODS = build(
    "MX",
    9,
    {
        "parts": [
            {"name": "own", "text": "本创建区域特色商品", "unit": "种", "each": 2},
            {"name": "regional", "text": "本地区特色商品", "unit": "种", "each": 1},
        ],
        "cap": 9,
    },
    "E",
)


def test_every_mark_up_to_the_cap_is_legal():
    assert GOODS.legal_marks == tuple(range(10))
    assert GOODS.refusal(10, "现场核实") == "只能计 0 至 9 之间的整数分，请重新填写。"


@pytest.mark.parametrize(
    ("own", "regional", "mark"),
    [(0, 0, 0), (0, 1, 1), (1, 0, 2), (3, 2, 8), (4, 1, 9), (4, 2, 9), (5, 0, 9), (0, 9, 9)],
)
def test_own_goods_earn_two_and_regional_goods_one(own, regional, mark):
    assert GOODS.mark_from({"own": own, "regional": regional}) == mark


def test_step_that_is_never_one_leaves_gaps():
    rule = build(
        "MX",
        6,
        {"parts": [{"name": "own", "text": "商品", "unit": "种", "each": 2}], "cap": 6},
        "E",
    )

    assert rule.legal_marks == (0, 2, 4, 6)


def test_every_input_is_asked_for():
    with pytest.raises(InputProblem, match=r"请填写本地区特色商品，须为不小于 0 的整数。"):
        GOODS.mark_from({"own": 3})


def test_choices_are_the_marks():
    assert GOODS.choices()[0] == Choice(9, "9分")
    assert [choice.value for choice in GOODS.choices()] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]


def test_rule_is_explained():
    assert GOODS.explain() == (
        "本创建区域特色商品每种计 2 分，本地区特色商品每种计 1 分，最多计 9 分。"
    )


def test_goods_may_be_named():
    assert GOODS.mark_from({"own": ["陈醋", "剪纸", "陈醋"], "regional": ["核桃"]}) == 5
    assert GOODS.mark_from({"own": [], "regional": 2}) == 2


def test_one_product_counts_once():
    with pytest.raises(InputProblem, match=r"“陈醋”列在两处，只能计一次，请只保留一处。"):
        GOODS.mark_from({"own": ["陈醋", "剪纸"], "regional": ["核桃", "陈醋"]})


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        (
            {"own": ["陈醋", "剪纸"], "regional": 1},
            "本创建区域特色商品2种（陈醋、剪纸），本地区特色商品1种，2×2+1×1=5分",
        ),
        (
            {"own": 5, "regional": 0},
            "本创建区域特色商品5种，本地区特色商品0种，5×2+0×1=10分，最多计9分",
        ),
    ],
)
def test_account_is_given_of_the_sum(inputs, words):
    assert GOODS.account(GOODS.mark_from(inputs), inputs) == words
