"""SV 按情节扣分: every defect costs as much as it is severe."""

from collections.abc import Iterable, Mapping, Sequence

from scoring.rules.base import Choice, Rule
from scoring.rules.defects import NAMES, read_defect
from scoring.rules.reading import Reader, RuleProblem, Values

Deduction = tuple[int, str]


class BySeverity(Rule):
    """``max(0, points - Σ deductions)``, each deduction within its printed bounds.

    With 5 to 10 points for a defect on a leaf of 10, the marks 6 to 9 cannot arise.
    """

    code = "SV"
    name = "按情节扣分"
    entry = "severity"
    remedy = "请按扣分情况选择"
    input_names = ("deductions",)

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
        """``{"deductions": [5, 7]}``, one number for each defect.

        A number may also be ``{"points", "place", "remark", "photos"}``.
        """
        return max(0, self.points - sum(lost for lost, _ in self._deductions(inputs)))

    def account_of(self, inputs: Values) -> str:
        """「发现2处：东沟（油污）扣5分、西沟扣7分，10−12不足0分，计0分」."""
        deductions = self._deductions(inputs)
        if not deductions:
            return f"未发现，计{self.points}分"
        listed = "、".join(f"{place}扣{lost}分" for lost, place in deductions)
        total = sum(lost for lost, _ in deductions)
        left = self.points - total
        result = f"={left}分" if left >= 0 else "不足0分，计0分"
        return f"发现{len(deductions)}{self.unit}：{listed}，{self.points}−{total}{result}"

    def _deductions(self, inputs: Values) -> list[Deduction]:
        """Points and place of every defect; no place where only points were entered."""
        entered = self.entered(inputs)
        return [self._deduction(entered, row) for row in entered.rows("deductions", "每处扣分")]

    def _deduction(self, entered: Reader, row: object) -> Deduction:
        alone = not isinstance(row, Mapping)
        fields = entered.inner({"points": row} if alone else row, f"每{self.unit}扣分")
        lost = fields.only(("points", *NAMES)).whole(
            "points", f"每{self.unit}扣分", low=self.severity_min, high=self.severity_max
        )
        return lost, "" if alone else str(read_defect(fields))

    def _marks_after(self, defects: int) -> Iterable[int]:
        best = max(0, self.points - self.severity_min * defects)
        worst = max(0, self.points - self.severity_max * defects)
        return range(worst, best + 1)
