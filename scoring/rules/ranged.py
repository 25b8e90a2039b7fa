"""RG 分档区间 and AD 逐项累计: printed levels that hold a range of marks, or that add up."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from scoring.rules.base import Choice, Rule
from scoring.rules.reading import InputProblem, Reader, RuleProblem, Values


class Band(NamedTuple):
    """One printed level: every whole mark from ``low`` to ``high``, both included."""

    low: int
    high: int
    text: str

    @property
    def span(self) -> str:
        return str(self.high) if self.low == self.high else f"{self.low} 至 {self.high}"


class Ranged(Rule):
    """A mark inside the range of the level that fits, 0 when none does; never between two."""

    code = "RG"
    name = "分档区间"
    entry = "number"
    remedy = "请先定档次，再在该档的区间内计分"
    input_names = ("mark",)

    bands: tuple[Band, ...]

    def read(self, params: Reader) -> None:
        self.bands = tuple(
            Band(
                row.whole("low", "档次下限"),
                row.whole("high", "档次上限", low=1),
                row.word("text", "档次内容"),
            )
            for row in params.groups("levels", "档次")
        )
        if any(band.low > band.high for band in self.bands):
            raise RuleProblem("档次的下限大于上限，请核对参数。")
        if any(one.high >= next_.low for one, next_ in pairwise(sorted(self.bands))):
            raise RuleProblem("两个档次的区间有重叠，请核对参数。")

    def marks(self) -> Iterable[int]:
        return {0, *(mark for band in self.bands for mark in range(band.low, band.high + 1))}

    def explain(self) -> str:
        spans = "、".join(band.span for band in self.bands)
        return f"先定档次，再在该档的区间内计整数分：{spans} 分；均不符合的计 0 分。"

    def mark_from(self, inputs: Values) -> int:
        """``{"mark": n}``."""
        return self.entered(inputs).whole("mark", "得分", high=self.points)

    def account_of(self, inputs: Values) -> str:
        return self.account_as_such(self.mark_from(inputs))

    def account_as_such(self, mark: int) -> str:
        for place, band in enumerate(self.bands, 1):
            if band.low <= mark <= band.high:
                return f"按第{place}档（{band.span} 分）计{mark}分：{band.text}"
        return "均不符合" if mark == 0 else super().account_as_such(mark)

    def legal_words(self) -> str:
        """Name the ranges where marks between them are missing."""
        if len(self.legal_marks) == self.points + 1:
            return super().legal_words()
        return f"0 分，或 {'、'.join(band.span for band in self.bands)} 分"


class Checklist(Rule):
    """``min(cap, Σ points of what is met)``; every item once, with points of its own."""

    code = "AD"
    name = "逐项累计"
    entry = "checklist"
    remedy = "请按符合的各项累计"
    input_names = ("items",)

    items: tuple[Choice, ...]
    cap: int

    def read(self, params: Reader) -> None:
        self.items = tuple(
            Choice(row.whole("points", "各项分值", low=1), row.word("text", "各项内容"))
            for row in params.groups("items", "各项")
        )
        full = sum(item.value for item in self.items)
        self.cap = params.whole("cap", "封顶分值", low=1) if params.has("cap") else full
        if len({item.label for item in self.items}) < len(self.items):
            raise RuleProblem("两项的内容相同，请核对参数。")

    def marks(self) -> Iterable[int]:
        reached = {0}
        for item in self.items:
            reached |= {min(self.cap, mark + item.value) for mark in reached}
        return reached

    def explain(self) -> str:
        values = "、".join(str(item.value) for item in self.items)
        return f"按符合的各项累计，分别计 {values} 分，最多计 {self.cap} 分。"

    def mark_from(self, inputs: Values) -> int:
        """``{"items": [texts]}``: the items that are met; an empty list is 0."""
        return min(self.cap, sum(item.value for item in self._met(inputs)))

    def account_of(self, inputs: Values) -> str:
        met = self._met(inputs)
        listed = "；".join(f"{item.label} {item.value}分" for item in met) or "均不符合"
        return f"{listed}，计{self.mark_from(inputs)}分" if met else listed

    def _met(self, inputs: Values) -> list[Choice]:
        ticked = self.entered(inputs).words("items", "符合的各项")
        if unknown := set(ticked) - {item.label for item in self.items}:
            raise InputProblem(f"没有“{min(unknown)}”这一项，请重新选择。")
        return [item for item in self.items if item.label in ticked]
