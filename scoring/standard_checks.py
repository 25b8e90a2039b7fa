"""What is wrong with a standard document: every problem at once, each naming its row."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scoring.choices import NodeKind, ValueColumn
from scoring.rules import Rule, RuleProblem, build
from scoring.rules.counted import Counted
from scoring.rules.levels import Levels
from scoring.rules.ranged import Checklist, Ranged

TREE = (NodeKind.SECTION, NodeKind.GROUP, NodeKind.LEAF)
GROUPS = (NodeKind.SECTION, NodeKind.GROUP)

#: Under what a row of each kind may stand; None is the top.
PARENTS: dict[str, tuple[str | None, ...]] = {
    NodeKind.SECTION: (None,),
    NodeKind.GROUP: GROUPS,
    NodeKind.LEAF: (None, *GROUPS),
    NodeKind.LEVEL: (NodeKind.LEAF,),
    NodeKind.KIND: (NodeKind.LEAF,),
    NodeKind.CONDITION: (NodeKind.LEAF,),
    NodeKind.RULE_TEXT: (NodeKind.LEAF, *GROUPS),
    NodeKind.CONTINUATION: (NodeKind.LEAF,),
    NodeKind.TOTAL: (None,),
}

HEAD = {"code": str, "title": str, "total": int, "source": str, "strict_binary": bool, "rows": list}
ROW = {"key": str, "number": str, "position": int, "text": str, "column": str, "node": str}
LEAF = {
    "rule": str,
    "params": dict,
    "certainty": str,
    "crosscheck": list,
    "evidence": str,
    "help": str,
}

#: How long the texts may be, in characters, and how many points a row may hold.
LENGTHS = {"code": 50, "title": 100, "source": 100}
LEAF_LENGTHS = {"evidence": (200, "常用佐证"), "crosscheck": (20, "数据核对")}
KEY_LENGTH, NUMBER_LENGTH = 20, 15
MOST_POINTS, MOST_LEAF_POINTS = 10_000, 1000
#: A number is part of addresses.
NUMBER = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+([.\-][0-9A-Za-z\u4e00-\u9fff]+)*")


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: the row and the field to look at, "" where it is no single one."""

    message: str
    key: str = ""
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a document whose fields have the right types."""

    key: str
    number: str
    parent: str | None
    position: int
    text: str
    column: str
    points: int | None
    kind: str
    leaf: dict[str, Any] | None

    @property
    def place(self) -> str:
        return f"“{self.key} {self.text}”"


def rows_of(document: dict[str, Any]) -> list[Row]:
    """Read the rows of a document that has no problems of shape."""
    return [
        Row(
            key=row["key"],
            number=row["number"],
            parent=row["parent"],
            position=row["position"],
            text=row["text"],
            column=row["column"],
            points=row["points"],
            kind=row["node"],
            leaf=row.get("leaf"),
        )
        for row in document["rows"]
    ]


def problems_of(document: dict[str, Any]) -> list[str]:
    """Everything that is wrong, one sentence each."""
    return [str(finding) for finding in findings_of(document)]


def findings_of(document: dict[str, Any]) -> list[Finding]:
    """Everything that is wrong, with its place.

    Rows are compared with each other only when every field has its type.
    """
    if shape := list(_head_problems(document)):
        return [Finding(problem) for problem in shape]
    if shape := [p for i, row in enumerate(document["rows"], 1) for p in _row_problems(i, row)]:
        return [Finding(problem) for problem in shape]
    sheet = _Sheet(document["total"], rows_of(document))
    return [
        *sheet.duplicates(),
        *sheet.misplaced(),
        *sheet.wrong_values(),
        *sheet.too_much(),
        *sheet.wrong_sums(),
        *sheet.wrong_rules(document["strict_binary"]),
    ]


def _head_problems(document: dict[str, Any]) -> Iterator[str]:
    for name, kind in HEAD.items():
        if not _is(document.get(name), kind):
            yield f"标准文件的“{name}”缺失或类型不对，请补正。"
        elif kind is not bool and name != "source" and not document[name]:
            yield f"标准文件的“{name}”不能为空，请补正。"
        elif len(str(document[name])) > LENGTHS.get(name, 10**9):
            yield f"标准文件的“{name}”超过 {LENGTHS[name]} 字，请精简。"
        elif name == "total" and document[name] > MOST_POINTS:
            yield f"总分超过 {MOST_POINTS} 分，请核对。"


def _row_problems(position: int, row: Any) -> Iterator[str]:
    if not isinstance(row, dict):
        yield f"第 {position} 行不是一个对象，请补正。"
        return
    place = f"第 {position} 行（{row.get('key')}）"
    yield from _type_problems(place, row, ROW)
    for name, kind in (("parent", str), ("points", int)):
        if name not in row or not (row[name] is None or _is(row[name], kind)):
            yield f"{place}的“{name}”缺失或类型不对，请补正。"
    if isinstance(row.get("leaf"), dict):
        yield from _type_problems(place, row["leaf"], LEAF)
        if not all(isinstance(name, str) for name in row["leaf"].get("crosscheck") or ()):
            yield f"{place}的“crosscheck”只能列出核对项的编号，请补正。"
    elif row.get("leaf") is not None:
        yield f"{place}的“leaf”类型不对，请补正。"


def _type_problems(place: str, values: dict[str, Any], kinds: dict[str, type]) -> Iterator[str]:
    for name, kind in kinds.items():
        if not _is(values.get(name), kind):
            yield f"{place}的“{name}”缺失或类型不对，请补正。"


def _is(value: object, kind: type) -> bool:
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


class _Sheet:
    """The rows of one document, compared with each other."""

    def __init__(self, total: int, rows: list[Row]) -> None:
        self.total = total
        self.rows = rows
        self.by_key = {row.key: row for row in rows}
        self.under: dict[str | None, list[Row]] = {}
        for row in rows:
            self.under.setdefault(row.parent, []).append(row)

    def duplicates(self) -> Iterator[Finding]:
        for label, field, values in (
            ("键", "key", [(row.key, row.key) for row in self.rows]),
            ("序号", "number", [(row.number, row.key) for row in self.rows if row.number]),
        ):
            last = dict(values)
            for value, count in Counter(value for value, _ in values).items():
                if count > 1:
                    sentence = f"{label}“{value}”出现了 {count} 次，请改为各不相同。"
                    yield Finding(sentence, last[value], field)
        if Counter(row.kind for row in self.rows)[NodeKind.TOTAL] > 1:
            yield Finding("总分行出现了不止一次，请只保留一行。")

    def misplaced(self) -> Iterator[Finding]:
        seen: set[str] = set()
        for place, row in enumerate(self.rows, 1):
            if sentence := self._misplacement(row, place, seen):
                yield Finding(f"{row.place}{sentence}", row.key, "number")
            seen.add(row.key)

    def _misplacement(self, row: Row, place: int, seen: set[str]) -> str:
        if row.position != place:
            return f"的顺序号是 {row.position}，实际是第 {place} 行，请核对。"
        if row.kind not in PARENTS:
            return f"的行类别“{row.kind}”不存在，请从{'、'.join(PARENTS)}中选择。"
        if row.parent is not None and row.parent not in seen:
            return f"的上级“{row.parent}”不在它之前，请核对上级。"
        if (above := self._kind_above(row)) not in PARENTS[row.kind]:
            return f"不能放在{self._label(above)}，请核对上级。"
        return ""

    def wrong_values(self) -> Iterator[Finding]:
        for row in self.rows:
            if not row.text.strip():
                yield self._at(row, "text", "没有文字，请补正。")
            if row.column not in ValueColumn.values:
                yield self._at(row, "column", f"的分值栏“{row.column}”不存在，请核对。")
            if row.kind in TREE and not row.number:
                yield self._at(row, "number", "没有序号，请补正。")
            if row.kind in TREE and not row.points:
                yield self._at(row, "points", "没有分值，请填写正整数。")
            if row.points is not None and row.points < 0:
                yield self._at(row, "points", "的分值为负，请核对。")
            if (row.kind == NodeKind.LEAF) != (row.leaf is not None):
                sentence = "的行类别与评分规则不相符，只有评分项带规则，请核对。"
                yield self._at(row, "kind", sentence)

    def too_much(self) -> Iterator[Finding]:
        """What is longer or more than can be kept."""
        for row in self.rows:
            if len(row.number) > NUMBER_LENGTH or len(row.key) > KEY_LENGTH:
                yield self._at(row, "number", f"的序号超过 {NUMBER_LENGTH} 字，请改短。")
            elif row.number and not NUMBER.fullmatch(row.number):
                yield self._at(row, "number", "的序号只能由数字、字母和点组成，请改写。")
            most = MOST_LEAF_POINTS if row.kind == NodeKind.LEAF else MOST_POINTS
            if (row.points or 0) > most:
                yield self._at(row, "points", f"的分值超过 {most} 分，请核对。")
            for name, (length, label) in LEAF_LENGTHS.items():
                if row.leaf and len("".join(row.leaf[name])) > length:
                    yield self._at(row, name, f"的{label}超过 {length} 字，请精简。")

    def wrong_sums(self) -> Iterator[Finding]:
        for row in self.rows:
            if row.kind in GROUPS and row.points != (below := self._sum_below(row.key)):
                sentence = f"标明 {row.points} 分，下级合计 {below} 分，请核对分值。"
                yield self._at(row, "points", sentence)
        if (tops := self._sum_below(None)) != self.total:
            yield Finding(f"总分标明 {self.total} 分，各大项合计 {tops} 分，请核对分值。")
        leaves = sum(row.points or 0 for row in self.rows if row.kind == NodeKind.LEAF)
        if leaves != self.total:
            yield Finding(f"总分标明 {self.total} 分，各评分项合计 {leaves} 分，请核对分值。")

    def wrong_rules(self, strict_binary: bool) -> Iterator[Finding]:
        for row in self.rows:
            if row.leaf and row.points:
                yield from self._rule_problems(row, strict_binary)

    def _rule_problems(self, row: Row, strict_binary: bool) -> Iterator[Finding]:
        leaf = row.leaf or {}
        try:
            rule = build(
                leaf["rule"],
                row.points or 0,
                leaf["params"],
                leaf["certainty"],
                strict_binary=strict_binary,
            )
        except RuleProblem as problem:
            yield self._at(row, "params", f"的规则 {leaf['rule']} 有误：{problem}")
            return
        yield from self._lender_problems(row, rule)
        if _levels(rule) != [(r.points, r.text) for r in self._below(row, NodeKind.LEVEL)]:
            sentence = "的规则参数与其下所列档次不一致，请核对档次的文字和分值。"
            yield self._at(row, "params", sentence)
        yield from self._kind_problems(row, _kinds(rule))
        for condition in self._below(row, NodeKind.CONDITION):
            if condition.points not in (None, row.points):
                sentence = f"的分值与所属评分项的 {row.points} 分不一致，请核对。"
                yield self._at(condition, "points", sentence)

    def _lender_problems(self, row: Row, rule: Rule) -> Iterator[Finding]:
        for number in rule.borrows.values():
            if not any(other.leaf and other.number == number for other in self.rows):
                sentence = f"的规则引用评分项“{number}”，表中没有这一项，请核对参数。"
                yield self._at(row, "params", sentence)

    def _kind_problems(self, row: Row, kinds: list[tuple[int, str]]) -> Iterator[Finding]:
        printed = self._below(row, NodeKind.KIND)
        if len(printed) != len(kinds):
            sentence = f"的规则列出 {len(kinds)} 个种类，其下印有 {len(printed)} 个，请核对。"
            yield self._at(row, "params", sentence)
        for kind, (points, name) in zip(printed, kinds, strict=False):
            if name not in kind.text or kind.points != points:
                sentence = f"与规则所列种类“{name}”每种 {points} 分不一致，请核对。"
                yield self._at(kind, "points", sentence)

    def _at(self, row: Row, field: str, sentence: str) -> Finding:
        return Finding(f"{row.place}{sentence}", row.key, field)

    def _below(self, row: Row, kind: str) -> list[Row]:
        return [other for other in self.under.get(row.key, ()) if other.kind == kind]

    def _sum_below(self, key: str | None) -> int:
        return sum(row.points or 0 for row in self.under.get(key, ()) if row.kind in TREE)

    def _kind_above(self, row: Row) -> str | None:
        return self.by_key[row.parent].kind if row.parent else None

    def _label(self, kind: str | None) -> str:
        return f"“{NodeKind(kind).label}”之下" if kind in NodeKind.values else "最上级"


def _levels(rule: Rule) -> list[tuple[int, str]]:
    """Points and text of the levels that are printed below a leaf of this rule."""
    if isinstance(rule, Ranged):
        return [(band.high, band.text) for band in rule.bands]
    return [(value, text) for value, text in rule.levels] if isinstance(rule, Levels) else []


def _kinds(rule: Rule) -> list[tuple[int, str]]:
    """Points and name of the kinds or items that are printed below."""
    if isinstance(rule, Checklist):
        return [(item.value, item.label) for item in rule.items]
    return [(rule.unit_points, name) for name in rule.kinds] if isinstance(rule, Counted) else []
