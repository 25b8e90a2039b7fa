"""DB14/T 2480-2022 as loaded: the facts of the sheet printed in 晋文旅发〔2023〕27号."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from scoring.rules import build
from scoring.standard_checks import problems_of

PATH = Path(__file__).parents[2] / "fixtures/rulesets/DB14-T-2480-2022.json"
COLUMNS = ("大项", "分项", "次分项", "小项")

#: SHA-256 of number, text and the four value cells of the 247 rows, taken from the notice.
PRINTED = "f110c5d71b45cd0f5328049d097c149a8c5227db21e495c3edd0d8b347e2972d"


@pytest.fixture(scope="module")
def document():
    return json.loads(PATH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rows(document):
    return document["rows"]


@pytest.fixture(scope="module")
def leaves(rows):
    return {row["number"]: row for row in rows if row["node"] == "leaf"}


@pytest.fixture(scope="module")
def rules(leaves):
    return {
        number: build(
            row["leaf"]["rule"], row["points"], row["leaf"]["params"], row["leaf"]["certainty"]
        )
        for number, row in leaves.items()
    }


def test_document_names_the_standard_and_its_source(document):
    assert {name: value for name, value in document.items() if name != "rows"} == {
        "code": "DB14/T 2480-2022",
        "title": "文旅康养示范区评定规范",
        "total": 1000,
        "source": "晋文旅发〔2023〕27号",
        "strict_binary": False,
    }


def test_document_has_no_problems(document):
    assert problems_of(document) == []


def test_rows_are_printed_verbatim(rows):
    lines = [
        "\t".join(
            [
                row["number"],
                row["text"],
                *(str(row["points"]) if row["column"] == column else "" for column in COLUMNS),
            ]
        )
        for row in rows
    ]

    assert sha256("\n".join(lines).encode()).hexdigest() == PRINTED


def test_rows_are_170_numbered_76_unnumbered_and_the_total(rows):
    numbered = [row for row in rows if row["number"] and row["node"] != "total"]
    unnumbered = [row for row in rows if not row["number"]]

    assert (len(rows), len(numbered), len(unnumbered)) == (247, 170, 76)
    assert [row["position"] for row in rows] == list(range(1, 248))


def test_total_row_prints_its_value_as_text(rows):
    assert rows[-1] == {
        "key": "TOTAL",
        "number": "总分",
        "parent": None,
        "position": 247,
        "text": "1000 分",
        "column": "评定项目",
        "points": None,
        "node": "total",
    }


def test_numbered_rows_are_6_sections_40_groups_and_124_leaves(rows):
    kinds = Counter(row["node"] for row in rows)

    assert kinds == {
        "section": 6,
        "group": 40,
        "leaf": 124,
        "level": 64,
        "kind": 7,
        "condition": 2,
        "rule_text": 2,
        "continuation": 1,
        "total": 1,
    }


def test_leaves_sum_to_1000(leaves):
    assert sum(row["points"] for row in leaves.values()) == 1000


def test_47_groups_with_the_total_agree_with_what_stands_below(rows):
    tree = [row for row in rows if row["node"] in ("section", "group", "leaf")]
    below = Counter()
    for row in tree:
        below[row["parent"]] += row["points"]

    printed = {row["key"]: row["points"] for row in tree if row["node"] != "leaf"}
    assert below == printed | {None: 1000}
    assert len(below) == 47


def test_leaves_and_points_by_section(leaves):
    count, points = Counter(), Counter()
    for number, row in leaves.items():
        count[number[0]] += 1
        points[number[0]] += row["points"]

    assert count == {"1": 6, "2": 23, "3": 14, "4": 52, "5": 26, "6": 3}
    assert points == {"1": 130, "2": 155, "3": 149, "4": 308, "5": 198, "6": 60}


def test_leaves_and_points_by_rule(leaves):
    count, points = Counter(), Counter()
    for row in leaves.values():
        count[row["leaf"]["rule"]] += 1
        points[row["leaf"]["rule"]] += row["points"]

    assert {rule: (count[rule], points[rule]) for rule in count} == {
        "LV": (27, 378),
        "AN": (43, 250),
        "DS": (37, 197),
        "CT": (6, 76),
        "DD": (6, 36),
        "ZC+AN": (2, 40),
        "SV": (1, 10),
        "MX": (1, 9),
        "MX+ZC": (1, 4),
    }


def test_leaves_by_certainty(leaves):
    certainty = Counter(row["leaf"]["certainty"] for row in leaves.values())

    assert certainty == {"E": 43, "I": 61, "A": 20}


def test_column_sums_are_no_totals(rows):
    """Level rows repeat values and depths mix columns."""
    sums = Counter()
    for row in rows:
        sums[row["column"]] += row["points"] or 0

    assert {column: sums[column] for column in COLUMNS} == {
        "大项": 1000,
        "分项": 1000,
        "次分项": 1301,
        "小项": 404,
    }


def test_number_that_the_sheet_skips_is_not_filled_in(rows):
    numbers = [row["number"] for row in rows]

    assert "4.1.3" not in numbers
    assert numbers.index("4.1.4") - numbers.index("4.1.2") == 3


def test_row_torn_by_a_page_break_keeps_both_texts(rows):
    torn = [(row["text"], row["points"]) for row in rows if row["key"].startswith("4.6.1")]

    assert torn == [
        ("提供室内儿童娱乐场、棋牌、健身房等活动场所，每增加", 10),
        ("一项加 2 分，本项最多得 10 分", None),
    ]


@pytest.mark.parametrize(
    ("marks", "numbers"),
    [
        ((0, 10, 15, 20), "1.3 1.4 1.5 3.1 4.3.1"),
        ((0, 5, 10), "2.2.1 2.2.2 2.5 4.1.1 4.1.2 4.3.2 6.3"),
        ((0, 10, 15), "2.7"),
        ((0, 1, 3), "3.2.2.2"),
        ((0, 15, 20), "3.3 3.4 3.5"),
        ((0, 5, 10, 15), "3.6.1 3.6.2"),
        ((0, 3, 5), "4.1.4"),
        ((0, 5, 9), "4.2.3"),
        ((0, 5, 15, 20), "5.5.1"),
        ((0, 2, 6), "5.6.1 5.6.2"),
        ((0, 2, 4), "5.6.3"),
        ((0, 10, 15, 25), "6.1 6.2"),
    ],
)
def test_levels_are_those_printed(rules, marks, numbers):
    found = [n for n, rule in rules.items() if rule.code == "LV" and rule.legal_marks == marks]

    assert found == numbers.split()


@pytest.mark.parametrize(
    ("number", "marks"),
    [
        ("1.1", (0, 20)),
        ("1.2", (0, 20)),
        ("1.6", (0, 5, 10, 15, 20, 25, 30)),
        ("3.2.1", (0, 1, 2, 3, 4, 5, 10)),
        ("3.2.2.3.1", (0, 1, 2, 3, 4)),
        ("3.2.2.3.2", (0, 1, 2, 3, 4)),
        ("4.1.6", (0, 2, 4, 6)),
        ("4.3.3", (0, 10)),
        ("4.5.5", tuple(range(10))),
        ("4.6.1", (0, 2, 4, 6, 8, 10)),
        ("4.6.4", (0, 2, 4, 6, 8, 10)),
        ("4.7.4.1", tuple(range(9))),
        ("4.7.5.1.1", (0, 1, 2, 3, 4, 5)),
        ("4.7.5.2", (0, 1, 2, 3, 4, 5)),
        ("4.7.5.4", (0, 1, 2, 3, 4)),
        ("5.1.2", (0, 2, 4, 6, 8, 10)),
    ],
)
def test_other_rules_give_the_marks_of_the_sheet(rules, number, marks):
    assert rules[number].expected_marks == marks


@pytest.mark.parametrize(
    ("number", "inputs", "mark"),
    [
        ("1.1", {"resources": ["温泉", "森林"], "core": "温泉"}, 20),
        ("1.2", {"clear_theme": True, "core_product": False}, 0),
        ("1.6", {"items": ["山地", "森林", "乡村"], "core": "山岳"}, 10),
        ("3.2.1", {"deductions": [5, 7]}, 0),
        ("4.1.6", {"items": ["电瓶车", "自行车"]}, 4),
        ("4.5.5", {"own": 3, "regional": 2}, 8),
        ("4.7.5.1.1", {"defects": 2}, 3),
        ("4.7.5.4", {"bilingual": True, "languages": 3, "errors": 1}, 2),
        ("5.1.2", {"defects": 2}, 6),
        ("5.5.1", {"level": 2}, 15),
    ],
)
def test_inputs_give_the_mark_of_the_sheet(rules, number, inputs, mark):
    assert rules[number].mark_from(inputs) == mark


def test_marks_that_the_sheet_does_not_state_take_a_reason(rules):
    soft = [n for n, rule in rules.items() if rule.legal_marks != rule.expected_marks]

    assert len(soft) == 43
    assert "1.2" in soft
    assert {rules[number].code for number in soft} == {"AN", "ZC+AN"}
    assert {rules[number].certainty for number in soft} == {"I", "A"}


def test_crosschecks_are_named_where_data_can_be_compared(leaves):
    named = {number: row["leaf"]["crosscheck"] for number, row in leaves.items()}

    assert {number: ids for number, ids in named.items() if ids} == {
        "1.1": ["X10"],
        "1.2": ["X10"],
        "1.3": ["X1", "X10"],
        "1.4": ["X10"],
        "1.5": ["X10"],
        "1.6": ["X10"],
        "3.1": ["X11"],
        "3.3": ["X11"],
        "3.4": ["X7"],
        "3.5": ["X11"],
        "3.6.2": ["X6"],
        "4.1.6": ["X12"],
        "4.2.2.5": ["X13"],
        "4.3.1": ["X5"],
        "4.3.3": ["X4"],
        "4.5.5": ["X12"],
        "4.6.1": ["X12"],
        "4.6.2": ["X12"],
        "4.6.3": ["X12"],
        "4.6.4": ["X12"],
        "5.1.3": ["X9"],
        "5.2.2": ["X9"],
        "5.5.1": ["X8"],
        "6.1": ["X2"],
        "6.2": ["X3", "X9"],
    }


def test_every_leaf_names_its_usual_evidence(leaves):
    assert [number for number, row in leaves.items() if not row["leaf"]["evidence"]] == []


def test_help_is_whole_sentences(leaves):
    helped = [row["leaf"]["help"] for row in leaves.values() if row["leaf"]["help"]]

    assert [text for text in helped if not text.endswith("。")] == []
