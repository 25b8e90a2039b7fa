"""LV 分档择一: one of the printed levels, or none of them."""

from collections.abc import Iterable, Sequence

from scoring.rules.base import Choice, Rule
from scoring.rules.reading import Reader, RuleProblem, Values


class Levels(Rule):
    """The printed value of the chosen level, 0 when none applies; never between."""

    code = "LV"
    name = "分档择一"
    entry = "levels"
    remedy = "请从所列档次中选择"
    input_names = ("level",)

    levels: tuple[Choice, ...]

    def read(self, params: Reader) -> None:
        self.levels = tuple(
            Choice(row.whole("points", "档次分值", low=1), row.word("text", "档次内容"))
            for row in params.groups("levels", "档次")
        )
        values = [level.value for level in self.levels]
        if len(values) != len(set(values)):
            raise RuleProblem("两个档次的分值相同，请核对参数。")

    def marks(self) -> Iterable[int]:
        return [0, *(level.value for level in self.levels)]

    def explain(self) -> str:
        values = "、".join(str(level.value) for level in self.levels)
        return f"按符合的档次择一计 {values} 分，均不符合的计 0 分，不取中间分值。"

    def choices(self) -> Sequence[Choice]:
        offered = [Choice(value, f"{text} {value}分") for value, text in self.levels]
        return [*offered, Choice(0, "均不符合 0分")]

    def mark_from(self, inputs: Values) -> int:
        """``{"level": n}``: 1 is the first printed level, 0 is none."""
        level = self.entered(inputs).whole("level", "档次序号", high=len(self.levels))
        return self.levels[level - 1].value if level else 0

    def account_of(self, inputs: Values) -> str:
        return self.account_as_such(self.mark_from(inputs))

    def account_as_such(self, mark: int) -> str:
        for place, (value, text) in enumerate(self.levels, 1):
            if value == mark:
                return f"选第{place}档：{text}"
        return "均不符合" if mark == 0 else super().account_as_such(mark)
