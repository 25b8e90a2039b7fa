"""What a bulletin counts: sealed contents of one merge, and the months as they came in.

Every answer is made of JSON values, amounts as strings, so that a draft keeps what was counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from unicodedata import normalize

from portal import clock
from portal.models import Region
from reports import roster
from reports.builders import merged_versions
from reports.choices import CellState, Duty, Light, RequestKind
from reports.contents import lines_by_unit
from reports.due_dates import DueDates
from reports.lights import HUNDRED, Rule, state_of
from reports.matrix import Matrix, Tally, matrix
from reports.matrix import Row as MatrixRow
from reports.models import CityMonth, LightRule, Merge, Project
from reports.periods import months_of
from reports.ranking import TENTH, Place, ranking

FORMAT = 1
#: Units of shares, which cannot be added up.
SHARES = frozenset({"%", "‰", "百分比", "百分点", "个百分点"})
#: What people write where they have nothing to say.
NOTHING = frozenset({"", "无", "暂无", "没有", "/", "-", "—"})
ZERO = Decimal(0)

Line = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CityCount:
    """The organisations of one city in the month; ``state`` is that of the city's own report."""

    city: str
    state: str
    on_time: int = 0
    late: int = 0
    missing: int = 0
    excused: int = 0
    pending: int = 0
    unchanged: int = 0
    identical: int = 0
    green: int = 0
    yellow: int = 0
    red: int = 0

    @property
    def due(self) -> int:
        return self.on_time + self.late + self.missing

    @property
    def members(self) -> int:
        return self.due + self.excused + self.pending


def count(merge: Merge) -> dict[str, Any]:
    """Everything that the bulletin of the merged month says and shows; nine queries."""
    months = months_of(merge.month.year)[: merge.month.month]
    seen = matrix(roster.everybody(), months)
    standing = seen.standing
    lines = sealed_lines(merge)
    places = ranking(seen)
    return {
        "format": FORMAT,
        "year": merge.month.year,
        "month": merge.month.month,
        "counted_on": clock.today().isoformat(),
        "merged": len(merge.versions),
        "cities": city_counts(standing, merge.month),
        "late": named(seen, CellState.LATE),
        "missing": named(seen, CellState.MISSING),
        "rule": rule_of(merge.month.year),
        "reds": reds(seen),
        "indicators": indicators(lines),
        "projects": projects(row.organisation.pk for row in standing.rows),
        "problems": problems(lines),
        "requests": requests(lines),
        "trend": trend(seen),
        "city_places": [place_row(place) for place in places.cities],
        "unit_places": [place_row(place) for place in places.units],
    }


# --- what the cities have sealed ---------------------------------------------------------


def sealed_lines(merge: Merge) -> list[Line]:
    """Every line of the merged versions with its ``city``, in official order; one query."""
    return [
        {"city": version.data["city"], **line}
        for version in merged_versions(merge)
        for line in lines_by_unit(version.data).values()
    ]


