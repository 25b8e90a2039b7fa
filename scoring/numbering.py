"""Numbers of rows as rating rules write them: 1.1.2, 一、（二）3. (4), A1.2; and what a level holds."""

import re
import unicodedata
from dataclasses import dataclass, field

NUMERALS = "一二三四五六七八九十"
_DOTTED = re.compile(r"\d+(?:[.\-]\d+)+")
_LETTERED = re.compile(r"[A-Z]{1,2}\d*(?:[.\-]\d+)*")
WHOLE = "whole"
#: How numbers look that only count within what stands above them, the largest first.
_STYLES = (
    ("part", re.compile(rf"第([{NUMERALS}]+)(?:部分|章|篇|类)")),
    ("chapter", re.compile(rf"([{NUMERALS}]+)")),
    ("clause", re.compile(rf"\(([{NUMERALS}]+)\)")),
    ("plain", re.compile(r"(\d+)")),
    ("bracket", re.compile(r"\((\d+)\)")),
)
#: A heading that carries its number in its text: 「一、资源吸引力」.
LEADING = re.compile(
    rf"(第[{NUMERALS}]+(?:部分|章|篇|类)|[{NUMERALS}]+(?=、)|[（(][{NUMERALS}]+[）)])[、.．\s]*"
)
DATED = re.compile(r"\d+年|\d+月\d*")


class NumberProblem(ValueError):
    """A number that cannot be read; the message is a Chinese sentence."""


@dataclass(slots=True)
class Numbering:
    """Reads the numbers of one table from top to bottom, each as the dotted number it stands for.

    ``notes`` say what was guessed at.
    """

    notes: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    _open: list[tuple[str, str, int]] = field(default_factory=list)

    def read(self, value: str | int | float, place: str) -> str:
        """The number of a cell, "" for the mark of a level; raises NumberProblem."""
        if isinstance(value, str):
            text = unicodedata.normalize("NFKC", value).replace(" ", "").rstrip(".、:,)")
            text = f"{text})" if text.startswith("(") else text
            number = self._read(text)
        else:
            number = self._of_cell(value, place)
        self.seen.add(number)
        return number

    def _read(self, text: str) -> str:
        if DATED.match(text):
            raise NumberProblem("序号被当作日期，请把单元格设为文本后重新填写，如“1.2”。")
        if re.fullmatch("[a-z]|[①-⑳]|[A-Z]", text):
            return ""
        if _DOTTED.fullmatch(text):
            return self._opened(self._within(text))
        for style, shape in _STYLES:
            if found := shape.fullmatch(text):
                return self._counted(style, ordinal(found[1]))
        if _LETTERED.fullmatch(text.upper()):
            return self._opened(text.upper())
        raise NumberProblem(f"序号“{text}”无法识别，请写成1、1.1、1.1.1的样子。")

    def _within(self, text: str) -> str:
        """1.2 below （一）1. is a number within it."""
        first, _, rest = re.sub("-", ".", text).partition(".")
        for style, number, count in reversed(self._open):
            if style == "plain" and str(count) == first:
                return f"{number}.{rest}"
        return f"{first}.{rest}"

    def _opened(self, number: str) -> str:
        """A number that is whole in itself; (1) may count within it."""
        styles = [style for style, _, _ in self._open]
        del self._open[styles.index(WHOLE) if WHOLE in styles else len(styles) :]
        self._open.append((WHOLE, number, 0))
        return number

    def _counted(self, style: str, count: int) -> str:
        """The number of a row that is the ``count``-th of its style below what stands above."""
        styles = [one for one, _, _ in self._open]
        depth = styles.index(style) if style in styles else len(styles)
        del self._open[depth:]
        above = self._open[-1][1] if self._open else ""
        number = f"{above}.{count}" if above else str(count)
        self._open.append((style, number, count))
        return number

    def _of_cell(self, value: int | float, place: str) -> str:
        """A number of Excel loses its last nought: after 1.9 the second 1.1 is 1.10."""
        if value < 0:
            return self._read(f"({-value:.15g})")
        number = self._read(f"{value:.15g}")
        head, _, last = number.rpartition(".")
        if number not in self.seen or not head:
            return number
        longer = next((f"{number}{n * '0'}" for n in (1, 2) if self._follows(head, last, n)), "")
        if not longer:
            return number
        self.notes.append(f"{place}的序号按“{longer}”读取（数字单元格会丢掉末尾的0），请核对。")
        return longer

    def _follows(self, head: str, last: str, noughts: int) -> bool:
        wanted = int(f"{last}{noughts * '0'}")
        return f"{head}.{wanted - 1}" in self.seen and f"{head}.{wanted}" not in self.seen


