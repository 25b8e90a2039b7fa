"""States and lights at their boundaries: just under, on, just over."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from reports.choices import CellState, Light
from reports.lights import Rule, completion, light_of, points_behind, state_of
from tests.factories.reports import moment

DUE = moment(2026, 2, 28, 23, 59, 59)
SECOND = timedelta(seconds=1)


def state(reported_at=None, *, excused=False, now=DUE):
    return state_of(due=DUE, reported_at=reported_at, excused=excused, now=now)


@pytest.mark.parametrize(
    ("reported_at", "expected"),
    [
        (DUE - timedelta(days=20), CellState.ON_TIME),
        (DUE, CellState.ON_TIME),
        (DUE + SECOND, CellState.LATE),
        (DUE + timedelta(days=400), CellState.LATE),
    ],
)
def test_last_second_is_in_time(reported_at, expected):
    assert state(reported_at) == expected
    assert state(reported_at, excused=True) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (DUE, CellState.PENDING),
        (DUE + SECOND, CellState.MISSING),
    ],
)
def test_nothing_is_missing_before_the_day_is_over(now, expected):
    assert state(now=now) == expected
    assert state(now=now, excused=True) == CellState.EXCUSED


BEHIND_35 = "进度落后35个百分点"


# fmt: off
LIGHTS = [
    (CellState.ON_TIME,  None,              (Light.GREEN, "")),
    (CellState.ON_TIME,  Decimal("0"),      (Light.GREEN, "")),
    (CellState.ON_TIME,  Decimal("10"),     (Light.GREEN, "")),
    (CellState.ON_TIME,  Decimal("10.05"),  (Light.YELLOW, "进度落后10个百分点")),
    (CellState.ON_TIME,  Decimal("30"),     (Light.YELLOW, "进度落后30个百分点")),
    (CellState.ON_TIME,  Decimal("30.26"),  (Light.RED, "进度落后30.3个百分点")),
    (CellState.LATE,     None,              (Light.YELLOW, "逾期补报")),
    (CellState.LATE,     Decimal("10"),     (Light.YELLOW, "逾期补报")),
    (CellState.LATE,     Decimal("35"),     (Light.RED, BEHIND_35)),
    (CellState.MISSING,  None,              (Light.RED, "逾期未报")),
    (CellState.MISSING,  Decimal("35"),     (Light.RED, "逾期未报")),
    (CellState.EXCUSED,  Decimal("35"),     (Light.NONE, "")),
    (CellState.PENDING,  Decimal("35"),     (Light.NONE, "")),
    (CellState.OUTSIDE,  None,              (Light.NONE, "")),
]
# fmt: on


@pytest.mark.parametrize(("cell", "points", "light"), LIGHTS)
def test_light_of_a_month_and_its_reason(cell, points, light):
    assert light_of(cell, points, Rule()) == light


def test_thresholds_are_those_of_the_year():
    strict = Rule(yellow_points=5, red_points=20)

    assert light_of(CellState.ON_TIME, Decimal("5"), strict)[0] == Light.GREEN
    assert light_of(CellState.ON_TIME, Decimal("6"), strict)[0] == Light.YELLOW
    assert light_of(CellState.ON_TIME, Decimal("21"), strict)[0] == Light.RED


@pytest.mark.parametrize(
    ("cumulative", "target", "rate"),
    [
        ("0", "20", "0"),
        ("5", "20", "25"),
        ("20", "20", "100"),
        ("31", "20", "100"),
        ("-3", "20", "0"),
    ],
)
def test_completion_lies_between_0_and_100(cumulative, target, rate):
    assert completion(Decimal(cumulative), Decimal(target)) == Decimal(rate)


@pytest.mark.parametrize(
    ("month", "rates", "points"),
    [
        (6, [], None),
        (6, ["50"], "0"),
        (6, ["49"], "1"),
        (6, ["80"], "0"),
        (6, ["0", "60"], "20"),
        (12, ["0"], "100"),
        (12, ["100"], "0"),
    ],
)
def test_points_behind_an_even_year(month, rates, points):
    behind = points_behind(date(2026, month, 1), [Decimal(rate) for rate in rates])

    assert behind == (points and Decimal(points))
