"""Two people on one sheet at the same instant, on a database that has two of them."""

from functools import partial

import pytest

from portal.audit import history
from scoring.models import Mark
from scoring.services import MarkConflict, record_mark
from tests.factories.portal import MembershipFactory, UserFactory
from tests.factories.scoring import SheetFactory
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
