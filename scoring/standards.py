"""Standards as data: read a document, refuse a wrong one with every reason, store it.

A document is the JSON of ``fixtures/rulesets/``: code, title, total, source, and the rows
of the printed sheet in their order. A standard that something already uses stays as it is.
"""

import json
import re
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from portal import clock
from scoring.choices import NodeKind
from scoring.models import Leaf, Node, RuleSet
from scoring.standard_checks import Row, problems_of, rows_of

Document = dict[str, Any]


class StandardRefused(ValueError):
    """A document that cannot be stored; ``problems`` are Chinese sentences, each with its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class StandardInUse(StandardRefused):
    """A changed document for a standard that a batch or a sheet already uses."""


def load_standard(path: Path | str) -> RuleSet:
    """Store the standard in the file at ``path``; nothing happens when it is unchanged.

    Raises StandardRefused with all problems, StandardInUse when it may not change any more.
    """
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StandardRefused([f"读不出标准文件 {path}：{error}。"]) from error
    return store_standard(document)


def store_standard(document: Document) -> RuleSet:
    """As load_standard, for a document that is already read."""
    if not isinstance(document, dict):
        raise StandardRefused(["标准文件须是一个对象，含标准号、名称、总分和各行。"])
    digest = sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    same = RuleSet.objects.filter(code=str(document.get("code")), digest=digest).first()
    if same:
        return same
    if problems := problems_of(document):
        raise StandardRefused(problems)
    return _write(document, digest)


def find_standard(code: str) -> RuleSet | None:
    """Find a stored standard by its code, however it is punctuated: 「DB14-T-2480-2022」."""
    wanted = _bare(code)
    return next((found for found in RuleSet.objects.all() if _bare(found.code) == wanted), None)


def is_in_use(ruleset: RuleSet) -> bool:
    """Whether anything but its own rows points at ``ruleset``: a sheet, a batch."""
    links = RuleSet._meta.get_fields(include_hidden=True)
    return any(
        link.related_model._base_manager.filter(**{link.field.name: ruleset}).exists()
        for link in links
        if link.one_to_many and link.related_model not in (Node, Leaf)
    )


@transaction.atomic
def _write(document: Document, digest: str) -> RuleSet:
    code = document["code"]
    known = RuleSet.objects.select_for_update().filter(code=code).first()
    if known and is_in_use(known):
        raise StandardInUse(
            [f"标准 {code} 已有批次或评分表使用，不能再修改；请以新的标准号载入新版本。"]
        )
    fields = {name: document[name] for name in ("title", "total", "source", "strict_binary")}
    fields |= {"digest": digest, "loaded_at": clock.now(), "published_at": clock.now()}
    ruleset, _ = RuleSet.objects.update_or_create(code=code, defaults=fields)
    ruleset.nodes.all().delete()
    rows = rows_of(document)
    nodes = _write_nodes(ruleset, rows)
    Leaf.objects.bulk_create(_leaf(row, rows, nodes) for row in rows if row.leaf)
    return ruleset


def _write_nodes(ruleset: RuleSet, rows: list[Row]) -> dict[str, Node]:
    """Write the rows, then hang each under its parent; answers them by key."""
    fields = ("key", "number", "position", "text", "column", "points", "kind")
    nodes = {
        row.key: Node(ruleset=ruleset, **{name: getattr(row, name) for name in fields})
        for row in rows
    }
    Node.objects.bulk_create(nodes.values())
    for row in rows:
        nodes[row.key].parent = nodes[row.parent] if row.parent else None
    Node.objects.bulk_update(nodes.values(), ["parent"])
    return nodes


def _leaf(row: Row, rows: list[Row], nodes: dict[str, Node]) -> Leaf:
    node = nodes[row.key]
    return Leaf(
        ruleset=node.ruleset,
        node=node,
        section=_section(node),
        number=row.number,
        position=row.position,
        text=row.text + "".join(_tails(row, rows)),
        points=row.points,
        rule=row.leaf["rule"],
        params=row.leaf["params"],
        certainty=row.leaf["certainty"],
        crosscheck=",".join(row.leaf["crosscheck"]),
        evidence=row.leaf["evidence"],
        help=row.leaf["help"],
    )


def _section(node: Node) -> Node:
    while node.parent:
        node = node.parent
    return node


def _tails(row: Row, rows: list[Row]) -> list[str]:
    """Texts that a page break of the source has torn off ``row``."""
    torn = (r for r in rows if r.parent == row.key and r.kind == NodeKind.CONTINUATION)
    return [tail.text for tail in torn]


def _bare(code: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())
