from scoring.models.panel import Panel, Seat
from scoring.models.ruleset import Leaf, Node, RuleSet
from scoring.models.sheet import Mark, ScoreSheet

__all__ = ["Leaf", "Mark", "Node", "Panel", "RuleSet", "ScoreSheet", "Seat"]
