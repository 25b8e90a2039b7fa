"""A stored standard as a workbook says the same when it comes back."""

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from scoring.documents import template, workbook_of
from scoring.imports import read_standard
from scoring.rules import KINDS
from scoring.standards import digest_of
from tests.scoring.documents import small_standard

REFERENCE = Path(__file__).parents[2] / "fixtures/rulesets/DB14-T-2480-2022.json"

pytestmark = pytest.mark.django_db


def read(content, **given):
    return read_standard(BytesIO(content), given)


@pytest.mark.parametrize(
    "document", [small_standard(), json.loads(REFERENCE.read_text(encoding="utf-8"))]
)
def test_workbook_of_a_standard_reads_as_the_same(document):
    reading = read(workbook_of(document))

    assert reading.troubles == []
    assert reading.guesses == []
    assert reading.document == document
    assert digest_of(reading.document) == digest_of(document)


def test_example_of_the_template_has_every_rule_and_no_problem():
    book = openpyxl.load_workbook(BytesIO(template()))
    del book["评分表"]
    changed = BytesIO()
    book.save(changed)

    reading = read(changed.getvalue(), code="TEST 9-2026", title="示例", source="")

    assert reading.troubles == []
    assert reading.guesses == []
    rows = reading.document["rows"]
    assert {row["leaf"]["rule"] for row in rows if row.get("leaf")} == set(KINDS)
    assert reading.document["total"] == 100
