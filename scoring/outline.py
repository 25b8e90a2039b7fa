"""A stored standard as the desk reads it: 大项, headings and leaves, each leaf with its rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from scoring.choices import NodeKind
from scoring.models import Leaf, Node, RuleSet
from scoring.rules import Rule, build
from scoring.totals import NUMBERED, Branch

#: Printed rows below a leaf that say how it is scored.
PRINTED = (NodeKind.LEVEL, NodeKind.KIND, NodeKind.CONDITION, NodeKind.RULE_TEXT)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row below a leaf; ``points`` as printed there, None where there are none."""

    text: str
    points: int | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A group between a 大项 and its leaves; ``depth`` is 1 right below the 大项."""

    number: str
    text: str
    points: int
    depth: int


@dataclass(frozen=True, slots=True)
class Item:
    """A leaf with all that the standard says about it; ``part`` is the number of its 大项.

    ``checks`` names the cross-checks that compare it with declared figures.
    """

    number: str
    text: str
    points: int
    part: str
    rule: Rule
    lines: tuple[Line, ...]
    evidence: str
    help: str
    checks: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"


@dataclass(frozen=True, slots=True)
class Part:
    """One 大项 with its headings and leaves in source order."""

    number: str
    text: str
    points: int
    rows: tuple[Heading | Item, ...]

    @property
    def items(self) -> list[Item]:
        return [row for row in self.rows if isinstance(row, Item)]


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole standard: its 大项, its leaves by number, and the tree that totals go up.

    ``dependents`` names for a leaf those that are counted with what it says.
    """

    parts: tuple[Part, ...]
    items: Mapping[str, Item]
    tree: tuple[Branch, ...]
    dependents: Mapping[str, tuple[str, ...]]

    def part(self, number: str) -> Part | None:
        return next((part for part in self.parts if part.number == number), None)


def outline_of(ruleset: RuleSet) -> Outline:
    """Read ``ruleset``: two queries the first time, none again while its contents stay."""
    return _read(ruleset.pk, ruleset.digest, ruleset.strict_binary)


@lru_cache(maxsize=8)
def _read(pk: int, digest: str, strict_binary: bool) -> Outline:
    """The digest names the contents; a standard that is loaded anew has another one."""
    nodes = list(Node.objects.filter(ruleset=pk))
    leaves = Leaf.objects.filter(ruleset=pk).select_related("section")
    items = {leaf.node_id: _item(leaf, nodes, strict_binary) for leaf in leaves}
    return Outline(
        parts=tuple(_parts(nodes, items)),
        items={item.number: item for item in items.values()},
        tree=tuple(_tree(nodes)),
        dependents=_dependents(items.values()),
    )


def _dependents(items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in items:
        for lender in item.rule.borrows.values():
            found[lender] = (*found.get(lender, ()), item.number)
    return found


def _item(leaf: Leaf, nodes: Iterable[Node], strict_binary: bool) -> Item:
    printed = (n for n in nodes if n.parent_id == leaf.node_id and n.kind in PRINTED)
    return Item(
        number=leaf.number,
        text=leaf.text,
        points=leaf.points,
        part=leaf.section.number,
        rule=build(
            leaf.rule, leaf.points, leaf.params, leaf.certainty, strict_binary=strict_binary
        ),
        lines=tuple(Line(node.text, node.points) for node in printed),
        evidence=leaf.evidence,
        help=leaf.help,
        checks=tuple(leaf.crosscheck.split(",")) if leaf.crosscheck else (),
    )


def _parts(nodes: Iterable[Node], items: Mapping[int, Item]) -> Iterable[Part]:
    """A row of the top is a 大项; it holds what stands under it, and itself if it is a leaf."""
    tops: dict[int, Node] = {}
    rows: dict[int, list[Heading | Item]] = {}
    depths: dict[int | None, tuple[int, int]] = {}
    for node in nodes:
        if node.kind not in NUMBERED:
            continue
        top, depth = depths.get(node.parent_id, (node.pk, 0))
        depths[node.pk] = top, depth + 1
        tops.setdefault(top, node)
        if node.pk in items:
            rows.setdefault(top, []).append(items[node.pk])
        elif depth:
            heading = Heading(node.number, node.text, node.points, depth)
            rows.setdefault(top, []).append(heading)
    return (Part(n.number, n.text, n.points, tuple(rows[pk])) for pk, n in tops.items())


def _tree(nodes: Iterable[Node]) -> Iterable[Branch]:
    numbers = {node.pk: node.number for node in nodes}
    return (
        Branch(node.number, numbers.get(node.parent_id), node.kind == NodeKind.LEAF, node.points)
        for node in nodes
        if node.kind in NUMBERED
    )
