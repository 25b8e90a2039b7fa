"""Mean, minimum, maximum and spread of what members gave; what they say against the chair's mark."""

from decimal import Decimal
from fractions import Fraction

import pytest

from applications import consensus
from applications.choices import Status
from applications.consensus import Range, mean, read_consensus, tenths, trimmed_mean, whole
from applications.doubts import doubts_of
from applications.models import Application
from scoring.services import seat_panel
from tests.factories.scoring import fill
from tests.paths import bring, expert, hand_in_marks, province

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize(
    ("marks", "exact", "shown", "points"),
    [
        ((7,), Fraction(7), "7.0", 7),
        ((10, 11), Fraction(21, 2), "10.5", 11),
        ((0, 0, 1), Fraction(1, 3), "0.3", 0),
        ((10, 10, 15), Fraction(35, 3), "11.7", 12),
        ((1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), Fraction(21, 20), "1.1", 1),
    ],
)
def test_a_mean_is_exact_and_rounded_half_up(marks, exact, shown, points):
    assert mean(marks) == exact
    assert (tenths(exact), whole(exact)) == (Decimal(shown), points)


@pytest.mark.parametrize(
    ("marks", "exact"),
    [((0, 10, 20), 10), ((20, 0, 10, 11), Fraction(21, 2)), ((20, 20, 20, 5), 20)],
)
def test_a_trimmed_mean_drops_one_highest_and_one_lowest(marks, exact):
    assert trimmed_mean(marks) == exact


def test_a_range_says_how_far_apart_marks_are():
    given = Range((15, 0, 20))

    assert (given.mean, given.lowest, given.highest, given.spread) == (Decimal("11.7"), 0, 20, 20)
    assert [mark in given for mark in (0, 10, 20, 21)] == [True, True, True, False]
    assert [str(given), str(Range((6, 6)))] == ["0～20分", "6分"]


# --- a panel ---------------------------------------------------------------------------------


@pytest.fixture
def evaluating(application, cast):
    """The chair has marked one leaf; ``member`` has handed in less than ``second_member``."""
    bring(application, to=Status.EVALUATING)
    for who, marks in (("member", {"n1_1": 15, "n2_2_2": 0}), ("second_member", {})):
        fill(application.panel.seats.get(user=cast[who]).sheet, **marks)
    hand_in_marks(application)
    application.final_score.marks.filter(leaf__number="1.1").update(value=0)
    application.refresh_from_db()
    return application


def test_the_table_holds_every_leaf_with_every_member(evaluating, cast):
    found = read_consensus(evaluating, cast["chair"])

    assert [(voice.name, voice.total) for voice in found.voices] == [
        ("白松岩", 41),
        ("甄若水", 50),
    ]
    assert found.totals == Range((41, 50))
    rows = [(line.item.number, line.range.marks, line.final) for line in found.lines]
    assert rows == [
        ("1.1", (15, 20), 0),
        ("1.2", (10, 10), None),
        ("2.1", (10, 10), None),
        ("2.2.1", (6, 6), None),
        ("2.2.2", (0, 4), None),
    ]
    assert [line.item.number for line in found.lines if line.is_outside] == ["1.1"]


@pytest.mark.parametrize(
    ("least", "numbers"),
    [
        (0, [["1.1", "1.2"], ["2.1", "2.2.1", "2.2.2"]]),
        (5, [["1.1"]]),
        (4, [["1.1"], ["2.2.2"]]),
        (6, []),
    ],
)
def test_leaves_are_filtered_by_spread(evaluating, cast, least, numbers):
    sections = read_consensus(evaluating, cast["chair"]).sections(least)

    assert [[line.item.number for line in section.lines] for section in sections] == numbers


def test_it_costs_constant_queries(evaluating, cast, django_assert_num_queries):
    """The seats have come with the application, as in every view."""
    application = Application.objects.with_seats().get(pk=evaluating.pk)
    read_consensus(application, cast["chair"])

    with django_assert_num_queries(2):
        read_consensus(application, cast["chair"])


@pytest.mark.parametrize(
    ("mark", "sentences"),
    [
        (14, ["评定计14分，不在成员计分范围（15～20分）之内，请填写理由后再保存。"]),
        (15, []),
        (20, []),
    ],
)
def test_a_final_mark_that_no_member_comes_near_wants_a_reason(evaluating, mark, sentences):
    doubts = doubts_of(evaluating, evaluating.final_score, "1.1")

    assert list(doubts(mark)) == sentences


def test_no_other_column_is_held_against_the_members(evaluating):
    doubts = doubts_of(evaluating, evaluating.first_review, "1.1")

    assert list(doubts(0)) == []


def test_what_was_marked_before_they_handed_in_is_found_again(evaluating):
    assert consensus.unexplained(evaluating) == ["1.1"]

    evaluating.final_score.marks.filter(leaf__number="1.1").update(reason="规模未达标。")

    assert consensus.unexplained(evaluating) == []


def test_who_was_replaced_counts_no_more(evaluating, cast):
    kept = expert("second_member")
    seat_panel(
        panel=evaluating.panel,
        chair=expert("chair"),
        members=[kept, cast["outsider"]],
        actor=province(),
    )

    found = read_consensus(evaluating, cast["chair"])
    rows = consensus.member_rows(evaluating, found)

    assert [voice.name for voice in found.voices] == ["甄若水"]
    assert [(row.seat.user.name, row.word, row.seat.ended_at is None) for row in rows] == [
        ("甄若水", "已提交", True),
        ("池墨林", "待回避声明", True),
        ("白松岩", "已提交", False),
    ]
    assert list(doubts_of(evaluating, evaluating.final_score, "1.1")(15)) == [
        "评定计15分，不在成员计分范围（20分）之内，请填写理由后再保存。"
    ]


def test_nobody_reads_what_is_not_handed_in(application, cast):
    bring(application, to=Status.EVALUATING)
    fill(application.panel.seats.get(user=cast["member"]).sheet)
    hand_in_marks(application, who=["second_member"])
    application.refresh_from_db()

    heard = {who: [v.name for v in read_consensus(application, cast[who]).voices] for who in cast}

    assert heard.pop("chair") == ["甄若水"]
    assert heard.pop("second_member") == ["甄若水"]
    assert set(map(tuple, heard.values())) == {()}
