"""The rows of a standard as a page lists them, and what tells two documents apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scoring.choices import NodeKind
from scoring.columns import CERTAINTIES, LABELS
from scoring.notation import words_of
from scoring.rules import KINDS, RuleProblem, build
from scoring.standards import Document

NEW, CHANGED, SAME, GONE = "新增", "修改", "不变", "删除"
CERTAINTY_NAMES = {letter: word for word, letter in CERTAINTIES.items()}
FACTS = ("number", "text", "points", "column")


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One printed row; of a leaf also how it is scored, in words.

    ``changes`` name field, old and new text.
    """

    action: str
    number: str
    text: str
    points: int | None
    depth: int
    kind: str
    rule: str = ""
    words: str = ""
    legal: str = ""
    certainty: str = ""
    evidence: str = ""
    help: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


def shown_rows(document: Document) -> list[ShownRow]:
    """Every row of a standard in its order."""
    return compare(None, document)


def compare(old: Document | None, new: Document) -> list[ShownRow]:
    """Every row of ``new`` in its order, then those of ``old`` that are gone."""
    known = {row["key"]: row for row in old["rows"]} if old else {}
    depths = _depths(new["rows"])
    rows = [_change(row, known.get(row["key"]), depths[row["key"]]) for row in new["rows"]]
    return [*rows, *_gone(known, {row["key"] for row in new["rows"]})]


def head_changes(old: Document | None, new: Document) -> list[tuple[str, str, str]]:
    """名称, 依据, 总分, 严格二值 that differ."""
    labels = {"title": "名称", "source": "依据", "total": "总分", "strict_binary": "严格二值"}
    if old is None:
        return []
    return [
        (label, _said(old[name]), _said(new[name]))
        for name, label in labels.items()
        if old[name] != new[name]
    ]


def _gone(known: dict[str, Any], kept: Iterable[str]) -> list[ShownRow]:
    lost = [row for key, row in known.items() if key not in kept]
    depths = _depths(known.values())
    return [_line(GONE, row, depths[row["key"]]) for row in lost]


def _change(row: dict[str, Any], before: dict[str, Any] | None, depth: int) -> ShownRow:
    if before is None:
        return _line(NEW, row, depth)
    was, now = _facts(before), _facts(row)
    changes = tuple((name, was[name], now[name]) for name in now if was[name] != now[name])
    return _line(CHANGED if changes else SAME, row, depth, changes)


def _line(
    action: str, row: dict[str, Any], depth: int, changes: tuple[tuple[str, str, str], ...] = ()
) -> ShownRow:
    printed = {name: row[name] for name in ("number", "text", "points")}
    kind = NodeKind(row["node"]).label
    leaf = _scored(row) if row.get("leaf") else {}
    return ShownRow(action, depth=depth, kind=kind, changes=changes, **printed, **leaf)


def _scored(row: dict[str, Any]) -> dict[str, str]:
    leaf = row["leaf"]
    said = {
        "rule": KINDS[leaf["rule"]].name,
        "certainty": CERTAINTY_NAMES.get(leaf["certainty"], ""),
        "evidence": leaf["evidence"],
        "help": leaf["help"],
    }
    try:
        rule = build(leaf["rule"], row["points"] or 0, leaf["params"], leaf["certainty"])
    except RuleProblem as problem:
        return said | {"words": str(problem)}
    return said | {"words": rule.explain(), "legal": rule.legal_words()}


def _facts(row: dict[str, Any]) -> dict[str, str]:
    """What the workbook says of a row, by label."""
    facts = {LABELS[name]: _said(row[name]) for name in FACTS}
    facts[LABELS["kind"]] = NodeKind(row["node"]).label
    leaf = row.get("leaf") or {}
    return facts | {
        LABELS["rule"]: KINDS[leaf["rule"]].name if leaf else "",
        LABELS["params"]: words_of(leaf["rule"], leaf["params"], row["points"] or 0)
        if leaf
        else "",
        LABELS["certainty"]: CERTAINTY_NAMES.get(leaf.get("certainty", ""), ""),
        LABELS["evidence"]: leaf.get("evidence", ""),
        LABELS["help"]: leaf.get("help", ""),
        LABELS["crosscheck"]: "、".join(leaf.get("crosscheck", ())),
    }


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _depths(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for row in rows:
        depths[row["key"]] = depths.get(row["parent"], 0) + 1 if row["parent"] else 1
    return depths
