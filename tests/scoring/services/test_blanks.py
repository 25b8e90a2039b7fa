"""Blank leaves filled at once: only what their rules take without a reason, and once."""

import pytest

from portal.audit import history
from scoring.choices import Origin
from scoring.lifecycle import sheet_lifecycle
from scoring.services import SheetLocked, fill_blanks
from tests.factories.portal import MembershipFactory
from tests.factories.scoring import SheetFactory, fill

pytestmark = pytest.mark.django_db

BEST = {"1.1": 20, "1.2": 10, "2.1": 10, "2.2.1": 6, "2.2.2": 4}


@pytest.fixture
def scorer():
    return MembershipFactory().user


def test_blank_leaves_get_marks_that_need_no_reason(scorer):
    sheet = SheetFactory()
    sheet.marks.filter(leaf__number="2.2.2").update(value=1)
    wanted = {"1.1": 18, "1.2": 7, "2.1": 9, "2.2.1": 6, "2.2.2": 4}

    written = fill_blanks(sheet=sheet, marks=wanted, actor=scorer, origin=Origin.AGGREGATE)

    assert written == {"2.1": 9, "2.2.1": 6}
    assert list(sheet.marks.values_list("leaf__number", "value", "origin", "version")) == [
        ("1.1", None, "", 0),  # no level
        ("1.2", None, "", 0),  # legal, for a reason
        ("2.1", 9, Origin.AGGREGATE, 1),
        ("2.2.1", 6, Origin.AGGREGATE, 1),
        ("2.2.2", 1, "", 0),  # marked before
    ]
    entry = history(sheet).get()
    assert (entry.actor, entry.details) == (scorer, {"origin": "aggregate", "marks": written})


def test_it_costs_as_much_for_many_as_for_one(scorer, django_assert_num_queries):
    for marks in ({"1.1": 20}, BEST):
        sheet = SheetFactory()
        fill_blanks(sheet=sheet, marks={}, actor=scorer, origin="")

        with django_assert_num_queries(6):
            fill_blanks(sheet=sheet, marks=marks, actor=scorer, origin="")


def test_a_locked_sheet_takes_nothing(scorer):
    sheet = fill(SheetFactory())
    sheet_lifecycle.perform(sheet, "lock", actor=scorer)

    with pytest.raises(SheetLocked, match="已锁定"):
        fill_blanks(sheet=sheet, marks=BEST, actor=scorer, origin="")
