import pytest

from scoring.rules import Choice, InputProblem, build

RULE = build("DS", 3, {}, "I")


def test_any_integer_up_to_the_maximum_is_legal():
    assert RULE.legal_marks == (0, 1, 2, 3)
    assert [RULE.refusal(mark) for mark in range(4)] == [None] * 4


@pytest.mark.parametrize("mark", [-1, 4, 100, 1.5, "2"])
def test_anything_else_is_refused(mark):
    assert RULE.refusal(mark, "现场核实") == "只能计 0 至 3 之间的整数分，请重新填写。"


def test_blank_is_no_mark():
    assert RULE.refusal(None) == "只能计 0 至 3 之间的整数分，请重新填写。"


def test_short_range_is_listed():
    assert build("DS", 2, {}, "I").refusal(3) == "只能计 0、1、2 分，请重新填写。"
    assert build("DS", 1, {}, "I").refusal(3) == "只能计 0 或 1 分，请重新填写。"


def test_choices_begin_with_the_best():
    assert RULE.choices() == [
        Choice(3, "3分"),
        Choice(2, "2分"),
        Choice(1, "1分"),
        Choice(0, "0分"),
    ]


def test_rule_is_explained():
    assert RULE.explain() == "在 0 至 3 分之间酌情计整数分。"


def test_mark_is_what_was_entered():
    assert [RULE.mark_from({"mark": mark}) for mark in range(4)] == [0, 1, 2, 3]


@pytest.mark.parametrize("mark", [-1, 4, 1.5])
def test_entry_out_of_the_range_is_refused(mark):
    with pytest.raises(InputProblem, match=r"请填写得分，须为 0 至 3 之间的整数。"):
        RULE.mark_from({"mark": mark})


@pytest.mark.parametrize("inputs", [{}, {"mark": 2}])
def test_account_is_given_of_a_mark(inputs):
    assert RULE.account(2, inputs) == "酌情计2分"