def indicators(lines: Iterable[Line]) -> list[Row]:
    """Sums by indicator and unit over all organisations; what most of them count comes first.

    ``month`` is empty where nobody has entered anything this month. Shares are left out.
    """
    found: dict[tuple[str, str], list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for line in lines:
        for figure in line["figures"]:
            if normalize("NFKC", figure["unit_word"]) not in SHARES:
                key = figure["indicator"], figure["unit_word"]
                found[key].append((line["organisation"], figure))
    rows = [_sums(key, entries) for key, entries in found.items()]
    return sorted(rows, key=lambda row: -row["units"])


def _sums(key: tuple[str, str], entries: list[tuple[int, dict[str, str]]]) -> Row:
    figures = [figure for _, figure in entries]
    entered = [Decimal(figure["month"]) for figure in figures if figure["month"]]
    return {
        "indicator": key[0],
        "unit_word": key[1],
        "units": len({organisation for organisation, _ in entries}),
        "month": str(sum(entered)) if entered else "",
        "cumulative": str(sum(Decimal(figure["cumulative"]) for figure in figures)),
        "target": str(sum(Decimal(figure["target"]) for figure in figures)),
    }


def problems(lines: Iterable[Line]) -> list[Row]:
    """What stands under 存在问题, by organisation."""
    return [
        {"city": line["city"], "name": line["unit"], "text": text}
        for line in lines
        if (text := said(line["problems"]))
    ]


def requests(lines: Iterable[Line]) -> list[Row]:
    """What stands under 需协调事项, by organisation, with its kind."""
    return [
        {
            "city": line["city"],
            "name": line["unit"],
            "kind": line["request_kind"] or RequestKind.OTHER.value,
            "text": text,
        }
        for line in lines
        if (text := said(line["requests"]))
    ]


def said(text: str) -> str:
    """``text`` as one paragraph; empty where it says that there is nothing."""
    parts = [part.strip() for part in text.splitlines() if part.strip()]
    joined = "".join(part if part[-1] in "。；：，、！？" else f"{part}；" for part in parts)
    joined = joined.rstrip("。；，、 ")
    if joined in NOTHING:
        return ""
    return joined if joined[-1] in "！？" else f"{joined}。"


# --- what the months say -----------------------------------------------------------------


def city_counts(seen: Matrix, month: date) -> list[Row]:
    """Each city that has organisations in ``month``, the last of the matrix; two queries."""
    reported = dict(CityMonth.objects.filter(month=month).values_list("city", "first_submitted_at"))
    due = DueDates.of(Duty.LEDGER, [month])
    now = clock.now()
    counts = []
    for city, rows in seen.cities:
        states = {row.cells[-1].state for row in rows}
        state = state_of(
            due=due.moment(month, city.pk),
            reported_at=reported.get(city.pk),
            excused=states == {CellState.EXCUSED},
            now=now,
        )
        counts.append(asdict(_city_count(city, state, rows)))
    return counts


def _city_count(city: Region, state: CellState, rows: Sequence[MatrixRow]) -> CityCount:
    cells = [row.cells[-1] for row in rows]
    lights = Counter(cell.light for cell in cells)
    return CityCount(
        city=city.name,
        state=state.value,
        **asdict(Tally.of(cells)),
        unchanged=sum(cell.is_unchanged for cell in cells),
        identical=sum(cell.is_identical for cell in cells),
        green=lights[Light.GREEN],
        yellow=lights[Light.YELLOW],
        red=lights[Light.RED],
    )


def named(seen: Matrix, state: CellState) -> list[Row]:
    """Who stands in ``state`` in the last month, city by city."""
    return [_name(row) for row in _by_city(seen) if row.cells[-1].state == state]


def reds(seen: Matrix) -> list[Row]:
    """Who has a red light in the last month, and why, city by city."""
    return [
        {**_name(row), "reason": row.cells[-1].reason}
        for row in _by_city(seen)
        if row.cells[-1].light == Light.RED
    ]


def _by_city(seen: Matrix) -> list[MatrixRow]:
    return [row for _, rows in seen.cities for row in rows]


def _name(row: MatrixRow) -> Row:
    return {"city": row.organisation.city.name, "name": row.organisation.name}


def rule_of(year: int) -> dict[str, int]:
    """From how many points behind lights turned in ``year``; one query."""
    found = LightRule.objects.filter(year=year).values("yellow_points", "red_points").first()
    return found or asdict(Rule())


def trend(seen: Matrix) -> list[Row]:
    """按时率 in per cent with one decimal, of every month in which something was due."""
    return [
        {
            "month": month.isoformat(),
            "rate": str((HUNDRED * tally.rate).quantize(TENTH, ROUND_HALF_UP)),
        }
        for month, tally in zip(seen.months, seen.columns, strict=True)
        if tally.rate is not None
    ]


def place_row(place: Place) -> Row:
    """One place of a list; per cent as printed, empty where nothing counts."""
    return {
        "rank": place.rank,
        "name": place.name,
        "city": place.city,
        "rate": "" if place.rate is None else f"{place.rate}%",
        "progress": "" if place.progress is None else f"{place.progress}%",
        "light": place.light.label,
        "note": place.note,
    }


# --- projects ----------------------------------------------------------------------------


def projects(organisations: Iterable[int]) -> Row:
    """重大项目 of ``organisations``: how many, money in 万元, stages; one query.

    ``priced`` have a 总投资, ``paid`` a 累计完成投资.
    """
    rows = list(Project.objects.filter(organisation__in=list(organisations)))
    prices = [row.investment_wan for row in rows if row.investment_wan is not None]
    payments = [row.completed_wan for row in rows if row.completed_wan is not None]
    return {
        "count": len(rows),
        "priced": len(prices),
        "investment": str(sum(prices, ZERO)),
        "paid": len(payments),
        "completed": str(sum(payments, ZERO)),
        "stages": dict(Counter(row.stage for row in rows)),
    }


# --- figures as stored -------------------------------------------------------------------


def cities_of(figures: dict[str, Any]) -> list[CityCount]:
    """The cities of stored figures."""
    return [CityCount(**row) for row in figures["cities"]]


def total(cities: Sequence[CityCount], name: str = "合计") -> CityCount:
    """All of them together."""
    rows = [asdict(city) for city in cities]
    sums = {key: sum(row[key] for row in rows) for key in list(asdict(CityCount("", "")))[2:]}
    return CityCount(name, "", **sums)
