"""AN 全有或全无: met or not met."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from scoring.rules.base import EXPLICIT, Choice, Rule, spoken
from scoring.rules.reading import Reader, Values


class AllOrNothing(Rule):
    """Full points when met, else 0.

    Where the sheet does not state the rule (certainty I or A), another integer may be
    stored with a reason, unless the rule set is ``strict_binary``.
    """

    code = "AN"
    name = "全有或全无"
    entry = "binary"
    remedy = "请选择“符合”或“不符合”"
    input_names = ("met",)

    def read(self, params: Reader) -> None:
        pass

    def marks(self) -> Iterable[int]:
        return [0, self.points]

    @cached_property
    def legal_marks(self) -> tuple[int, ...]:
        if self.certainty == EXPLICIT or self.strict_binary:
            return self.expected_marks
        return tuple(range(self.points + 1))

    def explain(self) -> str:
        return f"符合的计 {self.points} 分，不符合的计 0 分{self._exception()}。"

    def choices(self) -> Sequence[Choice]:
        return [Choice(self.points, f"符合 {self.points}分"), Choice(0, "不符合 0分")]

    def mark_from(self, inputs: Values) -> int:
        """``{"met": true}``."""
        return self.points if self.entered(inputs).flag("met", "符合") else 0

    def account_of(self, inputs: Values) -> str:
        return self.account_as_such(self.mark_from(inputs))

    def account_as_such(self, mark: int) -> str:
        words = {self.points: "符合", 0: "不符合"}
        return words.get(mark) or super().account_as_such(mark)

    def _exception(self) -> str:
        if self.legal_marks == self.expected_marks:
            return ""
        return f"；确需计 0 至 {self.points} 之间其他整数分的，须说明理由"

    def legal_words(self) -> str:
        return f"{spoken(self.expected_marks)}{self._exception()}"
