"""Two people on one sheet at the same instant, on a database that has two of them."""

from functools import partial

import pytest

from portal.audit import history
from scoring.choices import Column
from scoring.models import Mark, ScoreSheet
from scoring.services import MarkConflict, open_sheet, record_mark
from tests.factories.portal import MembershipFactory, UserFactory
from tests.factories.scoring import SheetFactory, lending_standard
from tests.races import ahead_of, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet():
    return SheetFactory()


@pytest.fixture
def give(sheet):
    """A person who gives one leaf a mark, seen at some version."""

    def give(name, number, value, *, version=0):
        actor = MembershipFactory(user=UserFactory(name=name)).user
        entered = {"number": number, "value": value, "version": version}
        return partial(record_mark, sheet=sheet, actor=actor, **entered)

    return give


def stored(sheet):
    marked = sheet.marks.filter(version__gt=0)
    return dict(marked.values_list("leaf__number", "value"))


def test_two_marks_on_one_leaf_are_one_mark_and_one_conflict(sheet, give):
    answers = together(give("岳思齐", "1.1", 15), give("柳知行", "1.1", 20))

    kept = next(answer for answer in answers if isinstance(answer, Mark))
    refused = next(answer for answer in answers if isinstance(answer, MarkConflict))
    assert stored(sheet) == {"1.1": kept.value}
    assert (refused.mark.value, refused.version, refused.name) == (kept.value, 1, kept.editor.name)
    assert history(sheet).count() == 1


def test_the_same_click_twice_is_one_mark(sheet, give):
    click = give("岳思齐", "1.1", 15)

    answers = together(click, click)

    assert [(answer.value, answer.version) for answer in answers] == [(15, 1), (15, 1)]
    assert history(sheet).count() == 1


def test_marks_on_two_leaves_are_both_kept(sheet, give):
    together(give("岳思齐", "1.1", 15), give("柳知行", "2.1", 7))

    assert stored(sheet) == {"1.1": 15, "2.1": 7}
    assert history(sheet).count() == 2


def test_whoever_waited_is_told_what_was_stored_meanwhile(sheet, give):
    first, second = give("岳思齐", "1.1", 15), give("柳知行", "1.1", 20)

    with ahead_of(second) as answers:
        first()

    (conflict,) = answers
    assert (conflict.mark.value, conflict.mark.editor.name) == (15, "岳思齐")


def test_a_lost_send_and_the_next_one_at_once_leave_the_next_one(sheet, give):
    """The browser gave the first up; the server had only been slow."""
    next_one = give("岳思齐", "1.1", 20)
    actor = next_one.keywords["actor"]
    lost = partial(next_one, actor=actor, value=15, token="a")

    with ahead_of(partial(next_one, token="b", unanswered=["a"])) as answers:
        lost()

    (mark,) = answers
    assert (mark.value, mark.version, mark.token) == (20, 2, "b")
    assert stored(sheet) == {"1.1": 20}


def test_a_lender_and_a_borrower_saved_at_once_do_not_lock_each_other_out(give):
    """The lender's save derives the borrower anew while somebody waits to save that one."""
    sheet = open_sheet(lending_standard(), Column.SELF_CHECK)
    actor = MembershipFactory().user
    save = partial(record_mark, sheet=sheet, actor=actor)
    ticked = {"items": ["温泉", "森林"]}
    save(number="1.2", version=0, inputs=ticked)
    core = {"resources": ["温泉"], "core": "温泉"}

    with ahead_of(
        partial(save, number="1.2", version=1, inputs=ticked, remark="甲"),
        meanwhile=partial(save, number="1.1", version=0, inputs=core),
    ) as answers:
        ScoreSheet.objects.select_for_update().get(pk=sheet.pk)

    (conflict,) = answers
    assert isinstance(conflict, MarkConflict)
    assert stored(sheet) == {"1.1": 10, "1.2": 5}
