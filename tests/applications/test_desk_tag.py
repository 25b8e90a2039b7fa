"""A leaf that is rendered once and filled in: nothing in it is taken for markup or for a slot."""

import pytest

from scoring.services import record_mark
from scoring.standards import store_standard
from tests.applications.sheets import SELF, page
from tests.factories.scoring import ROWS, SMALL

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script>{token}{0}{{reason}}&\"'"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;{token}{0}{{reason}}&amp;&quot;&#x27;"


@pytest.fixture
def ruleset(db):
    """A standard whose own words look like slots and like markup."""
    rows = [{**row, "position": place} for place, row in enumerate(ROWS, 1)]
    rows[1] = {**rows[1], "text": f"规模{NASTY}"}
    return store_standard({**SMALL, "code": "TEST 3-2026", "rows": rows})


def test_words_of_the_standard_and_of_people_are_shown_as_they_are(log_in, cast, application):
    record_mark(
        sheet=application.self_check,
        number="1.1",
        value=15,
        version=0,
        actor=cast["clerk"],
        reason="理由{value}<b>",
        remark="备注{problem}",
    )

    text = log_in("head").get(page(application, SELF)).text

    assert f'<span class="leaf-number">1.1</span> 规模{SHOWN} ' in text
    assert "理由{value}&lt;b&gt;</textarea>" in text
    assert "备注{problem}</textarea>" in text
    assert "<script>alert" not in text


def test_two_readers_of_one_leaf_each_get_their_own_words(client, cast, application):
    """What is kept of a leaf holds neither a mark, nor a name, nor anybody's token."""
    record_mark(
        sheet=application.self_check, number="1.1", value=15, version=0, actor=cast["clerk"]
    )
    pages = []
    for who in ("head", "clerk"):
        client.force_login(cast[who])
        pages.append(client.get(page(application, SELF)))
    tokens = [str(answer.context["csrf_token"]) for answer in pages]

    assert tokens[0] != tokens[1]
    for answer, own, other in zip(pages, tokens, reversed(tokens), strict=True):
        assert own in answer.text
        assert other not in answer.text
        assert "<output data-value>15</output>" in answer.text
        assert "温小禾" in answer.text


def test_lists_are_shown_as_they_were_entered(log_in, cast, application):
    sheet, clerk = application.self_check, cast["clerk"]
    names, defects = (
        [NASTY, "\ue000token\ue001"],
        [{"place": NASTY, "remark": "{remark}"}, {"place": "乙"}],
    )
    for number, inputs in (("2.2.1", {"items": names}), ("2.2.2", {"defects": defects})):
        record_mark(sheet=sheet, number=number, inputs=inputs, version=0, actor=clerk)

    text = log_in("head").get(page(application, SELF, "2")).text

    assert f">{SHOWN}\n\ue000token\ue001</textarea>" in text
    assert text.count(f'name="in-place" value="{SHOWN}"') == 1
    assert text.count('name="in-place" value="') == 3
    assert 'name="in-remark" value="{remark}"' in text
    assert "<script>alert" not in text


def test_the_filters_find_what_wants_attention(log_in, cast, application):
    record_mark(
        sheet=application.self_check, number="1.2", value=4, reason="部分", version=0, actor=cast["clerk"]
    )  # fmt: skip

    text = log_in("head").get(page(application, SELF)).text

    assert 'data-leaf="1.1" data-filled="0" data-flags="evidence"' in text
    assert 'data-leaf="1.2" data-filled="1" data-flags="reason evidence"' in text
