"""DS 酌情: any whole number up to the maximum."""

from collections.abc import Iterable

from scoring.rules.base import Rule
from scoring.rules.reading import Reader, Values


class Discretionary(Rule):
    """Any integer of 0 to the maximum, both included."""

    code = "DS"
    name = "酌情计分"
    entry = "number"
    input_names = ("mark",)

    def read(self, params: Reader) -> None:
        pass

    def marks(self) -> Iterable[int]:
        return range(self.points + 1)

    def explain(self) -> str:
        return f"在 0 至 {self.points} 分之间酌情计整数分。"

    def mark_from(self, inputs: Values) -> int:
        """``{"mark": n}``."""
        return self.entered(inputs).whole("mark", "得分", high=self.points)

    def account_of(self, inputs: Values) -> str:
        return self.account_as_such(self.mark_from(inputs))

    def account_as_such(self, mark: int) -> str:
        return f"酌情计{mark}分"
