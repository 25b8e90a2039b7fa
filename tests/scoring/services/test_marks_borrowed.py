"""Leaves that are counted with what another leaf says."""

import pytest

from portal.audit import history
from scoring.choices import Column
from scoring.services import open_sheet, record_mark
from tests.factories.scoring import lending_standard

pytestmark = pytest.mark.django_db

HOT_SPRING = {"resources": ["山岳", "温泉"], "core": "温泉"}
MOUNTAIN = {"resources": ["山岳", "温泉"], "core": "山岳"}


@pytest.fixture
def lending(scorer):
    """Record a mark of a sheet whose 1.2 takes the core kind from its 1.1."""
    sheet = open_sheet(lending_standard(), Column.SELF_CHECK)

    def record(number, *, version=0, **entered):
        entered = {"sheet": sheet, "number": number, "actor": scorer} | entered
        return record_mark(version=version, **entered)

    record.sheet = sheet
    return record


def test_the_core_kind_is_taken_from_the_other_leaf(lending):
    lending("1.1", inputs=HOT_SPRING)

    mark = lending("1.2", inputs={"items": ["温泉", "森林"], "core": "森林"})

    assert (mark.value, mark.inputs) == (5, {"items": ["温泉", "森林"], "core": "温泉"})


def test_a_leaf_is_derived_anew_when_what_it_borrows_changes(lending, scorer):
    lending("1.1", inputs=HOT_SPRING)
    lending("1.2", inputs={"items": ["温泉", "森林"]}, reason="见产品手册", token="t")

    lending("1.1", inputs=MOUNTAIN, version=1)

    mark = lending.sheet.marks.get(leaf__number="1.2")
    assert (mark.value, mark.inputs["core"], mark.version) == (10, "山岳", 2)
    assert (mark.reason, mark.token, mark.editor) == ("见产品手册", "t", scorer)
    entry = history(lending.sheet).last()
    assert (entry.label, entry.details["before"], entry.details["after"]) == (
        "随1.1重新计分",
        5,
        10,
    )


@pytest.mark.parametrize("entered", [{"value": 10}, {"value": None}])
def test_without_a_core_nothing_is_left_out(lending, entered):
    lending("1.1", inputs=HOT_SPRING)
    lending("1.2", inputs={"items": ["温泉", "森林"]})

    lending("1.1", version=1, **entered)

    mark = lending.sheet.marks.get(leaf__number="1.2")
    assert (mark.value, mark.inputs["core"]) == (10, None)


@pytest.mark.parametrize("entered", [{"value": 5}, {}])
def test_a_leaf_that_was_marked_as_such_or_not_at_all_stays(lending, entered):
    lending("1.2", **entered)

    lending("1.1", inputs=HOT_SPRING)

    mark = lending.sheet.marks.get(leaf__number="1.2")
    assert (mark.value, mark.version) == (entered.get("value"), 1)


def test_the_same_core_again_changes_nothing(lending):
    lending("1.1", inputs=HOT_SPRING)
    lending("1.2", inputs={"items": ["森林"]})

    lending("1.1", inputs=HOT_SPRING | {"resources": ["温泉"]}, version=1)

    assert lending.sheet.marks.get(leaf__number="1.2").version == 1
