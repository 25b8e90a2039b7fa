"""RG 分档区间 and AD 逐项累计: every mark of a range, every sum of a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules import InputProblem, RuleProblem, build

BANDS = [
    {"text": "很高", "low": 20, "high": 25},
    {"text": "较高", "low": 13, "high": 17},
    {"text": "一般", "low": 1, "high": 5},
]
ITEMS = [
    {"text": "轮椅", "points": 2},
    {"text": "饮水", "points": 2},
    {"text": "医务室", "points": 5},
]


def ranged(points=25, bands=BANDS):
    return build("RG", points, {"levels": bands}, "I")


def checklist(points=9, **params):
    return build("AD", points, {"items": ITEMS, **params}, "I")


def test_marks_are_those_of_the_ranges_and_zero():
    assert ranged().legal_marks == (0, 1, 2, 3, 4, 5, *range(13, 18), *range(20, 26))


@pytest.mark.parametrize("mark", [6, 12, 18, 19, 26, -1])
def test_mark_between_two_ranges_is_refused(mark):
    assert ranged().refusal(mark) == (
        "只能计 0 分，或 20 至 25、13 至 17、1 至 5 分，请先定档次，再在该档的区间内计分。"
    )


def test_range_speaks_of_itself_in_words():
    rule = ranged()

    assert rule.explain() == (
        "先定档次，再在该档的区间内计整数分：20 至 25、13 至 17、1 至 5 分；均不符合的计 0 分。"
    )
    assert rule.account(22, {"mark": 22}) == "按第1档（20 至 25 分）计22分：很高"
    assert rule.account(0, {}) == "均不符合"
    assert rule.mark_from({"mark": 13}) == 13


@pytest.mark.parametrize(
    ("bands", "sentence"),
    [
        ([{"text": "高", "low": 9, "high": 5}], "档次的下限大于上限"),
        ([*BANDS[:2], {"text": "低", "low": 10, "high": 13}], "两个档次的区间有重叠"),
        (BANDS[1:], "按规则参数最多计 17 分，与满分 25 分不一致"),
    ],
)
def test_ranges_that_cannot_work_are_refused(bands, sentence):
    with pytest.raises(RuleProblem, match=sentence):
        ranged(bands=bands)


def test_items_that_are_met_add_up():
    rule = checklist()

    assert rule.legal_marks == (0, 2, 4, 5, 7, 9)
    assert rule.mark_from({"items": ["医务室", "轮椅"]}) == 7
    assert rule.mark_from({"items": []}) == 0
    assert rule.account(7, {"items": ["医务室", "轮椅"]}) == "轮椅 2分；医务室 5分，计7分"
    assert rule.explain() == "按符合的各项累计，分别计 2、2、5 分，最多计 9 分。"


def test_items_beyond_the_cap_count_no_more():
    rule = checklist(6, cap=6)

    assert rule.legal_marks == (0, 2, 4, 5, 6)
    assert rule.mark_from({"items": ["轮椅", "饮水", "医务室"]}) == 6


def test_item_that_is_not_listed_is_refused():
    with pytest.raises(InputProblem, match="没有“电梯”这一项，请重新选择。"):
        checklist().mark_from({"items": ["电梯"]})


def test_two_items_of_the_same_words_are_refused():
    with pytest.raises(RuleProblem, match="两项的内容相同，请核对参数。"):
        build("AD", 4, {"items": [ITEMS[0], ITEMS[0]]}, "I")


@given(st.lists(st.sampled_from([item["text"] for item in ITEMS]), max_size=5))
def test_whatever_is_ticked_makes_a_legal_mark(ticked):
    rule = checklist(6, cap=6)

    mark = rule.mark_from({"items": ticked})

    assert mark in rule.legal_marks
    assert rule.mark_from({"items": [*ticked, "饮水"]}) >= mark
