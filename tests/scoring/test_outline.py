import pytest

from scoring.choices import NodeKind
from scoring.models import Leaf, Node
from scoring.outline import Heading, Item, Line, outline_of
from scoring.standards import store_standard
from scoring.totals import tree_of
from tests.factories.scoring import ROWS, SMALL, small_standard

pytestmark = pytest.mark.django_db


def test_rows_stand_under_their_section_in_source_order():
    outline = outline_of(small_standard())

    rows = {part.number: [row.number for row in part.rows] for part in outline.parts}
    assert rows == {"1": ["1.1", "1.2"], "2": ["2.1", "2.2", "2.2.1", "2.2.2"]}
    assert [part.text for part in outline.parts] == ["康养产品", "康养服务"]
    assert outline.part("2").rows[1] == Heading("2.2", "其他服务", 10, depth=1)
    assert outline.part("7") is None


def test_a_leaf_knows_its_rule_its_printed_rows_and_its_section():
    item = outline_of(small_standard()).items["1.1"]

    assert (item.text, item.points, item.part) == ("产品规模", 20, "1")
    assert item.rule.legal_marks == (0, 15, 20)
    assert item.lines == (Line("规模大", 20), Line("规模较大", 15))
    assert (item.evidence, item.help) == ("现场照片", "据实计分。")


def test_a_section_that_is_itself_a_leaf_holds_itself():
    rows = [
        {**ROWS[0], "points": 20, "position": 1},
        {**ROWS[1], "position": 2},
        {**ROWS[2], "position": 3},
        {**ROWS[3], "position": 4},
        {**ROWS[6], "key": "2", "number": "2", "parent": None, "position": 5},
    ]
    ruleset = store_standard({**SMALL, "code": "TEST 2-2026", "total": 30, "rows": rows})

    outline = outline_of(ruleset)

    part = outline.part("2")
    assert [type(row) for row in part.rows] == [Item]
    assert (part.rows[0].number, part.rows[0].part) == ("2", "2")


def test_the_tree_is_the_one_that_totals_are_summed_over():
    ruleset = small_standard()

    assert list(outline_of(ruleset).tree) == tree_of(ruleset)


def test_a_standard_is_read_once_while_its_contents_stay(django_assert_num_queries):
    ruleset = small_standard()
    first = outline_of(ruleset)

    with django_assert_num_queries(0):
        assert outline_of(ruleset) is first


def test_a_standard_that_is_loaded_anew_is_read_anew():
    before = outline_of(small_standard())
    rows = [{**row, "position": place} for place, row in enumerate(ROWS, 1)]
    rows[0]["text"] = "康养产品与业态"

    after = outline_of(store_standard({**SMALL, "rows": rows}))

    assert (before.parts[0].text, after.parts[0].text) == ("康养产品", "康养产品与业态")


def test_the_whole_standard_has_its_247_rows_accounted_for(standard):
    outline = outline_of(standard)

    assert [(len(part.items), part.points) for part in outline.parts] == [
        (6, 130),
        (23, 155),
        (14, 149),
        (52, 308),
        (26, 198),
        (3, 60),
    ]
    headings = [row for part in outline.parts for row in part.rows if isinstance(row, Heading)]
    lines = sum(len(item.lines) for item in outline.items.values())
    kinds = Node.objects.filter(ruleset=standard)
    assert len(outline.items) == Leaf.objects.filter(ruleset=standard).count() == 124
    assert len(headings) == kinds.filter(kind=NodeKind.GROUP).count() == 40
    rest = kinds.filter(kind__in=(NodeKind.CONTINUATION, NodeKind.TOTAL)).count()
    assert lines == 247 - 124 - 40 - 6 - rest
