"""The desk with the real standard: 124 leaves of every kind of rule, and what a page weighs."""

import gzip

import pytest

from applications.choices import Status
from scoring.outline import outline_of
from tests.applications.sheets import FIRST, SELF, address, page, stored
from tests.factories.scoring import fill
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

SECTIONS = ["1", "2", "3", "4", "5", "6"]
#: Kinds whose marks on offer need no further word.
SAY_THEMSELVES = ("AN", "DS")


@pytest.fixture
def ruleset(standard):
    return standard


@pytest.mark.parametrize("section", SECTIONS)
def test_every_leaf_has_its_text_its_rule_and_a_way_to_enter_it(log_in, application, section):
    text = log_in("head").get(page(application, section=section)).text

    items = outline_of(application.self_check.ruleset).part(section).items
    leaves = text.split("<form ")[1:]
    leaves = [leaf for leaf in leaves if "data-leaf=" in leaf]
    assert len(leaves) == len(items)
    for leaf, item in zip(leaves, items, strict=True):
        assert f'data-leaf="{item.number}"' in leaf
        assert item.text in leaf
        assert item.rule.explain() in leaf or item.rule.code in SAY_THEMSELVES
        assert f"常用佐证：{item.evidence}" in leaf
        assert "data-mark" in leaf
        assert all(line.text in leaf for line in item.lines)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_page_weighs_less_than_80_kb_even_when_it_is_full(log_in, application, section):
    reviewing = bring(application, to=Status.REVIEWING)
    fill(reviewing.first_review)
    reviewing.first_review.marks.update(reason="理由" * 20, remark="备注" * 20)

    content = log_in("city").get(page(reviewing, FIRST, section)).content

    assert len(gzip.compress(content)) <= 80 * 1024


SCRIPT = [
    ("3.2.1", {"value": 4}, 4),
    ("3.2.1", {"inputs": {"deductions": [5, 7]}}, 0),
    ("4.5.5", {"inputs": {"own": 3, "regional": 2}}, 8),
    ("4.5.5", {"inputs": {"own": "9", "regional": "9"}}, 9),
    ("4.7.5.4", {"inputs": {"bilingual": True, "languages": 3, "errors": 1}}, 2),
    ("4.7.5.4", {"inputs": {"bilingual": False}}, 0),
    ("5.1.2", {"inputs": {"defects": 2}}, 6),
    ("1.6", {"inputs": {"items": ["森林", "温泉"]}}, 10),
]


@pytest.mark.parametrize(("number", "body", "value"), SCRIPT)
def test_every_kind_of_input_gives_its_mark(log_in, application, number, body, value):
    response = log_in("head").post(
        address(application, number=number),
        {"version": 0, **body},
        content_type="application/json",
    )

    assert (response.status_code, response.json()["value"]) == (200, value)
    assert stored(application, SELF, number) == (value, 1)


FORMS = [
    ("3.2.1", {"value": "10"}, 10),
    ("4.5.5", {"in-own": "3", "in-regional": "2", "value": ""}, 8),
    (
        "4.7.5.4",
        {"in-bilingual": "1", "in-languages": "3", "in-errors": "0", "value": ""},
        3,
    ),
    (
        "4.7.5.4",
        {"in-bilingual": "0", "in-languages": "", "in-errors": "", "value": ""},
        0,
    ),
    ("4.7.5.4", {"in-languages": "", "in-errors": "", "value": ""}, None),
]


@pytest.mark.parametrize(("number", "fields", "value"), FORMS)
def test_every_kind_of_plain_form_gives_its_mark(log_in, application, number, fields, value):
    client = log_in("head")

    client.post(address(application, number=number), {"version": "0", **fields})

    assert stored(application, SELF, number) == (value, 1)


def test_a_mark_of_seven_is_refused_in_the_words_of_the_standard(log_in, application):
    response = log_in("head").post(
        address(application, number="1.3"),
        {"version": 0, "value": 7},
        content_type="application/json",
    )

    assert response.status_code == 422
    assert response.json() == {
        "message": "1.3 产品规模：只能计 0、10、15、20 分，请从所列档次中选择。"
    }
    assert stored(application, SELF, "1.3") == (None, 0)


@pytest.mark.parametrize("section", ["4", "6"])
def test_52_leaves_take_no_more_queries_than_three(
    log_in, application, section, django_assert_num_queries
):
    reviewing = bring(application, to=Status.REVIEWING)
    client = log_in("city")
    client.get(page(reviewing, FIRST, section))

    with django_assert_num_queries(16):
        client.get(page(reviewing, FIRST, section))
