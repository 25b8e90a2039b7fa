"""MX 混合计分: several counts added up to a cap, less what is deducted."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from scoring.rules.base import Rule
from scoring.rules.reading import InputProblem, Part, Reader, RuleProblem, Values


class Tally(NamedTuple):
    """What was counted of one part; ``names`` where they were listed."""

    part: Part
    number: int
    names: tuple[str, ...]

    @property
    def points(self) -> int:
        return self.part.each * self.number

    def __str__(self) -> str:
        listed = f"（{'、'.join(self.names)}）" if self.names else ""
        return f"{self.part.text}{self.number}{self.part.unit}{listed}"


class Mixed(Rule):
    """``max(0, min(cap, Σ each × count) - Σ each × deducted)``; the cap comes first."""

    code = "MX"
    name = "混合计分"
    entry = "number"

    parts: tuple[Part, ...]
    deductions: tuple[Part, ...]
    cap: int

    def read(self, params: Reader) -> None:
        self.parts = params.parts("parts", "计分项")
        has_deductions = params.has("deductions")
        self.deductions = params.parts("deductions", "扣分项") if has_deductions else ()
        self.cap = params.whole("cap", "封顶分值", low=1)
        self.input_names = tuple(part.name for part in (*self.parts, *self.deductions))
        for name, other in pairwise(sorted(self.input_names)):
            if name == other:
                raise RuleProblem(f"计分项的键“{name}”重复，请核对参数。")

    def marks(self) -> Iterable[int]:
        gained = self._sums({0}, {part.each for part in self.parts})
        lost = self._sums({0}, {part.each for part in self.deductions})
        return {max(0, gain - loss) for gain in gained for loss in lost}

    def explain(self) -> str:
        return f"{self._gains()}，最多计 {self.cap} 分{self._losses()}。"

    def mark_from(self, inputs: Values) -> int:
        """Under the name of every part and deduction its number, or the list of its names.

        A name counts once in its list; one that stands in the lists of two parts is refused.
        """
        gained, lost = self._tallies(self.entered(inputs))
        return max(0, min(self.cap, points_of(gained)) - points_of(lost))

    def account_of(self, inputs: Values) -> str:
        """「本区域特色商品3种（甲、乙、丙），本地区特色商品2种，3×2+2×1=8分」."""
        gained, lost = self._tallies(self.entered(inputs))
        counted = "，".join(map(str, (*gained, *lost)))
        limit = f"，最多计{self.cap}分" if points_of(gained) > self.cap else ""
        taken = f"，扣{points_of(lost)}分，计{self.mark_from(inputs)}分" if points_of(lost) else ""
        return f"{counted}，{products(gained)}={points_of(gained)}分{limit}{taken}"

    def _tallies(self, entered: Reader) -> tuple[list[Tally], list[Tally]]:
        """What was counted of the parts, and of the deductions."""
        gained = [self._tally(part, entered) for part in self.parts]
        names = sorted(name for tally in gained for name in tally.names)
        for name, other in pairwise(names):
            if name == other:
                raise InputProblem(f"“{name}”列在两处，只能计一次，请只保留一处。")
        return gained, [self._tally(part, entered) for part in self.deductions]

    def _tally(self, part: Part, entered: Reader) -> Tally:
        if isinstance(entered.values.get(part.name), list | tuple):
            names = entered.words(part.name, part.text)
            return Tally(part, len(names), names)
        return Tally(part, entered.whole(part.name, part.text), ())

    def _sums(self, reached: set[int], steps: set[int]) -> set[int]:
        """Every capped sum that any number of ``steps`` reaches from ``reached``."""
        while more := {min(self.cap, r + s) for r in reached for s in steps} - reached:
            reached = reached | more
        return reached

    def _gains(self) -> str:
        return "，".join(f"{part.text}每{part.unit}计 {part.each} 分" for part in self.parts)

    def _losses(self) -> str:
        lost = [f"；{part.text}每{part.unit}扣 {part.each} 分" for part in self.deductions]
        return f"{''.join(lost)}，扣完为止" if lost else ""


def points_of(tallies: Iterable[Tally]) -> int:
    return sum(tally.points for tally in tallies)


def products(tallies: Iterable[Tally]) -> str:
    """「3×2+2×1」."""
    return "+".join(f"{tally.number}×{tally.part.each}" for tally in tallies)
