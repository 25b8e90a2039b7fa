"""A standard small enough to read at a glance, sheets of it, and marks."""

from typing import Any

import factory

from scoring.choices import Column, SeatRole
from scoring.models import Leaf, Mark, Panel, RuleSet, ScoreSheet, Seat
from scoring.services import open_sheet, rule_of
from scoring.standards import store_standard
from tests.factories.portal import UserFactory


def _row(key: str, text: str, points: int, **fields: Any) -> dict[str, Any]:
    above, _, _ = key.rpartition(".")
    row = {"key": key, "number": key, "parent": above or None, "text": text, "points": points}
    return {**row, "column": "分项", "node": "group", **fields}


def _leaf(key: str, text: str, points: int, rule: str, *, certainty="E", **params: Any) -> dict:
    leaf = {"rule": rule, "params": params, "certainty": certainty}
    leaf |= {"crosscheck": [], "evidence": "现场照片", "help": "据实计分。"}
    return _row(key, text, points, column="次分项", node="leaf", leaf=leaf)


def _level(key: str, text: str, points: int) -> dict[str, Any]:
    parent = key.partition("/")[0]
    return _row(key, text, points, number="", parent=parent, column="小项", node="level")


LEVELS = [{"text": "规模大", "points": 20}, {"text": "规模较大", "points": 15}]
ROWS = [
    _row("1", "康养产品", 30, column="大项", node="section"),
    _leaf("1.1", "产品规模", 20, "LV", levels=LEVELS),
    _level("1.1/a", "规模大", 20),
    _level("1.1/b", "规模较大", 15),
    _leaf("1.2", "产品主题", 10, "AN", certainty="I"),
    _row("2", "康养服务", 20, column="大项", node="section"),
    _leaf("2.1", "服务规范", 10, "DS", certainty="I"),
    _row("2.2", "其他服务", 10),
    _leaf("2.2.1", "活动场所", 6, "CT", unit_points=2, cap=6, base=0, unit="项"),
    _leaf("2.2.2", "指引标志", 4, "DD", per_defect=1, unit="处", verb="发现"),
]
#: Five leaves of five kinds, 50 points.
SMALL: dict[str, Any] = {
    "code": "TEST 1-2026",
    "title": "测试用评定规范",
    "source": "测试",
    "total": 50,
    "strict_binary": False,
    "rows": [{**row, "position": place} for place, row in enumerate(ROWS, 1)],
}


#: Two leaves, of which one takes the core kind from the other.
KINDS = ["山地", "温泉", "森林"]
LENDING: dict[str, Any] = {
    **SMALL,
    "code": "TEST 2-2026",
    "total": 20,
    "rows": [
        _row("1", "康养产品", 20, column="大项", node="section"),
        _leaf("1.1", "资源种类", 10, "ZC+AN", resources=["山岳", "温泉", "森林"]),
        _leaf(
            "1.2",
            "其他产品",
            10,
            "CT",
            unit_points=5,
            cap=10,
            unit="种",
            kinds=KINDS,
            same={"山岳": "山地"},
            core_from="1.1",
        ),
        *({**_level(f"1.2/{kind}", f"{kind}康养产品", 5), "node": "kind"} for kind in KINDS),
    ],
}
LENDING["rows"] = [{**row, "position": place} for place, row in enumerate(LENDING["rows"], 1)]


def small_standard() -> RuleSet:
    return store_standard(SMALL)


def lending_standard() -> RuleSet:
    return store_standard(LENDING)


def fill(sheet: ScoreSheet, **marks: int | None) -> ScoreSheet:
    """Give every blank leaf its best mark; ``marks`` such as ``n1_2=0`` win over that.

    Leaves that are compared with declared figures say why they hold more than those support.
    """
    chosen = {name[1:].replace("_", "."): value for name, value in marks.items()}
    rows = list(sheet.marks.select_related("leaf"))
    for mark in rows:
        if mark.leaf.number in chosen:
            mark.value = chosen[mark.leaf.number]
        elif mark.value is None:
            mark.value = rule_of(mark.leaf, sheet.ruleset).expected_marks[-1]
        if mark.leaf.crosscheck and not mark.reason:
            mark.reason = "另附审计报告，现场核实属实。"
    Mark.objects.bulk_update(rows, ["value", "reason"])
    return sheet


class SheetFactory(factory.django.DjangoModelFactory):
    """A sheet with a blank mark for every leaf."""

    class Meta:
        model = ScoreSheet

    ruleset = factory.LazyFunction(small_standard)
    column = Column.SELF_CHECK

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return open_sheet(**kwargs)


class SeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seat

    panel = factory.LazyFunction(Panel.objects.create)
    user = factory.SubFactory(UserFactory)
    role = SeatRole.MEMBER


def leaf(number: str, ruleset: RuleSet | None = None) -> Leaf:
    return (ruleset or small_standard()).leaves.get(number=number)
