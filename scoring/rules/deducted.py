"""DD 逐处扣分: the maximum less a fixed deduction for every defect."""

from collections.abc import Iterable, Sequence

from scoring.rules.base import Choice, Rule
from scoring.rules.defects import NAMES, Defect, read_defect
from scoring.rules.reading import Reader, Values


class Deducted(Rule):
    """``max(0, points - per_defect × defects)``."""

    code = "DD"
    name = "逐处扣分"
    entry = "defects"
    remedy = "请按扣分处数选择"
    input_names = ("defects",)

    per_defect: int
    unit: str
    verb: str

    def read(self, params: Reader) -> None:
        self.per_defect = params.whole("per_defect", "每处扣分", low=1)
        self.unit = params.word("unit", "量词")
        self.verb = params.word("verb", "扣分情形")

    def marks(self) -> Iterable[int]:
        return [self._mark(defects) for defects in range(self._enough() + 1)]

    def explain(self) -> str:
        return (
            f"满分 {self.points} 分，每{self.verb}一{self.unit}扣 {self.per_defect} 分，扣完为止。"
        )

    def choices(self) -> Sequence[Choice]:
        last = self._enough()
        return [self._choice(n, "及以上" if n == last else "") for n in range(last + 1)]

    def mark_from(self, inputs: Values) -> int:
        """``{"defects": n}``, or a list of ``{"place", "remark", "photos"}``, one for each."""
        return self._mark(self._found(inputs)[0])

    def account_of(self, inputs: Values) -> str:
        """「发现2处：东门（指引缺失）、西门，8−2×1=6分」."""
        found, named = self._found(inputs)
        places = f"：{'、'.join(map(str, named))}" if named else ""
        return f"{self.verb}{found}{self.unit}{places}，{self._sum(found)}"

    def _found(self, inputs: Values) -> tuple[int, list[Defect]]:
        """How many defects, and which where they are listed."""
        entered = self.entered(inputs)
        if not isinstance(entered.values.get("defects"), list | tuple):
            return entered.whole("defects", "扣分数量"), []
        rows = entered.groups("defects", "每处问题")
        named = [read_defect(row.only(NAMES)) for row in rows]
        return len(named), named

    def _sum(self, found: int) -> str:
        left = self.points - self.per_defect * found
        taken = f"{self.points}−{found}×{self.per_defect}"
        return f"{taken}={left}分" if left >= 0 else f"{taken}不足0分，计0分"

    def _mark(self, defects: int) -> int:
        return max(0, self.points - self.per_defect * defects)

    def _enough(self) -> int:
        """How many defects leave nothing."""
        return -(-self.points // self.per_defect)

    def _choice(self, defects: int, suffix: str) -> Choice:
        mark = self._mark(defects)
        return Choice(mark, f"{self.verb}{defects}{self.unit}{suffix} {mark}分")
