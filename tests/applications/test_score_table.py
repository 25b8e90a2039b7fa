import json

import pytest

from applications.documents.score_table import score_table
from tests.conftest import STANDARD
from tests.factories.scoring import small_standard


@pytest.fixture
def small(db):
    return small_standard()


def cells(table):
    return {row.number or row.text: row.cells[0] for row in table.rows}


def test_sheet_prints_all_rows_of_the_standard_in_source_order(standard):
    source = json.loads(STANDARD.read_text(encoding="utf-8"))["rows"]

    rows = score_table(standard, [None, None, None]).rows

    assert [(row.number, row.text) for row in rows] == [(r["number"], r["text"]) for r in source]
    columns = ("大项", "分项", "次分项", "小项")
    for row, printed in zip(source, rows, strict=True):
        points = "" if row["points"] is None else str(row["points"])
        assert printed.values == tuple(points if row["column"] == c else "" for c in columns)


def test_leaf_shows_its_mark_and_groups_their_sums(small):
    marks = {"1.1": 15, "1.2": 0, "2.1": 7, "2.2.1": 4, "2.2.2": 3}

    table = score_table(small, [marks, None, None])

    assert cells(table) == {
        "1": "15",
        "1.1": "15",
        "规模大": "",
        "规模较大": "√",
        "1.2": "0",
        "2": "14",
        "2.1": "7",
        "2.2": "7",
        "2.2.1": "4",
        "2.2.2": "3",
    }
    assert table.totals == (29, None, None)


def test_blank_leaf_and_group_without_marks_stay_empty(small):
    table = score_table(small, [{"1.1": None, "1.2": 10}, None, None])

    printed = cells(table)
    assert (printed["1"], printed["1.1"], printed["1.2"]) == ("10", "", "10")
    assert (printed["2"], printed["2.2"]) == ("", "")
    assert table.totals == (10, None, None)


def test_hidden_column_is_empty_beside_a_shown_one(small):
    table = score_table(small, [{"1.2": 10}, None, {"1.2": 0}])

    row = next(row for row in table.rows if row.number == "1.2")
    assert row.cells == ("10", "", "0")
    assert table.totals == (10, None, 0)


def test_row_keeps_with_the_first_row_under_it(small):
    table = score_table(small, [None, None, None])

    kept = [row.number for row in table.rows if row.keep]
    assert kept == ["1", "1.1", "2", "2.2"]


def test_total_row_prints_the_three_totals(standard):
    full = {leaf.number: leaf.points for leaf in standard.leaves.all()}

    last = score_table(standard, [full, None, full]).rows[-1]

    assert (last.number, last.text, last.cells) == ("总分", "1000 分", ("1000", "", "1000"))
