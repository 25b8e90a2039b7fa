"""Who has reported: a bar a city or group, told apart by pattern."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import ClassVar

from reports.charts import base
from reports.charts.base import (
    WIDTH,
    Drawing,
    Table,
    Word,
    percent,
    placed,
    shortened,
    text_width,
    widest,
)

NAME_LIMIT = 168
ROW, BAR = 30, 20
#: Height of the legend above the first bar.
HEAD = 34
SWATCH = 14
RATE_HEAD = "按时/应报"


@dataclass(frozen=True, slots=True)
class Kind:
    """A part of a bar: a field of ``Returns``, its word and colour.

    ``pattern`` is a path over 8 × 8, drawn on white; without one the part is plain ``ground``.
    """

    name: str
    word: str
    colour: str
    ground: str = base.SURFACE
    pattern: str = ""


KINDS = (
    Kind("on_time", "按时", base.GOOD, ground=base.GOOD),
    Kind("late", "逾期", base.WARN, pattern="M-2 2l4-4M0 8l8-8M6 10l4-4"),
    Kind("missing", "未报", base.BAD, pattern="M0 0l8 8M0 8l8-8"),
    Kind("excused", "免报", base.QUIET, pattern="M0 4h8"),
    Kind("not_due", "未到期", base.EDGE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """How many reports of a city or group came in time, late, not at all, need not or not yet come."""

    name: str
    on_time: int = 0
    late: int = 0
    missing: int = 0
    excused: int = 0
    not_due: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(getattr(self, kind.name) for kind in KINDS)

    @property
    def due(self) -> int:
        """应报: what is excused or not yet due is not asked for."""
        return self.on_time + self.late + self.missing

    @property
    def rate(self) -> str:
        """按时率, of what was due; empty when nothing was."""
        return percent(self.on_time, self.due) if self.due else ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar; its number is left out where it is too narrow (the table has it)."""

    kind: Kind
    x: int
    width: int
    number: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def chip_width(self) -> int:
        """Of the plain ground under the number."""
        return text_width(self.number) + 8

    @property
    def chip_x(self) -> int:
        return self.middle - self.chip_width // 2


@dataclass(frozen=True, slots=True)
class Bar:
    y: int
    chip_y: int
    name: Word
    parts: tuple[Part, ...]
    rate: Word


@dataclass(frozen=True, slots=True)
class Swatch:
    kind: Kind
    x: int
    word: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness(Drawing):
    template: ClassVar = "reports/charts/completeness.html"
    bar_height: ClassVar = BAR
    chip_height: ClassVar = BAR - 4
    swatch: ClassVar = SWATCH

    legend: tuple[Swatch, ...]
    rate: Word
    bars: tuple[Bar, ...]

    @property
    def patterns(self) -> list[Kind]:
        """Of the kinds that occur."""
        return [swatch.kind for swatch in self.legend if swatch.kind.pattern]


def completeness(title: str, rows: Sequence[Returns]) -> Completeness:
    """Bars of equal length, one a row in the given order, cut by the share of each kind."""
    left = min(widest(row.name for row in rows), NAME_LIMIT) + 12
    right = WIDTH - widest([RATE_HEAD, *map(rate_words, rows)]) - 12
    return Completeness(
        title=title,
        summary=summary(rows),
        height=HEAD + ROW * len(rows),
        legend=tuple(legend(rows, left)),
        rate=Word(right + 12, SWATCH + 1, RATE_HEAD),
        bars=tuple(bar(row, HEAD + ROW * number, left, right) for number, row in enumerate(rows)),
        table=table(rows),
    )


def rate_words(row: Returns) -> str:
    return f"{row.on_time}/{row.due}，{row.rate}" if row.due else "无应报"


def summary(rows: Sequence[Returns]) -> str:
    """The sum of all rows, and who is first and last by 按时率."""
    due, on_time = sum(row.due for row in rows), sum(row.on_time for row in rows)
    if not due:
        return "暂无应报事项。"
    late, missing = sum(row.late for row in rows), sum(row.missing for row in rows)
    rates = {row.name: row.on_time / row.due for row in rows if row.due}
    sentence = f"应报{due}，按时{on_time}，逾期{late}，未报{missing}，按时率{percent(on_time, due)}"
    if len(set(rates.values())) > 1:
        for word, best in (("最高", max), ("最低", min)):
            names = [name for name, rate in rates.items() if rate == best(rates.values())]
            sentence += f"；{word}为{placed(names)}"
    return sentence + "。"


def table(rows: Sequence[Returns]) -> Table:
    head = ("名称", *(kind.word for kind in KINDS), "应报", "按时率")
    return Table(
        head, tuple((row.name, *map(str, row.counts), str(row.due), row.rate) for row in rows)
    )


def legend(rows: Sequence[Returns], left: int) -> list[Swatch]:
    """A sample and a word for each kind that occurs."""
    kinds = [kind for kind in KINDS if any(getattr(row, kind.name) for row in rows)]
    widths = [SWATCH + 6 + text_width(kind.word) + 22 for kind in kinds]
    places = accumulate(widths, initial=left)
    return [
        Swatch(kind, x, Word(x + SWATCH + 6, SWATCH + 1, kind.word))
        for kind, x in zip(kinds, places, strict=False)
    ]


def bar(row: Returns, y: int, left: int, right: int) -> Bar:
    baseline = y + BAR - 5
    name = shortened(row.name, NAME_LIMIT)
    return Bar(
        y=y,
        chip_y=y + 2,
        name=Word(left - 12, baseline, name),
        parts=tuple(parts(row, left, right)),
        rate=Word(right + 12, baseline, rate_words(row)),
    )


def parts(row: Returns, left: int, right: int) -> list[Part]:
    """The kinds that occur, side by side without a rest."""
    whole = sum(row.counts) or 1
    length = right - left
    edges = [left + length * part // whole for part in accumulate(row.counts, initial=0)]
    return [
        part(kind, count, start, end)
        for kind, count, (start, end) in zip(KINDS, row.counts, pairwise(edges), strict=True)
        if count
    ]


def part(kind: Kind, count: int, start: int, end: int) -> Part:
    number = str(count)
    fits = end - start >= text_width(number) + 12
    return Part(kind, start, end - start, number if fits else "")
