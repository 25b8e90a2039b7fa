"""Print a loaded standard: as a tree for a reader, or its numbered rows as JSON."""

import json
from collections.abc import Iterator

from django.core.management.base import BaseCommand

from scoring.choices import NodeKind
from scoring.management.console import speak_utf8, standard_named
from scoring.models import Node, RuleSet
from scoring.services import rule_of


class Command(BaseCommand):
    help = "显示已载入的评分标准：逐行列出序号、评定项目、分值、规则和可计分值。"

    def add_arguments(self, parser):
        parser.add_argument("code", help="标准号，例如 DB14/T 2480-2022")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出全部有序号的行")

    def handle(self, *args, code, **options):
        speak_utf8(self.stdout)
        ruleset = standard_named(code)
        rows = [*ruleset.nodes.select_related("parent", "leaf")]
        if options["json"]:
            listed = json.dumps(numbered_rows(rows), ensure_ascii=False, indent=2)
            self.stdout.write(listed)
        else:
            self.stdout.write(f"{ruleset}，总分 {ruleset.total} 分，依据{ruleset.source}")
            self.stdout.write("\n".join(tree_lines(ruleset, rows)))


def numbered_rows(rows: list[Node]) -> list[dict]:
    """The numbered rows in source order, each with the unnumbered rows that stand under it."""
    levels: dict[int, list[dict]] = {}
    for row in rows:
        if not row.number:
            levels.setdefault(row.parent_id, []).append({"text": row.text, "points": row.points})
    return [
        {
            "number": row.number,
            "text": row.text,
            "column": row.column,
            "points": row.points,
            "parent": row.parent and row.parent.number,
            "leaf": row.kind == NodeKind.LEAF,
            "rule": row.leaf.rule if row.kind == NodeKind.LEAF else None,
            "levels": levels.get(row.pk, []),
        }
        for row in rows
        if row.number and row.kind != NodeKind.TOTAL
    ]


def tree_lines(ruleset: RuleSet, rows: list[Node]) -> Iterator[str]:
    """The rows for a reader, indented by their depth; a leaf says how it is scored."""
    depths: dict[int, int] = {}
    for row in rows:
        depths[row.pk] = depths[row.parent_id] + 1 if row.parent_id else 0
        indent = "  " * depths[row.pk]
        points = "" if row.points is None else f"（{row.points} 分）"
        yield f"{indent}{row.number or '－'} {row.text}{points}"
        if row.kind == NodeKind.LEAF:
            rule = rule_of(row.leaf, ruleset)
            yield f"{indent}  {rule.code} {rule.name}：计 {rule.legal_words()}"
