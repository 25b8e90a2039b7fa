"""Red, yellow, green: organisations by months, and the eleven cities as tiles."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from reports.charts.axes import year_and_month
from reports.charts.base import Chart


@dataclass(frozen=True, slots=True)
class Light:
    """A light by word, shape and colour; ``key`` is the colour, and the class ``light-{key}``."""

    key: str
    word: str
    shape: str

    @property
    def sign(self) -> str:
        """Short, for a narrow cell: «●绿»."""
        return self.shape + self.word[0]


LIGHTS = {
    light.key: light
    for light in (
        Light("green", "绿灯", "●"),
        Light("yellow", "黄灯", "▲"),
        Light("red", "红灯", "■"),
        Light("none", "无灯", "—"),
    )
}


@dataclass(frozen=True, slots=True)
class LightRow:
    """An organisation with one key of ``LIGHTS`` a month, None for «none».

    Rows of one ``group`` (a city, a kind) stand together under its name.
    """

    name: str
    lights: Sequence[str | None]
    url: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class City:
    """A tile: the region's ``code`` gives its place, ``number`` is short («7/9»)."""

    code: str
    name: str
    number: str
    light: str | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lamp:
    """A row with its lights found."""

    name: str
    url: str
    lights: tuple[Light, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    code: str
    name: str
    url: str
    number: str
    light: Light


@dataclass(frozen=True, slots=True, kw_only=True)
class Lights(Chart):
    """``years`` are (year, months spanned), empty when the labels have none."""

    template: ClassVar = "reports/charts/lights.html"
    years: tuple[tuple[str, int], ...]
    months: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Lamp, ...]], ...]

    @property
    def legend(self) -> str:
        return "，".join(light.shape + light.word for light in LIGHTS.values())

    @property
    def span(self) -> int:
        """Columns of the table."""
        return len(self.months) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cities(Chart):
    template: ClassVar = "reports/charts/cities.html"
    tiles: tuple[Tile, ...]


def lights(title: str, labels: Sequence[str], rows: Sequence[LightRow]) -> Lights:
    """A table of ``rows`` by months («2024年1月»); each row has a light a month.

    Raises KeyError for an unknown light, ValueError for a row of another length.
    """
    if wrong := [row.name for row in rows if len(row.lights) != len(labels)]:
        raise ValueError(f"Not a light a month: {wrong}.")
    dates = [year_and_month(label) for label in labels]
    years = [(year, len(list(same))) for year, same in groupby(year for year, _ in dates)]
    groups = [(name, tuple(map(lamp, same))) for name, same in groupby(rows, lambda row: row.group)]
    latest = f"{labels[-1]}：" if labels else ""
    return Lights(
        title=title,
        summary=latest + tally((row.lights[-1] for row in rows if row.lights), "个"),
        years=tuple(years) if any(year for year, _ in years) else (),
        months=tuple(month for _, month in dates),
        groups=tuple(groups),
    )


def cities(title: str, values: Sequence[City]) -> Cities:
    """Tiles where the cities lie, a list in the order of ``values``."""
    tiles = [
        Tile(city.code, city.name, city.url, city.number, light(city.light)) for city in values
    ]
    return Cities(
        title=title,
        summary=tally((city.light for city in values), "个市"),
        tiles=tuple(tiles),
    )


def light(key: str | None) -> Light:
    return LIGHTS[key or "none"]


def lamp(row: LightRow) -> Lamp:
    return Lamp(row.name, row.url, tuple(map(light, row.lights)))


def tally(keys: Iterable[str | None], measure: str) -> str:
    """«绿灯5个，黄灯0个，红灯1个。»; what has no light is named when there is such."""
    counts = Counter(light(key) for key in keys)
    words = [
        f"{one.word}{counts[one]}{measure}"
        for one in LIGHTS.values()
        if counts[one] or one.key != "none"
    ]
    return "，".join(words) + "。"
