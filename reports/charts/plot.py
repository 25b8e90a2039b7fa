"""Months along a line: ``trend`` for one to four series, ``columns`` for a year with its target."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from portal import numbers
from reports.charts import base
from reports.charts.axes import BOTTOM, TOP, Axes, round_values
from reports.charts.base import WIDTH, Drawing, Number, Table, Word, percent, shortened, widest

HEIGHT = 300
#: A label has two lines of text and stands so far from the next.
LABEL_GAP = 36
LABEL_LIMIT = 160
#: From the last month to the labels.
THREAD = 14
WIDEST_COLUMN = 28

CIRCLE = "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
SQUARE = "m-4-4h8v8h-8z"
TRIANGLE = "m0-5l5 9h-10z"
DIAMOND = "m0-5l5 5l-5 5l-5-5z"


@dataclass(frozen=True, slots=True)
class Series:
    """A value a month, None where nothing is known: a gap, not a zero."""

    name: str
    values: Sequence[Number | None]

    @property
    def known(self) -> list[tuple[int, Number]]:
        """Month and value, where there is one."""
        return [(month, value) for month, value in enumerate(self.values) if value is not None]


@dataclass(frozen=True, slots=True)
class Look:
    """How a series is drawn: dash («none» is solid, empty no line) and marker, a path around 0,0."""

    colour: str
    dash: str = ""
    marker: str = ""
    fill: str = base.SURFACE


LOOKS = (
    Look(base.ACCENT, "none", CIRCLE, base.ACCENT),
    Look(base.WARN, "8 4", SQUARE),
    Look(base.BUSY, "2 3", TRIANGLE, base.BUSY),
    Look(base.QUIET, "10 3 2 3", DIAMOND),
)
COLUMN = Look(base.ACCENT)
CUMULATIVE = Look(base.WARN, "none", SQUARE)
TARGET = Look(base.INK, "6 4")

Curve = tuple[Series, Look]
Write = Callable[[Number | None], str]


@dataclass(frozen=True, slots=True)
class Line:
    """Data of SVG paths (line, markers, thread to the label), empty where nothing is drawn."""

    look: Look
    path: str
    markers: str
    thread: str
    name: Word
    value: Word


@dataclass(frozen=True, slots=True)
class Column:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot(Drawing):
    """Columns, if any, under lines, over months."""

    template: ClassVar = "reports/charts/plot.html"
    colour: ClassVar = COLUMN.colour

    height: int = HEIGHT
    axes: Axes
    lines: tuple[Line, ...]
    columns: tuple[Column, ...] = ()


def trend(title: str, unit: str, labels: Sequence[str], series: Sequence[Series]) -> Plot:
    """Lines over ``labels`` («2024年1月», up to 36): one to four ``series`` of as many values.

    Values are printed as 1,234.50 when ``unit`` is 万元, else without trailing zeros.
    Raises ValueError for a fifth series or one of another length.
    """
    if not 1 <= len(series) <= len(LOOKS):
        raise ValueError(f"A trend has 1 to {len(LOOKS)} series, not {len(series)}.")
    curves = list(zip(series, LOOKS, strict=False))
    axes = axes_for(unit, labels, curves)
    write = writer(unit)
    return Plot(
        title=title,
        unit=unit,
        summary="；".join(sentence(one, labels, unit) for one in series) + "。",
        axes=axes,
        lines=tuple(lines(axes, curves, write)),
        table=table(labels, series, write),
    )


def columns(
    title: str,
    unit: str,
    labels: Sequence[str],
    *,
    month: Sequence[Number | None],
    cumulative: Sequence[Number | None],
    target: Number | None = None,
) -> Plot:
    """A column a month, the cumulative figure as a line, the year's ``target`` across.

    Months to come are None. Raises ValueError for values of another length than ``labels``.
    """
    series = [Series("当月", month), Series("累计", cumulative)]
    curves = [(series[0], COLUMN), (series[1], CUMULATIVE)]
    if target is not None:
        curves.append((Series("年度目标", [target] * len(labels)), TARGET))
    axes = axes_for(unit, labels, curves)
    write = writer(unit)
    return Plot(
        title=title,
        unit=unit,
        summary=f"{reached(series[1], labels, unit, target)}{sentence(series[0], labels, unit)}。",
        axes=axes,
        lines=tuple(lines(axes, curves, write)),
        columns=tuple(column(axes, month, value) for month, value in series[0].known),
        table=table(labels, series, write),
    )


def writer(unit: str) -> Write:
    """How values of a unit are printed."""
    return numbers.format_amount if unit == "万元" else plain


def plain(value: Number | None) -> str:
    return "" if value is None else numbers.format_area(Decimal(value))


# --- in words -----------------------------------------------------------------------------------


def sentence(series: Series, labels: Sequence[str], unit: str) -> str:
    """«全省最近5家（2024年6月），最高6家（2024年3月），最低2家（2024年1月）».

    The first month where several are equal.
    """
    if not series.known:
        return f"{series.name}暂无数据"
    highest = max(series.known, key=lambda pair: pair[1])
    lowest = min(series.known, key=lambda pair: pair[1])
    places = [("最近", series.known[-1])]
    if highest[1] > lowest[1]:
        places += [("最高", highest), ("最低", lowest)]
    write = writer(unit)
    return series.name + "，".join(
        f"{word}{write(value)}{unit}（{labels[month]}）" for word, (month, value) in places
    )


def reached(series: Series, labels: Sequence[str], unit: str, target: Number | None) -> str:
    """«截至2024年6月累计600.00万元，完成年度目标1,200.00万元的50%；», as far as it is known."""
    if not series.known:
        return ""
    write = writer(unit)
    month, value = series.known[-1]
    share = f"，完成年度目标{write(target)}{unit}的{percent(value, target)}" if target else ""
    return f"截至{labels[month]}累计{write(value)}{unit}{share}；"


def table(labels: Sequence[str], series: Sequence[Series], write: Write) -> Table:
    rows = zip(labels, *(map(write, one.values) for one in series), strict=True)
    return Table(("月份", *(one.name for one in series)), tuple(rows))


# --- in lines -----------------------------------------------------------------------------------


def axes_for(unit: str, labels: Sequence[str], curves: Sequence[Curve]) -> Axes:
    """Axes that leave room for the words on both sides.

    Raises ValueError where a series has not a value a month.
    """
    if wrong := [one.name for one, _ in curves if len(one.values) != len(labels)]:
        raise ValueError(f"Not a value a month: {wrong}.")
    values = round_values(value for one, _ in curves for _, value in one.known)
    write = writer(unit)
    words = [text for one, _ in curves for text in (one.name, latest_words(one, write))]
    left = widest(map(numbers.format_area, values)) + 12
    right = WIDTH - min(widest(words), LABEL_LIMIT) - THREAD
    return Axes(left, right, values, tuple(labels))


def latest(series: Series) -> Number | None:
    return series.known[-1][1] if series.known else None


def latest_words(series: Series, write: Write) -> str:
    return write(latest(series)) or "暂无数据"


def lines(axes: Axes, curves: Sequence[Curve], write: Write) -> list[Line]:
    """Every curve with its label, which moves away from the others' where they would meet."""
    ends = [axes.y(latest(one) or 0) for one, _ in curves]
    return [
        line(axes, curve, write, place)
        for curve, place in zip(curves, spread(ends, LABEL_GAP, TOP, BOTTOM), strict=True)
    ]


