"""A leaf that is counted with what another says: what a save of the other answers and shows."""

import pytest

from scoring.standards import store_standard
from tests.applications.sheets import SELF, address, page
from tests.factories.scoring import ROWS, SMALL

pytestmark = pytest.mark.django_db

CORE = {"rule": "ZC+AN", "params": {"resources": ["山岳", "温泉"]}}
KINDS = {
    "rule": "CT",
    "params": {
        **{"unit_points": 5, "cap": 10, "unit": "种", "kinds": ["山地", "温泉", "森林"]},
        **{"same": {"山岳": "山地"}, "core_from": "1.1"},
    },
}


@pytest.fixture
def ruleset(db):
    """1.1 names the core resource, 1.2 counts all kinds but that one."""
    part, core, _, level, counted, *rest = ROWS
    kinds = [
        {**level, "key": f"1.2/{kind}", "parent": "1.2", "text": kind, "points": 5, "node": "kind"}
        for kind in KINDS["params"]["kinds"]
    ]
    core = {**core, "leaf": {**core["leaf"], **CORE}}
    counted = {**counted, "leaf": {**counted["leaf"], **KINDS}}
    rows = [part, core, counted, *kinds, *rest]
    placed = [{**row, "position": place} for place, row in enumerate(rows, 1)]
    return store_standard({**SMALL, "code": "TEST 4-2026", "rows": placed})


@pytest.fixture
def send(log_in, application):
    client = log_in("head")

    def send(number, version, **inputs):
        body = {"inputs": inputs, "version": version}
        answer = client.post(address(application, SELF, number), body, "application/json")
        return answer.json()

    return send


def test_a_save_answers_the_leaves_that_it_counted_anew(send):
    send("1.2", 0, items=["山地", "温泉", "森林"])

    first = send("1.1", 0, resources=["温泉", "山岳"], core="山岳")
    again = send("1.1", 0, resources=["温泉", "山岳"], core="山岳")

    assert first["also"] == {"1.2": {"value": 10, "version": 2}}
    assert again == first
    assert first["totals"]["total"] == 30


def test_a_save_that_counts_nothing_anew_says_nothing_of_others(send):
    assert "also" not in send("1.1", 0, resources=["温泉"], core="温泉")
    assert "also" not in send("1.2", 0, items=["森林"])


def test_the_page_shows_the_core_kind_as_not_counted(client, send, application):
    send("1.1", 0, resources=["山岳"], core="山岳")

    text = client.get(page(application)).text

    assert 'value="山地" data-input="items" data-also="山岳" disabled data-core>' in text
    assert 'value="温泉" data-input="items">' in text
