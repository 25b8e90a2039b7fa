"""Two officers on one standard at the same instant."""

from functools import partial

import pytest

from scoring.models import RuleSet
from scoring.services import standards
from scoring.standards import Stored, store_draft
from tests.races import ahead_of
from tests.scoring.documents import small_standard

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(cast):
    return cast["province"]


def keep(actor, title, *, seen=""):
    document = small_standard() | {"title": title}
    return standards.import_draft(document=document, seen=seen, actor=actor)


def mend(draft, actor):
    values = {"title": "改后", "source": "", "strict_binary": False}
    return standards.change_head(ruleset=draft, values=values, seen=draft.digest, actor=actor)


@pytest.mark.parametrize(("title", "kind"), [("甲规范", Stored), ("乙规范", standards.NotNow)])
def test_two_first_imports_of_one_standard_are_one_draft(officer, title, kind):
    """The same click twice, or another document under the same code."""
    with ahead_of(partial(keep, officer, title)) as answers:
        keep(officer, "甲规范")

    assert [type(answer) for answer in answers] == [kind]
    assert RuleSet.objects.get().title == "甲规范"


def test_an_import_over_a_draft_that_changes_meanwhile_is_not_kept(officer):
    draft = store_draft(small_standard()).ruleset

    with ahead_of(partial(keep, officer, "乙规范", seen=draft.digest)) as answers:
        mend(draft, officer)

    assert [type(answer) for answer in answers] == [standards.NotNow]
    assert RuleSet.objects.get().title == "改后"


def test_an_edit_that_waits_for_the_publication_is_refused(officer):
    draft = store_draft(small_standard()).ruleset

    with ahead_of(partial(mend, draft, officer)) as answers:
        standards.publish(ruleset=draft, seen=draft.digest, actor=officer)

    assert [type(answer) for answer in answers] == [standards.NotNow]
    published = RuleSet.objects.get()
    assert (published.is_published, published.title) == (True, small_standard()["title"])


def test_a_publication_that_waits_for_an_edit_is_refused(officer):
    draft = store_draft(small_standard()).ruleset
    publish = partial(standards.publish, ruleset=draft, seen=draft.digest, actor=officer)

    with ahead_of(publish) as answers:
        mend(draft, officer)

    assert [type(answer) for answer in answers] == [standards.NotNow]
    assert not RuleSet.objects.get().is_published
