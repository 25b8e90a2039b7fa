"""Part 六: the printed score sheet, three columns side by side (O1, O2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.choices import NodeKind, ValueColumn
from scoring.models import Node, RuleSet
from scoring.totals import Branch, sum_up

#: Leaf number to points; None for a blank.
Marks = Mapping[str, int | None]
Triple = tuple[int | None, int | None, int | None]
CHOSEN = "√"
VALUE_COLUMNS = (
    ValueColumn.SECTION,
    ValueColumn.GROUP,
    ValueColumn.SUBGROUP,
    ValueColumn.ITEM,
)
NUMBERED = (NodeKind.SECTION, NodeKind.GROUP, NodeKind.LEAF)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One printed row, verbatim; ``values`` has its points in the column of the source.

    ``cells`` are 自检, 初评, 评定 as printed: a leaf shows its mark, a group the sum of
    its leaves, a chosen level «√». ``keep`` binds a row to the first row under it.
    """

    number: str
    text: str
    kind: str
    values: tuple[str, ...]
    cells: tuple[str, ...]
    keep: bool


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """All rows in source order, and the totals of the three columns (None: not shown)."""

    rows: tuple[ScoreRow, ...]
    totals: Triple


def score_table(ruleset: RuleSet | int, columns: Sequence[Marks | None]) -> ScoreTable:
    """The sheet with three columns of marks; None hides a column. One query.

    A column without any mark is printed empty, and so is a group without any: blank
    is not zero. Sums run over the tree of leaves, never over a printed column.
    """
    nodes = list(Node.objects.filter(ruleset=ruleset).select_related("parent__leaf"))
    printed = [_column(nodes, marks) for marks in columns]
    rows = tuple(
        ScoreRow(
            number=node.number,
            text=node.text,
            kind=node.kind,
            values=_values(node),
            cells=tuple(cells.get(node.pk, "") for cells, _ in printed),
            keep=following is not None and following.parent_id == node.pk,
        )
        for node, following in zip(nodes, [*nodes[1:], None], strict=True)
    )
    return ScoreTable(rows=rows, totals=tuple(total for _, total in printed))


def _values(node: Node) -> tuple[str, ...]:
    return tuple(
        str(node.points) if node.column == column and node.points is not None else ""
        for column in VALUE_COLUMNS
    )


def _column(nodes: Sequence[Node], marks: Marks | None) -> tuple[dict[int, str], int | None]:
    """The printed cells of one column by node, and its total."""
    given = {number: mark for number, mark in (marks or {}).items() if mark is not None}
    if not given:
        return {}, None
    tree = [_branch(node) for node in nodes if node.kind in NUMBERED]
    sums = sum_up(tree, given)
    counts = sum_up(tree, dict.fromkeys(given, 1)).nodes
    points = {**{number: sums.nodes[number] for number, n in counts.items() if n}, **given}
    cells = {node.pk: _cell(node, points, sums.total) for node in nodes}
    return cells, sums.total


def _branch(node: Node) -> Branch:
    parent = node.parent.number if node.parent else None
    return Branch(node.number, parent, node.kind == NodeKind.LEAF, node.points)


def _cell(node: Node, points: Mapping[str, int], total: int) -> str:
    if node.kind == NodeKind.TOTAL:
        return str(total)
    if node.kind == NodeKind.LEVEL:
        return CHOSEN if _holds(node, points.get(node.parent.number)) else ""
    return str(points.get(node.number, "")) if node.kind in NUMBERED else ""


def _holds(level: Node, mark: int | None) -> bool:
    """Whether the printed level is the one that ``mark`` was given for."""
    bands = level.parent.leaf.params["levels"]
    lows = {(band["text"], band["high"]): band["low"] for band in bands if "high" in band}
    low = lows.get((level.text, level.points), level.points)
    return mark is not None and low <= mark <= level.points
