"""调度排队: cities and organisations by on-time rate, then by progress (晋文旅发〔2024〕7号 item 19)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean

from reports.choices import Light
from reports.lights import HUNDRED
from reports.matrix import Matrix, Row, Tally

#: Printed beside every list of places.
RULE = (
    "按时率为本年1月至本月按时报送的月数占应报月数的比例；免报和未到期的月份不计。",
    "任务进度为设有年度目标值的任务至本月完成率的平均值，每项任务最高计100%；"
    "市的任务进度为所属单位任务进度的平均值。",
    "先按按时率从高到低排列，按时率相同的按任务进度从高到低排列，没有任务进度的排在其后。",
    "两项比例均保留一位小数后比较，都相同的名次并列；没有应报月份的不排名次。",
    "亮灯为本月的亮灯，市取所属单位中最重的一级。",
)
#: The gravest first.
GRAVITY = (Light.RED, Light.YELLOW, Light.GREEN)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a list: ``rate`` and ``progress`` in per cent with one decimal.

    ``rank`` is None for who has nothing counted; ``city`` is empty in the list of cities.
    """

    name: str
    city: str
    tally: Tally
    rate: Decimal | None
    progress: Decimal | None
    light: Light
    note: str = ""
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Both lists, the best first, those without rank last."""

    cities: list[Place]
    units: list[Place]


def ranking(matrix: Matrix) -> Ranking:
    """The places of ``matrix``: January to the month that is ranked; no query.

    Who has left before that month has no place, and counts in the on-time rate of the city.
    """
    return Ranking(
        cities=ranked(_city(region.name, rows) for region, rows in matrix.cities),
        units=ranked(_unit(row) for row in matrix.standing.rows),
    )


def ranked(places: Iterable[Place]) -> list[Place]:
    """``places`` in order with their ranks; equals share one, and the next is left out (1, 1, 3)."""
    places = list(places)
    keys = sorted((_key(place) for place in places if place.rate is not None), reverse=True)
    counted = [
        replace(place, rank=keys.index(_key(place)) + 1)
        for place in places
        if place.rate is not None
    ]
    counted.sort(key=lambda place: place.rank or 0)
    return counted + [place for place in places if place.rate is None]


def _key(place: Place) -> tuple[Decimal | None, Decimal]:
    return place.rate, Decimal(-1) if place.progress is None else place.progress


def _unit(row: Row) -> Place:
    last = row.cells[-1]
    return Place(
        name=row.organisation.name,
        city=row.organisation.city.name,
        tally=row.tally,
        rate=_per_cent(row.tally),
        progress=_rounded(row.progress),
        light=last.light,
        note=last.reason,
    )


def _city(name: str, rows: Sequence[Row]) -> Place:
    tally = Tally.of(cell for row in rows for cell in row.cells)
    known = [row.progress for row in rows if row.stands and row.progress is not None]
    lights = Counter(row.cells[-1].light for row in rows)
    return Place(
        name=name,
        city="",
        tally=tally,
        rate=_per_cent(tally),
        progress=_rounded(mean(known) if known else None),
        light=next((light for light in GRAVITY if lights[light]), Light.NONE),
        note="，".join(f"{light.label}{lights[light]}家" for light in GRAVITY if lights[light]),
    )


def _per_cent(tally: Tally) -> Decimal | None:
    return None if tally.rate is None else _rounded(tally.rate * HUNDRED)


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(TENTH, ROUND_HALF_UP)
