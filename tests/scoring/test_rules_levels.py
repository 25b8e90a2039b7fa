import pytest

from scoring.rules import Choice, InputProblem, build

SCALE = build(
    "LV",
    20,
    {
        "levels": [
            {"text": "规模大", "points": 20},
            {"text": "规模较大", "points": 15},
            {"text": "规模一般", "points": 10},
        ]
    },
    "E",
)


def test_legal_marks_are_the_printed_values_and_zero():
    assert SCALE.legal_marks == (0, 10, 15, 20)


@pytest.mark.parametrize("mark", [7, 1, 9, 11, 19, 21, -1])
def test_mark_between_two_levels_is_refused_even_with_a_reason(mark):
    assert SCALE.refusal(mark, "介于两档之间") == "只能计 0、10、15、20 分，请从所列档次中选择。"


@pytest.mark.parametrize("mark", [0, 10, 15, 20])
def test_printed_value_is_accepted(mark):
    assert SCALE.refusal(mark) is None


def test_choices_are_the_levels_as_printed_and_none_of_them():
    assert SCALE.choices() == [
        Choice(20, "规模大 20分"),
        Choice(15, "规模较大 15分"),
        Choice(10, "规模一般 10分"),
        Choice(0, "均不符合 0分"),
    ]


def test_rule_is_explained():
    assert SCALE.explain() == (
        "按符合的档次择一计 20、15、10 分，均不符合的计 0 分，不取中间分值。"
    )


@pytest.mark.parametrize(("level", "mark"), [(0, 0), (1, 20), (2, 15), (3, 10)])
def test_mark_is_that_of_the_chosen_level(level, mark):
    assert SCALE.mark_from({"level": level}) == mark


@pytest.mark.parametrize("level", [-1, 4, True, "1", None])
def test_level_that_is_not_printed_is_refused(level):
    with pytest.raises(InputProblem, match=r"请填写档次序号，须为 0 至 3 之间的整数。"):
        SCALE.mark_from({"level": level})


@pytest.mark.parametrize(
    ("mark", "inputs", "words"),
    [
        (15, {"level": 2}, "选第2档：规模较大"),
        (15, {}, "选第2档：规模较大"),
        (0, {"level": 0}, "均不符合"),
        (0, {}, "均不符合"),
    ],
)
def test_account_is_given_of_a_mark(mark, inputs, words):
    assert SCALE.account(mark, inputs) == words
