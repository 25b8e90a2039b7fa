import pytest

from applications import crosschecks
from applications.choices import Status
from reports.rehearsal import words
from reports.rehearsal.scores import mark_all
from tests.paths import bring


@pytest.fixture
def ruleset(standard):
    """A rehearsal marks the whole standard."""
    return standard


def no_kinds_but_a_core(number, rule):
    """1.1 without a kind of resource, of which 1.2 still finds a core product."""
    return {"1.1": 0, "1.2": 20}.get(number, rule.expected_marks[0])


@pytest.mark.parametrize("at_once", [False, True])
def test_a_mark_that_wants_a_reason_beside_another_has_it(application, cast, at_once):
    bring(application, to=Status.EVALUATING)
    sheet = application.final_score

    mark_all(application, sheet, cast["chair"], no_kinds_but_a_core, at_once=at_once)

    core = sheet.marks.get(leaf__number="1.2")
    assert (core.value, core.reason) == (20, words.REASONS["beyond"])
    assert crosschecks.unexplained(application, sheet) == []
