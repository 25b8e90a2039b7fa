"""How the desk's script says a mark before the server has: the twin of static/js/lib/sum.js.

A formula is ``{"from", "cap", "zero", "terms"}``: what one starts from, at most what can be
gained, the answers that make everything 0, and ``[names of inputs, points each, unit, base]``. Deductions without a unit are summed up.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from scoring.rules import Rule
from scoring.rules.by_severity import BySeverity
from scoring.rules.counted import Counted
from scoring.rules.deducted import Deducted
from scoring.rules.mixed import Mixed
from scoring.rules.zero_condition import AllOrNothingWithZero, MixedWithZero

Formula = dict[str, Any]


def formula_of(rule: Rule) -> str:
    """The formula as JSON; empty where there is nothing to reckon, or only the server can."""
    formula = FORMULAS.get(type(rule))
    return json.dumps(formula(rule), ensure_ascii=False) if formula else ""


def _counted(rule: Counted) -> Formula:
    term = [["items", "count"], rule.unit_points, rule.unit, rule.base]
    return {"cap": rule.cap, "terms": [term]}


def _deducted(rule: Deducted) -> Formula:
    return {"from": rule.points, "terms": [[["defects"], -rule.per_defect, rule.unit]]}


def _by_severity(rule: BySeverity) -> Formula:
    return {"from": rule.points, "terms": [[["deductions"], -1]]}


def _with_zero(rule: AllOrNothingWithZero) -> Formula:
    names = [condition.name for condition in rule.conditions]
    core = ["core"] if rule.resources else []
    return {"from": rule.points, "zero": names + core, "terms": []}


def _mixed(rule: Mixed) -> Formula:
    gained = [[[part.name], part.each, part.unit] for part in rule.parts]
    lost = [[[part.name], -part.each, part.unit] for part in rule.deductions]
    return {"cap": rule.cap, "terms": gained + lost}


def _mixed_with_zero(rule: MixedWithZero) -> Formula:
    return {**_mixed(rule), "zero": [rule.required.name]}


FORMULAS: Mapping[type[Rule], Callable[[Any], Formula]] = {
    Counted: _counted,
    Deducted: _deducted,
    BySeverity: _by_severity,
    AllOrNothingWithZero: _with_zero,
    Mixed: _mixed,
    MixedWithZero: _mixed_with_zero,
}