def ordinal(text: str) -> int:
    """What 七, 十二, 二十 or 12 counts."""
    if text.isdigit():
        return int(text)
    tens, has_ten, ones = text.rpartition("十")
    units = NUMERALS.index(ones) + 1 if ones else 0
    return (10 * (NUMERALS.index(tens) + 1 if tens else 1) if has_ten else 0) + units


def parent_of(number: str) -> str:
    """The number above: of 1.2.3 it is 1.2; "" at the top."""
    return number.rpartition(".")[0]


# --- points ----------------------------------------------------------------------------------

#: Nobody gives a hundred thousand points.
_WHOLE = re.compile(r"(\d{1,5})(?:\.0+)?")
_SPAN = re.compile(r"(\d{1,5})(?:[-—–~～至到]+)(\d{1,5})")
#: Points at the end of a text: 「资源吸引力（65分）」, 「规模大，得5分」.
_TRAILING = re.compile(
    r"[（(]\s*(?P<inner>\d+(?:\s*[-—–~～至到]+\s*\d+)?)\s*分\s*[)）]$"
    r"|[，,：:、\s]*(?:可?[得计记])?\s*(?P<plain>\d+(?:\s*[-—–~～至到]+\s*\d+)?)\s*分[。；;]?$"
)
_SPEAKS_OF_RULE = re.compile("每|扣|最多|最高|不超过|封顶|不得分|满分")


@dataclass(frozen=True, slots=True)
class Points:
    """Points of a row; a range from ``low`` to ``high``, else both are the same."""

    low: int
    high: int

    @property
    def is_range(self) -> bool:
        return self.low != self.high


def read_points(value: str | int | float) -> Points:
    """Points out of a cell: 10, «10分», «20—25»; raises NumberProblem."""
    text = value if isinstance(value, str) else f"{value:.15g}"
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    bare = re.sub(r"^满分[:：]?|[()]", "", text).removesuffix("分")
    if DATED.match(bare):
        raise NumberProblem("分值被当作日期，请把单元格设为文本后重新填写，如“5-10”。")
    if found := _WHOLE.fullmatch(bare) or _SPAN.fullmatch(bare):
        low, high = sorted((int(found[1]), int(found[found.lastindex])))
        return Points(low, high)
    if re.fullmatch(r"\d+\.\d+", bare):
        raise NumberProblem(
            f"分值“{bare}”不是整数。本系统只计整数分，"
            "请把整张表的分值和总分同乘以2（或10）后导入，并在名称中注明。"
        )
    if re.fullmatch(r"-\d+(\.\d+)?", bare):
        raise NumberProblem(f"分值“{bare}”为负。扣分请写入规则，如“每处扣1分”，分值填满分。")
    raise NumberProblem(f"“{text}”不是分值，请只填整数，如“10”，分档区间写作“5-10”。")


def trailing_points(text: str) -> Points | None:
    """Points that a text ends with, unless it speaks of how they are counted."""
    found = _TRAILING.search(text)
    if found is None or (found["plain"] and _SPEAKS_OF_RULE.search(text)):
        return None
    return read_points(found["inner"] or found["plain"])