def line(axes: Axes, curve: Curve, write: Write, place: int) -> Line:
    series, look = curve
    points = {month: f"{axes.x(month)} {axes.y(value)}" for month, value in series.known}
    x = axes.right + THREAD
    return Line(
        look=look,
        path=joined(points) if look.dash else "",
        markers="".join(f"M{point}{look.marker}" for point in points.values() if look.marker),
        thread=f"M{points[max(points)]}L{x - 4} {place}" if points else "",
        name=Word(x, place - 2, shortened(series.name, LABEL_LIMIT)),
        value=Word(x, place + 15, latest_words(series, write)),
    )


def joined(points: dict[int, str]) -> str:
    """One path through the points, broken where a month is missing."""
    return "".join(
        f"{'L' if month - 1 in points else 'M'}{point}" for month, point in points.items()
    )


def column(axes: Axes, month: int, value: Number) -> Column:
    """From 0 to the value, up or down."""
    width = min(WIDEST_COLUMN, max(round(axes.slot * 0.6), 1))
    top, bottom = sorted((axes.y(value), axes.y(0)))
    return Column(axes.x(month) - width // 2, top, width, bottom - top)


def spread(wanted: Sequence[int], gap: int, top: int, bottom: int) -> list[int]:
    """Places at least ``gap`` apart, in the order of ``wanted`` and near it.

    Between ``top`` and ``bottom`` when there is room for all.
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    places = list(wanted)
    least = top
    for index in order:
        places[index] = max(places[index], least)
        least = places[index] + gap
    most = bottom
    for index in reversed(order):
        places[index] = min(places[index], most)
        most = places[index] - gap
    return places
