"""调度排队: places by on-time rate, then by progress."""

from datetime import date
from decimal import Decimal

import pytest

from portal import clock
from portal.choices import OrganisationKind
from portal.models import KindPeriod
from reports import roster
from reports.choices import Light
from reports.matrix import Tally, matrix
from reports.ranking import Place, ranked, ranking
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import disable, figure_of, line_of, moment, report_month, task_of

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def place(name, rate, progress=None):
    return Place(
        name=name,
        city="",
        tally=Tally(),
        rate=None if rate is None else Decimal(rate),
        progress=None if progress is None else Decimal(progress),
        light=Light.GREEN,
    )


def order(*places):
    return [(one.rank, one.name) for one in ranked(places)]


def test_on_time_rate_goes_before_progress():
    assert order(
        place("甲", "66.7", "90"), place("乙", "100", "10"), place("丙", "66.7", "95")
    ) == [
        (1, "乙"),
        (2, "丙"),
        (3, "甲"),
    ]


def test_equals_share_a_rank_and_the_next_is_left_out():
    best = [place("甲", "100", "50"), place("乙", "100", "50")]

    assert order(place("丙", "0", "50"), *best) == [(1, "甲"), (1, "乙"), (3, "丙")]


def test_no_progress_stands_behind_a_progress_of_nought():
    assert order(place("甲", "100"), place("乙", "100", "0.0"), place("丙", "50", "100")) == [
        (1, "乙"),
        (2, "甲"),
        (3, "丙"),
    ]


def test_who_has_nothing_counted_is_listed_without_rank():
    assert order(place("甲", None, "100"), place("乙", "0"), place("丙", None)) == [
        (1, "乙"),
        (None, "甲"),
        (None, "丙"),
    ]


@pytest.fixture
def winter(places):
    """January and February of three units, on the 1st of March."""
    unit, other, far = (places[key] for key in ("unit", "other_unit", "far_unit"))
    task = task_of(unit, 2026, 3)
    for month in (JANUARY, FEBRUARY):
        in_time = moment(2026, month.month, 20)
        figure_of(line_of(unit, month, reported_at=in_time), task, 1)
        line_of(far, month, reported_at=in_time)
    line_of(other, JANUARY, reported_at=moment(2026, 2, 5))
    with clock.at(moment(2026, 3, 1)):
        yield matrix(roster.everybody(), [JANUARY, FEBRUARY])


@pytest.mark.django_db
def test_units_with_their_rates_lights_and_reasons(winter):
    places = ranking(winter).units

    assert places == [
        Place(
            rank=1,
            name="青岚谷康养有限公司",
            city="太原市",
            tally=Tally(on_time=2),
            rate=Decimal("100.0"),
            progress=Decimal("66.7"),
            light=Light.GREEN,
        ),
        Place(
            rank=2,
            name="云上泉康养有限公司",
            city="大同市",
            tally=Tally(on_time=2),
            rate=Decimal("100.0"),
            progress=None,
            light=Light.GREEN,
        ),
        Place(
            rank=3,
            name="松涛里康养有限公司",
            city="太原市",
            tally=Tally(late=1, missing=1),
            rate=Decimal("0.0"),
            progress=None,
            light=Light.RED,
            note="逾期未报",
        ),
    ]


@pytest.mark.django_db
def test_city_counts_the_months_of_its_units_and_shows_its_gravest_light(winter):
    places = ranking(winter).cities

    assert [
        (one.rank, one.name, one.tally, one.rate, one.progress, one.light, one.note)
        for one in places
    ] == [
        (1, "大同市", Tally(on_time=2), Decimal("100.0"), None, Light.GREEN, "绿灯1家"),
        (
            2,
            "太原市",
            Tally(on_time=2, late=1, missing=1),
            Decimal("50.0"),
            Decimal("66.7"),
            Light.RED,
            "红灯1家，绿灯1家",
        ),
    ]


@pytest.mark.django_db
def test_who_was_disabled_has_no_place_and_counts_in_the_rate_of_the_city(cast, winter, places):
    unit = places["unit"]
    report_month(unit.city, JANUARY, by=cast["city"], at=moment(2026, 1, 31))
    disable(unit)

    found = ranking(matrix(roster.everybody(), [JANUARY, FEBRUARY]))

    assert [one.name for one in found.units] == ["云上泉康养有限公司", "松涛里康养有限公司"]
    assert [(one.tally, one.progress) for one in found.cities] == [
        (Tally(on_time=2), None),
        (Tally(on_time=1, late=1, missing=1), None),
    ]


@pytest.mark.django_db
def test_unit_that_was_just_entered_has_no_rank_yet(winter, taiyuan):
    unit = OrganisationFactory(name="栖云康养有限公司", city=taiyuan)
    KindPeriod.objects.create(
        organisation=unit, kind=OrganisationKind.CREATING_UNIT, since=date(2026, 3, 1)
    )

    with clock.at(moment(2026, 3, 20)):
        found = matrix(roster.everybody(), [JANUARY, FEBRUARY, date(2026, 3, 1)])
        last = ranking(found).units[-1]

    assert (last.name, last.rank, last.rate, last.light) == (unit.name, None, None, Light.NONE)
