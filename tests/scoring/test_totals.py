import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.totals import Branch, Subtotal, sum_up

TREE = [
    Branch("1", None, False, 30),
    Branch("1.1", "1", True, 10),
    Branch("1.2", "1", False, 20),
    Branch("1.2.1", "1.2", True, 12),
    Branch("1.2.2", "1.2", True, 8),
    Branch("2", None, False, 5),
    Branch("2.1", "2", True, 5),
]
LEAVES = ["1.1", "1.2.1", "1.2.2", "2.1"]


def test_marks_are_summed_up_the_tree():
    totals = sum_up(TREE, {"1.1": 7, "1.2.1": 12, "1.2.2": 3, "2.1": 5})

    assert totals.nodes == {"1": 22, "1.2": 15, "2": 5}
    assert totals.total == 27
    assert totals.is_complete


def test_every_section_says_how_far_it_is():
    totals = sum_up(TREE, {"1.1": 7, "1.2.1": None, "2.1": 5})

    assert totals.sections == (Subtotal("1", 7, 30, 1, 3), Subtotal("2", 5, 5, 1, 1))
    assert [str(section) for section in totals.sections] == ["已填 1/3", "已填 1/1"]
    assert str(totals.whole) == "已填 2/4"


def test_blank_is_missing_and_zero_is_not():
    totals = sum_up(TREE, {"1.1": 0, "1.2.1": None, "2.1": 0})

    assert totals.missing == ("1.2.1", "1.2.2")
    assert totals.total == 0
    assert not totals.is_complete


def test_empty_sheet_misses_every_leaf():
    totals = sum_up(TREE, {})

    assert totals.missing == tuple(LEAVES)
    assert totals.whole == Subtotal("", 0, 35, 0, 4)


@pytest.mark.parametrize("number", ["1.2", "9.9"])
def test_mark_that_belongs_to_no_leaf_is_an_error(number):
    with pytest.raises(KeyError, match=f"no such leaf: {number}"):
        sum_up(TREE, {number: 3})


def test_section_that_is_itself_a_leaf_counts():
    totals = sum_up([Branch("1", None, True, 10)], {"1": 6})

    assert (totals.total, totals.nodes) == (6, {})
    assert totals.sections == (Subtotal("1", 6, 10, 1, 1),)


@given(st.fixed_dictionaries({n: st.none() | st.integers(0, 12) for n in LEAVES}))
def test_sections_and_total_agree_with_the_leaves(marks):
    totals = sum_up(TREE, marks)

    given_points = sum(mark or 0 for mark in marks.values())
    assert totals.total == sum(s.points for s in totals.sections) == given_points
    assert totals.whole.marked + len(totals.missing) == totals.whole.leaves == len(LEAVES)
