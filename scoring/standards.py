"""Standards as data: read a document, refuse a wrong one with every reason, store it as a version.

A document is the JSON of ``fixtures/rulesets/``: code, title, total, source, and the rows of the
printed sheet in their order. A published version never changes; what has changed is the next one.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from portal import clock
from scoring.choices import NodeKind
from scoring.models import Leaf, Node, RuleSet
from scoring.standard_checks import LEAF, Row, problems_of, rows_of

Document = dict[str, Any]
HEAD = ("title", "total", "source", "strict_binary")


class StandardRefused(ValueError):
    """A document that cannot be stored; ``problems`` are Chinese sentences, each with its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Stored:
    """The version that holds a document; ``is_new`` unless it stood there before."""

    ruleset: RuleSet
    is_new: bool


def load_standard(path: Path | str) -> RuleSet:
    """Publish the standard in the file at ``path``; nothing happens when it is unchanged.

    Raises StandardRefused with all problems.
    """
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StandardRefused([f"读不出标准文件 {path}：{error}。"]) from error
    return store_standard(document)


def store_standard(document: Document) -> RuleSet:
    """Publish ``document``: the version that says the same, else the next one of its code."""
    return _store(document, is_draft=False).ruleset


def store_draft(document: Document) -> Stored:
    """Keep ``document`` as the draft of its code, over the one before.

    A published version that says the same is answered as it is.
    """
    return _store(document, is_draft=True)


def find_standard(code: str) -> RuleSet | None:
    """The latest published version of a standard, however its code is punctuated."""
    same = (row for row in RuleSet.objects.published() if bare(row.code) == bare(code))
    return max(same, key=lambda row: row.version, default=None)


def spelling(code: str) -> str:
    """``code`` as a stored standard spells it: 「DB14/T2480—2022」 is no other standard."""
    codes = RuleSet.objects.order_by("pk").values_list("code", flat=True)
    return next((known for known in codes if bare(known) == bare(code)), code)


def next_version(code: str) -> int:
    """The number of the version that comes after all those of ``code``."""
    return (RuleSet.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0) + 1


def is_in_use(ruleset: RuleSet) -> bool:
    """Whether anything but its own rows points at ``ruleset``: a sheet, a batch."""
    links = RuleSet._meta.get_fields(include_hidden=True)
    return any(
        link.related_model._base_manager.filter(**{link.field.name: ruleset}).exists()
        for link in links
        if link.one_to_many and link.related_model not in (Node, Leaf)
    )


def digest_of(document: Document) -> str:
    """What tells one content from another."""
    return sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def document_of(ruleset: RuleSet) -> Document:
    """The document that ``ruleset`` was stored from; two queries."""
    leaves = {leaf.node_id: leaf for leaf in ruleset.leaves.all()}
    nodes = list(ruleset.nodes.all())
    keys = {node.pk: node.key for node in nodes}
    return {
        "code": ruleset.code,
        **{name: getattr(ruleset, name) for name in HEAD},
        "rows": [_row_of(node, keys, leaves.get(node.pk)) for node in nodes],
    }


def _row_of(node: Node, keys: dict[int, str], leaf: Leaf | None) -> dict[str, Any]:
    names = ("key", "number", "position", "text", "column", "points")
    row = {name: getattr(node, name) for name in names}
    row |= {"parent": keys.get(node.parent_id), "node": node.kind}
    if leaf is None:
        return row
    rule = {name: getattr(leaf, name) for name in LEAF}
    return row | {"leaf": rule | {"crosscheck": [x for x in leaf.crosscheck.split(",") if x]}}


# --- writing ---------------------------------------------------------------------------------


def _store(document: Document, *, is_draft: bool) -> Stored:
    if not isinstance(document, dict):
        raise StandardRefused(["标准文件须是一个对象，含标准号、名称、总分和各行。"])
    digest = digest_of(document)
    same = RuleSet.objects.published().filter(code=str(document.get("code")), digest=digest)
    if known := same.first():
        return Stored(known, is_new=False)
    if problems := problems_of(document):
        raise StandardRefused(problems)
    return Stored(_write(document, digest, is_draft=is_draft), is_new=True)


@transaction.atomic
def _write(document: Document, digest: str, *, is_draft: bool) -> RuleSet:
    code = document["code"]
    versions = list(RuleSet.objects.select_for_update().filter(code=code))
    draft = next((row for row in versions if not row.is_published), None)
    ruleset = (draft if is_draft else None) or RuleSet(code=code, version=next_version(code))
    for name in HEAD:
        setattr(ruleset, name, document[name])
    ruleset.digest, ruleset.loaded_at = digest, clock.now()
    ruleset.published_at = None if is_draft else ruleset.loaded_at
    ruleset.save()
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


def bare(code: str) -> str:
    """A code without its punctuation: letters and digits, and Chinese for one that has a name."""
    return re.sub(r"[^0-9A-Z\u4e00-\u9fff]", "", unicodedata.normalize("NFKC", code).upper())
