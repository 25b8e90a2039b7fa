"""A standard is stored once, as a whole or not at all."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal import clock
from scoring.choices import Column
from scoring.models import RuleSet
from scoring.services import open_sheet
from scoring.standards import (
    StandardRefused,
    digest_of,
    document_of,
    find_standard,
    is_in_use,
    load_standard,
    store_draft,
    store_standard,
)
from scoring.totals import totals_of
from tests.scoring.documents import small_standard

REFERENCE = Path(__file__).parents[2] / "fixtures/rulesets/DB14-T-2480-2022.json"

pytestmark = pytest.mark.django_db


def test_reference_standard_is_stored_row_by_row():
    ruleset = load_standard(REFERENCE)

    rows = json.loads(REFERENCE.read_text(encoding="utf-8"))["rows"]
    fields = ("key", "number", "parent__key", "position", "text", "column", "points", "kind")
    names = ("key", "number", "parent", "position", "text", "column", "points", "node")
    assert list(ruleset.nodes.values_list(*fields)) == [
        tuple(row[name] for name in names) for row in rows
    ]
    assert ruleset.leaves.count() == 124


def test_head_of_the_standard_is_stored():
    moment = datetime(2026, 11, 22, tzinfo=UTC)

    with clock.at(moment):
        ruleset = store_standard(small_standard())

    assert (ruleset.code, ruleset.title, ruleset.source) == (
        "TEST/T 1-2026",
        "试验规范",
        "试验文件",
    )
    assert (ruleset.total, ruleset.strict_binary, ruleset.loaded_at) == (30, False, moment)


def test_leaf_carries_its_rule_and_the_section_above_it():
    leaf = store_standard(small_standard()).leaves.get(number="1.2.2")

    assert (leaf.section.number, leaf.node.key, leaf.position) == ("1", "1.2.2", 8)
    assert (leaf.text, leaf.points, leaf.evidence) == ("资质", 4, "照片")
    assert (leaf.rule, leaf.params, leaf.certainty) == ("AN", {}, "I")


def test_leaf_joins_the_text_that_a_page_break_tore():
    leaf = load_standard(REFERENCE).leaves.get(number="4.6.1")

    assert leaf.text == (
        "提供室内儿童娱乐场、棋牌、健身房等活动场所，每增加一项加 2 分，本项最多得 10 分"
    )


def test_crosschecks_of_a_leaf_are_listed():
    leaves = load_standard(REFERENCE).leaves

    assert leaves.get(number="6.2").crosscheck == "X3,X9"
    assert leaves.get(number="6.3").crosscheck == ""


def test_section_that_is_a_leaf_is_its_own_section():
    leaf = store_standard(small_standard()).leaves.get(number="2")

    assert leaf.section == leaf.node


def test_unchanged_standard_is_left_alone(django_assert_num_queries):
    ruleset = load_standard(REFERENCE)
    pks = list(ruleset.nodes.values_list("pk", flat=True))

    with django_assert_num_queries(1):
        again = load_standard(REFERENCE)

    assert again == ruleset
    assert list(again.nodes.values_list("pk", flat=True)) == pks


def changed(title="试验规范（修订）"):
    document = small_standard()
    document["title"] = title
    document["rows"][8]["text"] = "须有有效资质"
    return document


def test_changed_standard_is_the_next_version_and_the_first_stays():
    first = store_standard(small_standard())

    second = store_standard(changed())

    assert (second.version, second.title) == (2, "试验规范（修订）")
    assert second.nodes.get(key="1.2.2/a").text == "须有有效资质"
    assert document_of(RuleSet.objects.get(pk=first.pk)) == small_standard()
    assert find_standard("TEST/T 1-2026") == second
    assert store_standard(small_standard()) == first


def test_draft_is_written_over_and_in_force_nowhere():
    store_standard(small_standard())
    first = store_draft(changed())

    second = store_draft(changed("试验规范（再修订）"))

    assert (first.is_new, second.is_new) == (True, True)
    assert (second.ruleset.pk, second.ruleset.version) == (first.ruleset.pk, 2)
    assert second.ruleset.published_at is None
    assert document_of(second.ruleset) == changed("试验规范（再修订）")
    assert find_standard("TEST/T 1-2026").title == "试验规范"


def test_draft_that_says_what_is_published_is_that_version():
    published = store_standard(small_standard())

    stored = store_draft(small_standard())

    assert (stored.ruleset, stored.is_new) == (published, False)
    assert RuleSet.objects.count() == 1


def test_version_that_is_loaded_beside_a_draft_comes_after_it():
    store_standard(small_standard())
    draft = store_draft(changed()).ruleset

    loaded = store_standard(changed("试验规范（再修订）"))

    draft.refresh_from_db()
    assert (draft.version, draft.is_published, loaded.version) == (2, False, 3)


def test_stored_standard_gives_its_document_back(django_assert_num_queries):
    ruleset = load_standard(REFERENCE)

    with django_assert_num_queries(2):
        document = document_of(ruleset)

    assert document == json.loads(REFERENCE.read_text(encoding="utf-8"))
    assert digest_of(document) == ruleset.digest


def test_standard_is_in_use_from_its_first_sheet():
    ruleset = store_standard(small_standard())
    unused = is_in_use(ruleset)

    open_sheet(ruleset, Column.SELF_CHECK)

    assert (unused, is_in_use(ruleset)) == (False, True)


def test_wrong_standard_stores_nothing_and_names_everything():
    document = small_standard()
    document["total"] = 31

    with pytest.raises(StandardRefused) as refusal:
        store_standard(document)

    assert refusal.value.problems == [
        "总分标明 31 分，各大项合计 30 分，请核对分值。",
        "总分标明 31 分，各评分项合计 30 分，请核对分值。",
    ]
    assert str(refusal.value) == "\n".join(refusal.value.problems)
    assert RuleSet.objects.count() == 0


def test_document_that_is_no_object_is_refused():
    with pytest.raises(
        StandardRefused, match=r"标准文件须是一个对象，含标准号、名称、总分和各行。"
    ):
        store_standard([])


@pytest.mark.parametrize("content", [None, b"{", b"\xff"])
def test_file_that_cannot_be_read_is_refused(tmp_path, content):
    path = tmp_path / "standard.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(StandardRefused, match=r"读不出标准文件 .*standard\.json：.*。"):
        load_standard(path)


@pytest.mark.parametrize("code", ["TEST/T 1-2026", "test-t-1-2026", "TEST／T１2026", "TESTT12026"])
def test_standard_is_found_however_its_code_is_punctuated(code):
    ruleset = store_standard(small_standard())

    assert find_standard(code) == ruleset


@pytest.mark.parametrize("code", ["TEST/T 2-2026", "", "TEST/T 1"])
def test_other_code_finds_nothing(code):
    store_standard(small_standard())

    assert find_standard(code) is None


def test_stored_sheet_is_summed_up_in_two_queries(django_assert_num_queries):
    sheet = open_sheet(store_standard(small_standard()), Column.SELF_CHECK)
    sheet.marks.filter(leaf__number="1.1").update(value=6)
    sheet.marks.filter(leaf__number="1.2.2").update(value=0)

    with django_assert_num_queries(2):
        totals = totals_of(sheet)

    assert totals.nodes == {"1": 6, "1.2": 0}
    assert [(s.number, s.points, str(s)) for s in totals.sections] == [
        ("1", 6, "已填 2/4"),
        ("2", 0, "已填 0/1"),
    ]
    assert totals.missing == ("1.2.1", "1.2.3", "2")
