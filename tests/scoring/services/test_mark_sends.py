"""One leaf saved by two people, in two windows, or by a send whose answer never came."""

import pytest

from portal.audit import history
from scoring.choices import Origin
from scoring.services import MarkConflict

pytestmark = pytest.mark.django_db


def stored(sheet):
    return sheet.marks.get(leaf__number="1.1")


# --- two people --------------------------------------------------------------------------


def test_the_second_of_two_people_is_told_both_marks(sheet, record, colleague):
    record(value=15, remark="甲")

    with pytest.raises(MarkConflict) as caught:
        record(value=20, remark="乙", actor=colleague)

    conflict = caught.value
    assert str(conflict) == "岳思齐已先将本项计为15分，请对照后选择采用哪一个。"
    assert (conflict.mark.value, conflict.version) == (15, 1)
    both = {name: (field.mine, field.theirs) for name, field in conflict.fields.items()}
    assert both == {"value": ("20", "15"), "remark": ("乙", "甲")}
    assert stored(sheet).value == 15


def test_a_cleared_leaf_is_a_conflict_too(record, colleague):
    record(value=15)
    record(value=None, version=1)

    with pytest.raises(MarkConflict, match="岳思齐已先清除了本项的分值"):
        record(value=20, version=1, actor=colleague)


def test_two_remarks_on_the_same_mark_are_a_conflict_in_words(record, colleague):
    record(value=15, remark="甲")

    with pytest.raises(MarkConflict, match="岳思齐已先将备注改为“甲”，请对照后选择采用哪一个。"):
        record(value=15, remark="乙", actor=colleague)


def test_two_windows_of_one_person_are_told_apart(record):
    record(value=15)

    with pytest.raises(MarkConflict, match=r"您本人（另一窗口）已先将本项计为15分"):
        record(value=20)


def test_the_same_save_sent_twice_is_one(sheet, record):
    """The answer was lost and the browser sends again."""
    first = record(value=15, remark="甲")

    again = record(value=15, remark="甲")

    assert (again.value, again.version) == (15, first.version)
    assert history(sheet).count() == 1


def test_a_version_from_the_future_is_a_conflict(record):
    with pytest.raises(MarkConflict):
        record(value=15, version=7)


# --- sends whose answer never came ---------------------------------------------------------


def test_a_save_over_my_own_whose_answer_was_lost_is_no_conflict(sheet, record):
    record(value=15, token="a")

    mark = record(value=20, token="b", unanswered=["z", "a"])

    assert (mark.value, mark.version, mark.token) == (20, 2, "b")
    assert history(sheet).count() == 2


def test_the_lost_send_arrives_after_the_one_that_followed_it(sheet, record):
    record(value=20, token="b", unanswered=["a"])

    with pytest.raises(MarkConflict):
        record(value=15, token="a")

    assert (stored(sheet).value, stored(sheet).version) == (20, 1)


def test_what_a_colleague_saved_after_my_lost_send_is_a_conflict(sheet, record, colleague):
    record(value=15, token="a")
    record(value=0, version=1, actor=colleague, token="x")

    with pytest.raises(MarkConflict, match="柳知行已先将本项计为0分"):
        record(value=20, token="b", unanswered=["a"])

    assert stored(sheet).value == 0


def test_a_send_of_somebody_else_is_not_mine(sheet, record, colleague):
    record(value=15, token="a", actor=colleague)

    with pytest.raises(MarkConflict):
        record(value=20, token="b", unanswered=["a"])

    assert stored(sheet).value == 15


def test_marks_without_a_token_are_nobodys_lost_send(record):
    record(value=15)

    with pytest.raises(MarkConflict):
        record(value=20, unanswered=[""])


def test_a_mark_keeps_where_it_was_entered(sheet, record):
    record(value=15, origin=Origin.PAPER)

    assert stored(sheet).origin == Origin.PAPER
    assert history(sheet).get().details["origin"] == "paper"
