"""From a check's answer to a line beside a leaf: what is supported, and what a mark is worth."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from applications.crosschecks.figures import Figures, Names, is_declared, said
from scoring.outline import Item
from scoring.rules import InputProblem

#: What the figures would have a scorer enter in the leaf; or whether a condition holds, which
#: is a reminder and asks no reason; None where they say nothing.
Answer = Mapping[str, Any] | bool | None


class Verdict(StrEnum):
    AGREES = "一致"
    DIFFERS = "不一致"
    UNKNOWN = "无法核对"


@dataclass(frozen=True, slots=True)
class Check:
    """One of X1 to X13: asked only where every figure that ``decides`` is declared.

    ``name`` is what a standard calls it by, ``title`` what people read.
    ``shows`` are figures that stand beside without deciding; ``warning`` says what is wrong
    with a mark above, where the figures alone do not tell.
    """

    name: str
    title: str
    decides: Callable[[Figures], Names]
    shows: Names
    warning: str
    answer: Callable[[Figures], Answer]


@dataclass(frozen=True, slots=True)
class Line:
    """What one check says of one leaf.

    ``figure`` is what decides, in words with its source; ``beside`` what does not.
    ``supports`` is the highest mark that the figures support, None: 无法核对. A mark above it
    needs a reason where ``is_strict``, else it is only pointed at.
    """

    check: str
    title: str
    figure: str
    beside: str
    supports: int | None
    is_strict: bool
    warning: str = ""

    def verdict(self, mark: int | None) -> Verdict | None:
        """Of a given mark; None where the leaf is blank. Below what is supported is 一致."""
        if self.supports is None:
            return Verdict.UNKNOWN
        if mark is None:
            return None
        return Verdict.DIFFERS if mark > self.supports else Verdict.AGREES

    def state(self, mark: int | None) -> str:
        """``agrees``, ``below`` (it agrees, and more is supported), ``differs``, ``unknown``;
        empty where the leaf is blank."""
        verdict = self.verdict(mark)
        if verdict == Verdict.AGREES and self.is_strict and mark < self.supports:
            return "below"
        return verdict.name.lower() if verdict else ""

    def doubt(self, mark: int) -> str:
        """Why ``mark`` needs a reason; empty when it needs none."""
        if not self.is_strict or self.verdict(mark) != Verdict.DIFFERS:
            return ""
        return f"申报数据只支持{self.supports}分（{self.figure}），计{mark}分须说明理由"


def judge(check: Check, item: Item, figures: Figures) -> Line:
    """The line of ``check`` beside ``item``; its mark is what the leaf's own rule makes of it.

    A leaf of another standard, whose rule cannot be fed so, cannot be checked.
    """
    deciding = check.decides(figures)
    is_known = all(is_declared(figures, name) for name in deciding)
    answer = check.answer(figures) if is_known else None
    beside = (n for n in check.shows if n not in deciding and is_declared(figures, n))
    return Line(
        check=check.name,
        title=check.title,
        figure=said(figures, deciding),
        beside=said(figures, beside),
        supports=_mark(item, answer),
        is_strict=not isinstance(answer, bool),
        warning=check.warning,
    )


def _mark(item: Item, answer: Answer) -> int | None:
    if isinstance(answer, bool):
        return item.points if answer else 0
    if answer is None:
        return None
    try:
        return item.rule.mark_from(answer)
    except InputProblem:
        return None


def doubts_about(lines: Iterable[Line], mark: int) -> list[str]:
    """Why ``mark`` needs a reason, one sentence a check; empty when it needs none."""
    return [f"{doubt}，请填写理由后再保存。" for line in lines if (doubt := line.doubt(mark))]
