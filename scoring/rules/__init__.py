"""The kinds of rule a leaf can be scored by. Pure Python: nothing here knows of Django.

``build`` turns a leaf's data into its rule; a new standard needs new data, not new code.
"""

from scoring.rules.all_or_nothing import AllOrNothing
from scoring.rules.base import Choice, Rule
from scoring.rules.by_severity import BySeverity
from scoring.rules.counted import Counted
from scoring.rules.deducted import Deducted
from scoring.rules.discretionary import Discretionary
from scoring.rules.levels import Levels
from scoring.rules.mixed import Mixed
from scoring.rules.ranged import Checklist, Ranged
from scoring.rules.reading import InputProblem, RuleProblem, Values
from scoring.rules.zero_condition import AllOrNothingWithZero, MixedWithZero

__all__ = ["KINDS", "Choice", "InputProblem", "Rule", "RuleProblem", "Values", "build"]

KINDS: dict[str, type[Rule]] = {
    kind.code: kind
    for kind in (
        Levels,
        AllOrNothing,
        Discretionary,
        Counted,
        Deducted,
        BySeverity,
        Mixed,
        AllOrNothingWithZero,
        MixedWithZero,
        Ranged,
        Checklist,
    )
}


def build(
    rule: str, points: int, params: Values, certainty: str, *, strict_binary: bool = False
) -> Rule:
    """Make the rule of one leaf; raises RuleProblem when its data cannot work."""
    if rule not in KINDS:
        raise RuleProblem(f"没有“{rule}”这一规则，请从{'、'.join(KINDS)}中选择。")
    return KINDS[rule](points, params, certainty, strict_binary=strict_binary)
