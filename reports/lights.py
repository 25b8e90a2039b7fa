"""Red, yellow, green: from due dates and declared thresholds, and from nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portal.numbers import format_area
from reports.choices import CellState, Light

MONTHS = 12
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rule:
    """Points behind the calendar after which a light turns; more than, not from."""

    yellow_points: int = 10
    red_points: int = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one organisation: whether it came, its light, and why the light is not green.

    ``points`` is how far the year's figures lie behind the calendar, None where none are counted.
    """

    month: date
    state: CellState
    light: Light
    reason: str = ""
    points: Decimal | None = None
    is_unchanged: bool = False
    is_identical: bool = False


def state_of(
    *, due: datetime, reported_at: datetime | None, excused: bool, now: datetime
) -> CellState:
    """按时, 逾期, 未报, 免报 or 未到期. The due moment itself is in time."""
    if reported_at is not None:
        return CellState.LATE if reported_at > due else CellState.ON_TIME
    if excused:
        return CellState.EXCUSED
    return CellState.MISSING if now > due else CellState.PENDING


def light_of(state: CellState, points: Decimal | None, rule: Rule) -> tuple[Light, str]:
    """The light of a month and the reason in words.

    A month that was caught up stays yellow. ``points`` is how far the year's figures lie
    behind the calendar in that month, None where nothing is counted.
    """
    if state == CellState.MISSING:
        return Light.RED, "逾期未报"
    if state not in (CellState.ON_TIME, CellState.LATE):
        return Light.NONE, ""
    if points is not None and points > rule.red_points:
        return Light.RED, f"进度落后{said(points)}个百分点"
    if points is not None and points > rule.yellow_points:
        return Light.YELLOW, f"进度落后{said(points)}个百分点"
    if state == CellState.LATE:
        return Light.YELLOW, "逾期补报"
    return Light.GREEN, ""


def said(points: Decimal) -> str:
    """With one decimal at most: 10, 10.3."""
    return format_area(round(points, 1))


def completion(cumulative: Decimal, target: Decimal) -> Decimal:
    """Per cent of the year's target, at most 100, at least 0."""
    return min(HUNDRED, max(Decimal(0), cumulative / target * HUNDRED))


def points_behind(month: date, rates: Iterable[Decimal]) -> Decimal | None:
    """How many points the mean of ``rates`` lies behind an even year; None without rates.

    After June an even year stands at 50. Being ahead is 0.
    """
    rates = list(rates)
    if not rates:
        return None
    expected = HUNDRED * month.month / MONTHS
    return max(Decimal(0), expected - sum(rates) / len(rates))
