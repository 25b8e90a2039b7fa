"""SV 按情节扣分: every defect costs as much as it is severe."""

from collections.abc import Iterable, Sequence

from scoring.rules.base import Choice, Rule, read_inputs
from scoring.rules.reading import Reader, RuleProblem, Values


class BySeverity(Rule):
    """``max(0, points - Σ deductions)``, each deduction within its printed bounds.

    With 5 to 10 points for a defect on a leaf of 10, the marks 6 to 9 cannot arise.
    """

    code = "SV"
    name = "按情节扣分"
    entry = "severity"
    remedy = "请按扣分情况选择"

    severity_min: int
    severity_max: int
    unit: str

    def read(self, params: Reader) -> None:
        self.severity_min = params.whole("severity_min", "最少扣分", low=1)
        self.severity_max = params.whole("severity_max", "最多扣分", low=1)
        self.unit = params.word("unit", "量词")
        if self.severity_min > self.severity_max:
            raise RuleProblem("最少扣分大于最多扣分，请核对参数。")

    def marks(self) -> Iterable[int]:
        enough = -(-self.points // self.severity_min)
        return {mark for defects in range(enough + 1) for mark in self._marks_after(defects)}

    def explain(self) -> str:
        return (
            f"满分 {self.points} 分，每发现一{self.unit}视情节扣"
            f" {self.severity_min} 至 {self.severity_max} 分，扣完为止。"
        )

    def choices(self) -> Sequence[Choice]:
        none = Choice(self.points, f"未发现 {self.points}分")
        rest = [mark for mark in reversed(self.expected_marks) if mark != self.points]
        return [none, *(Choice(mark, f"扣{self.points - mark}分 {mark}分") for mark in rest)]

    def mark_from(self, inputs: Values) -> int:
        """``{"deductions": [5, 7]}``, one number for each defect."""
        lost = read_inputs(inputs).wholes(
            "deductions", f"每{self.unit}扣分", low=self.severity_min, high=self.severity_max
        )
        return max(0, self.points - sum(lost))

    def _marks_after(self, defects: int) -> Iterable[int]:
        best = max(0, self.points - self.severity_min * defects)
        worst = max(0, self.points - self.severity_max * defects)
        return range(worst, best + 1)
