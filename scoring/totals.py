"""Sums over the tree of leaves; a total is never the sum of a printed column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import NamedTuple

from scoring.choices import NodeKind
from scoring.models import Node, RuleSet, ScoreSheet

Marks = Mapping[str, int | None]
NUMBERED = (NodeKind.SECTION, NodeKind.GROUP, NodeKind.LEAF)


class Branch(NamedTuple):
    """One numbered row; ``parent`` is the number above it, None for a 大项."""

    number: str
    parent: str | None
    is_leaf: bool
    points: int


@dataclass(frozen=True, slots=True)
class Subtotal:
    """What one 大项, or the whole sheet, holds so far: ``marked`` of ``leaves`` have a mark."""

    number: str
    points: int
    maximum: int
    marked: int
    leaves: int

    def __str__(self) -> str:
        return f"已填 {self.marked}/{self.leaves}"


@dataclass(frozen=True, slots=True)
class Totals:
    """Every sum of one sheet, in the order of its tree.

    ``nodes`` holds the points of each 大项 and group by number, ``missing`` the numbers
    of the leaves without a mark.
    """

    whole: Subtotal
    sections: tuple[Subtotal, ...]
    nodes: dict[str, int]
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.whole.points

    @property
    def is_complete(self) -> bool:
        return not self.missing


def sum_up(tree: Iterable[Branch], marks: Marks) -> Totals:
    """Add the marks up the tree, in which a row stands before those below it.

    A blank adds nothing and is missing. Raises KeyError for a mark that belongs to no
    leaf: no point is lost unseen.
    """
    rows = list(tree)
    leaves = [row.number for row in rows if row.is_leaf]
    if strange := set(marks).difference(leaves):
        raise KeyError(f"no such leaf: {', '.join(sorted(strange))}")
    sums = _climb(rows, marks)
    return Totals(
        whole=Subtotal("", *sums[None]),
        sections=tuple(Subtotal(row.number, *sums[row.number]) for row in rows if not row.parent),
        nodes={row.number: sums[row.number][0] for row in rows if not row.is_leaf},
        missing=tuple(number for number in leaves if marks.get(number) is None),
    )


def tree_of(ruleset: RuleSet | int) -> list[Branch]:
    """Read the numbered rows of a stored standard in source order; one query."""
    rows = Node.objects.filter(ruleset=ruleset, kind__in=NUMBERED)
    named = rows.values_list("number", "parent__number", "kind", "points")
    return [
        Branch(number, parent, kind == NodeKind.LEAF, points)
        for number, parent, kind, points in named
    ]


def totals_of(sheet: ScoreSheet) -> Totals:
    """Sum up a stored sheet; two queries."""
    marks = dict(sheet.marks.values_list("leaf__number", "value"))
    return sum_up(tree_of(sheet.ruleset_id), marks)


def _climb(rows: Sequence[Branch], marks: Marks) -> dict[str | None, list[int]]:
    """Points, maximum, marked leaves and leaves of each row and below; None is the whole sheet."""
    sums: dict[str | None, list[int]] = {row.number: [0, 0, 0, 0] for row in rows}
    sums[None] = [0, 0, 0, 0]
    for row in reversed(rows):
        if row.is_leaf:
            value = marks.get(row.number)
            sums[row.number] = [value or 0, row.points, int(value is not None), 1]
        sums[row.parent] = [*map(add, sums[row.parent], sums[row.number])]
    return sums
