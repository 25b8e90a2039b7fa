import pytest

from scoring.rules import Choice, InputProblem, build

STATED = build("AN", 10, {}, "E")
INFERRED = build("AN", 5, {}, "I")
AMBIGUOUS = build("AN", 5, {}, "A")
STRICT = build("AN", 5, {}, "A", strict_binary=True)


@pytest.mark.parametrize("rule", [STATED, STRICT])
def test_stated_or_strict_rule_accepts_only_zero_and_the_maximum(rule):
    best = rule.points
    sentence = f"只能计 0 或 {best} 分，请选择“符合”或“不符合”。"

    assert rule.legal_marks == (0, best)
    assert [rule.refusal(mark, "部分符合") for mark in (0, best)] == [None, None]
    assert rule.refusal(3, "部分符合") == sentence


@pytest.mark.parametrize("rule", [INFERRED, AMBIGUOUS])
def test_rule_that_is_not_stated_accepts_another_integer_with_a_reason(rule):
    assert rule.expected_marks == (0, 5)
    assert rule.legal_marks == (0, 1, 2, 3, 4, 5)
    assert rule.refusal(3, "仅部分场所提供") is None
    for blank in ("", "  "):
        assert rule.refusal(3, blank) == (
            "一般只计 0 或 5 分，改计 3 分须说明理由，请填写理由后再保存。"
        )


@pytest.mark.parametrize("mark", [-1, 6, 2.5, None, True])
def test_no_reason_carries_a_mark_out_of_the_range(mark):
    assert INFERRED.refusal(mark, "现场核实") == (
        "只能计 0 或 5 分；确需计 0 至 5 之间其他整数分的，须说明理由，请选择“符合”或“不符合”。"
    )


def test_reason_is_needed_for_marks_in_between_alone():
    assert [mark for mark in range(-1, 7) if INFERRED.needs_reason(mark)] == [1, 2, 3, 4]
    assert not any(STRICT.needs_reason(mark) for mark in range(-1, 7))


def test_choices_are_met_and_not_met():
    assert INFERRED.choices() == [Choice(5, "符合 5分"), Choice(0, "不符合 0分")]


def test_rule_is_explained_with_its_exception():
    assert STATED.explain() == "符合的计 10 分，不符合的计 0 分。"
    assert INFERRED.explain() == (
        "符合的计 5 分，不符合的计 0 分；确需计 0 至 5 之间其他整数分的，须说明理由。"
    )


def test_mark_follows_the_answer():
    assert [INFERRED.mark_from({"met": met}) for met in (True, False)] == [5, 0]


@pytest.mark.parametrize("met", [1, "true", None])
def test_answer_that_is_neither_yes_nor_no_is_refused(met):
    with pytest.raises(InputProblem, match=r"请就“符合”选择“是”或“否”。"):
        INFERRED.mark_from({"met": met})


@pytest.mark.parametrize(
    ("mark", "inputs", "words"),
    [
        (5, {"met": True}, "符合"),
        (0, {"met": False}, "不符合"),
        (5, {}, "符合"),
        (0, {}, "不符合"),
        (3, {}, "直接计3分"),
        (None, {}, "未计分"),
    ],
)
def test_account_is_given_of_a_mark(mark, inputs, words):
    assert INFERRED.account(mark, inputs) == words


def test_input_of_another_name_is_refused():
    with pytest.raises(InputProblem, match=r"没有“meet”这一录入内容，请按met录入。"):
        INFERRED.mark_from({"met": True, "meet": True})
