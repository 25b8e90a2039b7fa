"""What is wrong with a standard document: every problem at once, each naming its row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scoring.choices import NodeKind, ValueColumn
from scoring.rules import RuleProblem, build
from scoring.rules.counted import Counted
from scoring.rules.levels import Levels

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
    NodeKind.RULE_TEXT: (NodeKind.LEAF,),
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
    """Everything that is wrong, one sentence each.

    Rows are compared with each other only when every field has its type.
    """
    if shape := list(_head_problems(document)):
        return shape
    if shape := [p for i, row in enumerate(document["rows"], 1) for p in _row_problems(i, row)]:
        return shape
    sheet = _Sheet(document["total"], rows_of(document))
    return [
        *sheet.duplicates(),
        *sheet.misplaced(),
        *sheet.wrong_values(),
        *sheet.wrong_sums(),
        *sheet.wrong_rules(document["strict_binary"]),
    ]


def _head_problems(document: dict[str, Any]) -> Iterator[str]:
    for name, kind in HEAD.items():
        if not _is(document.get(name), kind):
            yield f"标准文件的“{name}”缺失或类型不对，请补正。"
        elif kind is not bool and name != "source" and not document[name]:
            yield f"标准文件的“{name}”不能为空，请补正。"


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

    def duplicates(self) -> Iterator[str]:
        for label, values in (
            ("键", [row.key for row in self.rows]),
            ("序号", [row.number for row in self.rows if row.number]),
        ):
            for value, count in Counter(values).items():
                if count > 1:
                    yield f"{label}“{value}”出现了 {count} 次，请改为各不相同。"
        if Counter(row.kind for row in self.rows)[NodeKind.TOTAL] > 1:
            yield "总分行出现了不止一次，请只保留一行。"

    def misplaced(self) -> Iterator[str]:
        seen: set[str] = set()
        for place, row in enumerate(self.rows, 1):
            if row.position != place:
                yield f"{row.place}的顺序号是 {row.position}，实际是第 {place} 行，请核对。"
            if row.kind not in PARENTS:
                yield f"{row.place}的行类别“{row.kind}”不存在，请从{'、'.join(PARENTS)}中选择。"
            elif row.parent is not None and row.parent not in seen:
                yield f"{row.place}的上级“{row.parent}”不在它之前，请核对上级。"
            elif (above := self._kind_above(row)) not in PARENTS[row.kind]:
                yield f"{row.place}不能放在{self._label(above)}，请核对上级。"
            seen.add(row.key)

    def wrong_values(self) -> Iterator[str]:
        for row in self.rows:
            if not row.text.strip():
                yield f"{row.place}没有文字，请补正。"
            if row.column not in ValueColumn.values:
                yield f"{row.place}的分值栏“{row.column}”不存在，请核对。"
            if row.kind in TREE and not row.number:
                yield f"{row.place}没有序号，请补正。"
            if row.kind in TREE and not row.points:
                yield f"{row.place}没有分值，请填写正整数。"
            if row.points is not None and row.points < 0:
                yield f"{row.place}的分值为负，请核对。"
            if (row.kind == NodeKind.LEAF) != (row.leaf is not None):
                yield f"{row.place}的行类别与评分规则不相符，只有评分项带规则，请核对。"

    def wrong_sums(self) -> Iterator[str]:
        for row in self.rows:
            if row.kind in GROUPS and row.points != (below := self._sum_below(row.key)):
                yield f"{row.place}标明 {row.points} 分，下级合计 {below} 分，请核对分值。"
        if (tops := self._sum_below(None)) != self.total:
            yield f"总分标明 {self.total} 分，各大项合计 {tops} 分，请核对分值。"
        leaves = sum(row.points or 0 for row in self.rows if row.kind == NodeKind.LEAF)
        if leaves != self.total:
            yield f"总分标明 {self.total} 分，各评分项合计 {leaves} 分，请核对分值。"

    def wrong_rules(self, strict_binary: bool) -> Iterator[str]:
        for row in self.rows:
            if row.leaf and row.points:
                yield from self._rule_problems(row, strict_binary)

    def _rule_problems(self, row: Row, strict_binary: bool) -> Iterator[str]:
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
            yield f"{row.place}的规则 {leaf['rule']} 有误：{problem}"
            return
        levels = rule.levels if isinstance(rule, Levels) else ()
        printed = [(r.points, r.text) for r in self._below(row, NodeKind.LEVEL)]
        if [*levels] != printed:
            yield f"{row.place}的规则参数与其下所列档次不一致，请核对档次的文字和分值。"
        yield from self._kind_problems(row, rule if isinstance(rule, Counted) else None)
        for condition in self._below(row, NodeKind.CONDITION):
            if condition.points not in (None, row.points):
                yield f"{condition.place}的分值与所属评分项的 {row.points} 分不一致，请核对。"

    def _kind_problems(self, row: Row, rule: Counted | None) -> Iterator[str]:
        names, unit_points = (rule.kinds, rule.unit_points) if rule else ((), 0)
        printed = self._below(row, NodeKind.KIND)
        if len(printed) != len(names):
            yield f"{row.place}的规则列出 {len(names)} 个种类，其下印有 {len(printed)} 个，请核对。"
        for kind, name in zip(printed, names, strict=False):
            if name not in kind.text or kind.points != unit_points:
                yield f"{kind.place}与规则所列种类“{name}”每种 {unit_points} 分不一致，请核对。"

    def _below(self, row: Row, kind: str) -> list[Row]:
        return [other for other in self.rows if other.parent == row.key and other.kind == kind]

    def _sum_below(self, key: str | None) -> int:
        return sum(r.points or 0 for r in self.rows if r.parent == key and r.kind in TREE)

    def _kind_above(self, row: Row) -> str | None:
        return self.by_key[row.parent].kind if row.parent else None

    def _label(self, kind: str | None) -> str:
        return f"“{NodeKind(kind).label}”之下" if kind in NodeKind.values else "最上级"
