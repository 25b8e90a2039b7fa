"""MX 混合计分: several counts added up to a cap, less what is deducted."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from scoring.rules.base import Choice, Rule, read_inputs
from scoring.rules.reading import Part, Reader, RuleProblem, Values


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
        names = sorted(part.name for part in (*self.parts, *self.deductions))
        if twice := [name for name, other in pairwise(names) if name == other]:
            raise RuleProblem(f"计分项的键“{twice[0]}”重复，请核对参数。")

    def marks(self) -> Iterable[int]:
        gained = self._sums({0}, {part.each for part in self.parts})
        lost = self._sums({0}, {part.each for part in self.deductions})
        return {max(0, gain - loss) for gain in gained for loss in lost}

    def explain(self) -> str:
        return f"{self._gains()}，最多计 {self.cap} 分{self._losses()}。"

    def choices(self) -> Sequence[Choice]:
        return [Choice(mark, f"{mark}分") for mark in reversed(self.expected_marks)]

    def mark_from(self, inputs: Values) -> int:
        """One number under the name of every part and deduction."""
        entered = read_inputs(inputs)
        gained = sum(part.each * entered.whole(part.name, part.text) for part in self.parts)
        lost = sum(part.each * entered.whole(part.name, part.text) for part in self.deductions)
        return max(0, min(self.cap, gained) - lost)

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
