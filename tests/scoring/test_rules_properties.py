"""What holds for every rule, whatever its kind and parameters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules import InputProblem
from tests.scoring import strategies
from tests.scoring.strategies import COUNTS, any_rule, rule_and_inputs


@given(any_rule())
def test_legal_marks_run_from_zero_to_the_maximum(rule):
    assert (rule.legal_marks[0], rule.legal_marks[-1]) == (0, rule.points)
    assert set(rule.expected_marks) <= set(rule.legal_marks)


@given(any_rule(), st.integers(-100, 200))
def test_mark_is_accepted_with_a_reason_exactly_when_it_is_legal(rule, mark):
    accepted = rule.refusal(mark, "现场核实") is None

    assert accepted == (mark in rule.legal_marks)


@given(any_rule(), st.integers(-100, 200))
def test_mark_is_accepted_without_a_reason_exactly_when_it_is_expected(rule, mark):
    accepted = rule.refusal(mark) is None

    assert accepted == (mark in rule.expected_marks)


@given(any_rule())
def test_every_expected_mark_is_offered_and_no_other(rule):
    assert sorted({choice.value for choice in rule.choices()}) == list(rule.expected_marks)


@given(any_rule(), st.one_of(st.floats(), st.booleans(), st.none(), st.text(max_size=3)))
def test_what_is_no_whole_number_is_refused(rule, mark):
    assert rule.refusal(mark, "现场核实") == rule.refusal(-1)


@given(any_rule())
def test_sentences_are_whole(rule):
    assert rule.explain().endswith("。")
    assert rule.refusal(-1).endswith("。")


@given(rule_and_inputs())
def test_what_is_entered_makes_a_legal_mark_of_which_account_is_given(drawn):
    rule, inputs = drawn

    mark = rule.mark_from(inputs)

    assert 0 <= mark <= rule.points
    assert mark in rule.expected_marks
    assert rule.account(mark, inputs)


@given(rule_and_inputs())
def test_an_input_of_another_name_is_refused(drawn):
    rule, inputs = drawn

    with pytest.raises(InputProblem, match="没有“other”这一录入内容"):
        rule.mark_from({**inputs, "other": 1})


@given(strategies.levels())
def test_every_level_gives_its_printed_value(rule):
    marks = [rule.mark_from({"level": level}) for level in range(1, len(rule.levels) + 1)]

    assert marks == [level.value for level in rule.levels]
    assert rule.mark_from({"level": 0}) == 0


@given(strategies.counted(), COUNTS)
def test_one_item_more_never_lowers_a_counted_mark(rule, count):
    mark, more = (rule.mark_from({"count": n}) for n in (count, count + 1))

    assert 0 <= mark <= more <= rule.points


@given(strategies.deducted(), COUNTS)
def test_one_defect_more_never_raises_a_deducted_mark(rule, defects):
    mark, less = (rule.mark_from({"defects": n}) for n in (defects, defects + 1))

    assert 0 <= less <= mark <= rule.points


@given(strategies.by_severity(), st.data())
def test_one_deduction_more_never_raises_a_mark_by_severity(rule, data):
    lost = data.draw(st.lists(st.integers(rule.severity_min, rule.severity_max), max_size=6))
    mark, less = (rule.mark_from({"deductions": d}) for d in (lost, [*lost, rule.severity_min]))

    assert 0 <= less <= mark <= rule.points


@given(strategies.mixed(), st.data())
def test_mixed_mark_grows_with_gains_and_falls_with_losses(rule, data):
    inputs = {part.name: data.draw(COUNTS) for part in (*rule.parts, *rule.deductions)}
    gain = rule.parts[0].name

    mark, more = rule.mark_from(inputs), rule.mark_from(inputs | {gain: inputs[gain] + 1})

    assert 0 <= mark <= more <= rule.points
    for part in rule.deductions:
        assert rule.mark_from(inputs | {part.name: inputs[part.name] + 1}) <= mark


@given(strategies.mixed("MX+ZC"), st.data())
def test_without_the_required_condition_nothing_is_earned(rule, data):
    inputs = data.draw(strategies.tallies_of(rule))

    assert rule.mark_from({**inputs, "required": False}) == 0
    assert rule.mark_from({"required": False}) == 0


@given(strategies.with_conditions(), st.data())
def test_one_condition_less_earns_nothing(rule, data):
    held = {condition.name: True for condition in rule.conditions}
    broken = data.draw(st.sampled_from(sorted(held)))

    assert rule.mark_from(held) == rule.points
    assert rule.mark_from({**held, broken: False}) == 0


@given(strategies.mixed())
def test_every_legal_mixed_mark_is_reached(rule):
    """The first part earns one point for each; what is deducted leaves no other mark."""
    none = dict.fromkeys(rule.input_names, 0)

    reached = {rule.mark_from({**none, rule.parts[0].name: n}) for n in range(rule.points + 1)}

    assert reached == set(rule.legal_marks)


@given(strategies.counted())
def test_every_legal_counted_mark_is_reached(rule):
    reached = {rule.mark_from({"count": n}) for n in range(70)}

    assert reached == set(rule.legal_marks)


@given(strategies.deducted())
def test_every_legal_deducted_mark_is_reached(rule):
    reached = {rule.mark_from({"defects": n}) for n in range(70)}

    assert reached == set(rule.legal_marks)


@given(strategies.by_severity(), st.data())
def test_every_legal_mark_by_severity_is_reached(rule, data):
    """Any mark is the first one left over by some list of deductions within the bounds."""
    mark = data.draw(st.sampled_from(rule.legal_marks))
    lost = rule.points - mark
    low, high = rule.severity_min, rule.severity_max
    counts = range(rule.points + 2)
    fits = [n for n in counts if n * low <= lost <= n * high or (mark == 0 and n * low >= lost)]

    deductions = _spread(max(lost, fits[0] * low), fits[0], low)

    assert rule.mark_from({"deductions": deductions}) == mark


@given(any_rule())
def test_missing_inputs_are_refused(rule):
    with pytest.raises(InputProblem):
        rule.mark_from({})


def _spread(total, count, low):
    """``count`` numbers of at least ``low`` that add up to ``total``, as even as may be."""
    if not count:
        return []
    each, rest = divmod(total, count)
    return [each + (n < rest) for n in range(count)]
