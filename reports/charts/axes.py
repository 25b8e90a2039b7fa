"""Two axes: round values upwards, months along the foot."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from portal import numbers
from reports.charts.base import Number, Word, text_width, widest

TOP, BOTTOM = 22, 250
#: Baselines of the words below: months, and the years under them.
MONTH_LINE, YEAR_LINE = BOTTOM + 20, BOTTOM + 40
#: At most so many steps from the least to the greatest value.
STEPS = 5
#: Every so many months has a word: the first of these that leaves room.
STRIDES = (1, 2, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class Axes:
    """Where values and months lie; a month stands in the middle of its slot."""

    left: int
    right: int
    values: tuple[Decimal, ...]
    months: tuple[str, ...]

    @property
    def slot(self) -> float:
        return (self.right - self.left) / max(len(self.months), 1)

    def x(self, month: int) -> int:
        return round(self.left + self.slot * (month + 0.5))

    def y(self, value: Number) -> int:
        low, high = self.values[0], self.values[-1]
        return round(BOTTOM - float((value - low) / (high - low)) * (BOTTOM - TOP))

    @property
    def zero(self) -> int:
        return self.y(0)

    @property
    def value_words(self) -> list[Word]:
        """Left of the lines across; they end at ``x``."""
        return [
            Word(self.left - 8, self.y(value), numbers.format_area(value)) for value in self.values
        ]

    @property
    def month_words(self) -> list[Word]:
        """As many as there is room for; the latest month always has one."""
        texts = [month for _, month in map(year_and_month, self.months)]
        room = widest(texts) + 6
        stride = next((n for n in STRIDES if n * self.slot >= room), STRIDES[-1])
        last = len(texts) - 1
        return [
            Word(self.x(index), MONTH_LINE, text)
            for index, text in enumerate(texts)
            if (last - index) % stride == 0
        ]

    @property
    def year_words(self) -> list[Word]:
        """Each under its first month; a year that is too short gives way to the next."""
        years = [year for year, _ in map(year_and_month, self.months)]
        firsts = {year: years.index(year) for year in years if year}
        words = [Word(self.x(index), YEAR_LINE, year) for year, index in firsts.items()]
        crowded = {
            one for one, after in pairwise(words) if after.x - one.x < text_width(one.text) + 6
        }
        return [word for word in words if word not in crowded]


def year_and_month(label: str) -> tuple[str, str]:
    """«2024年1月» in two; a label without a year has an empty one."""
    year, mark, month = label.rpartition("年")
    return year + mark, month or label


def round_values(values: Iterable[Number]) -> tuple[Decimal, ...]:
    """Two to seven round values, equally far apart, around 0 and ``values``.

    Whole values have whole ones.
    """
    known = [Decimal(0), *map(Decimal, values)]
    low, high = min(known), max(known)
    step = round_step((high - low) / STEPS)
    if all(value == int(value) for value in known):
        step = max(step, Decimal(1))
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = int((high / step).to_integral_value(ROUND_CEILING))
    return tuple(step * number for number in range(first, max(last, first + 1) + 1))


def round_step(least: Decimal) -> Decimal:
    """The first of 1, 2, 5, 10, 20 … (or 0.1, 0.2 …) that is not under ``least``; 1 for 0."""
    if not least:
        return Decimal(1)
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * number for number in (1, 2, 5, 10) if power * number >= least)
