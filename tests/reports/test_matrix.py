"""The completeness matrix: what each organisation did with each month, and what that adds up to."""

from datetime import date
from decimal import Decimal

import pytest

from portal import clock
from portal.choices import OrganisationKind
from portal.models import KindPeriod, Organisation
from reports import roster
from reports.choices import CellState, Duty, Light
from reports.matrix import Tally, matrix
from reports.models import DueDate, Excuse, LightRule
from reports.periods import months_of
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import disable, figure_of, line_of, moment, report_month, task_of

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, number, 1) for number in range(1, 5))
ON_TIME, LATE, MISSING, EXCUSED, PENDING, OUTSIDE = CellState
NOW = moment(2026, 4, 10, 9)


@pytest.fixture(autouse=True)
def tenth_of_april():
    with clock.at(NOW):
        yield


@pytest.fixture
def unit(places):
    return places["unit"]


def row_of(unit, months=(JANUARY, FEBRUARY, MARCH, APRIL)):
    return matrix(Organisation.objects.filter(pk=unit.pk), months).rows[0]


def states(row):
    return [cell.state for cell in row.cells]


def seen(row):
    return [cell.light for cell in row.cells]


@pytest.fixture
def spring(unit, cast):
    """January in time, February late, March not at all, April still to come."""
    line_of(unit, JANUARY, reported_at=moment(2026, 1, 31, 23, 59, 59))
    line_of(unit, FEBRUARY, reported_at=moment(2026, 3, 1))
    line_of(unit, MARCH)
    return row_of(unit)


def test_months_in_time_late_missing_and_to_come(spring):
    assert states(spring) == [ON_TIME, LATE, MISSING, PENDING]
    assert seen(spring) == [Light.GREEN, Light.YELLOW, Light.RED, Light.NONE]
    assert spring.tally == Tally(on_time=1, late=1, missing=1, pending=1)
    assert spring.tally.rate == Decimal(1) / 3


def test_month_that_was_caught_up_stays_late(unit, spring):
    unit.ledger_lines.filter(city_month__month=MARCH).update(reported_at=NOW)

    assert states(row_of(unit)) == [ON_TIME, LATE, LATE, PENDING]


def test_excused_month_is_not_due(unit, cast, spring):
    excuse = Excuse.objects.create(
        organisation=unit,
        since=FEBRUARY,
        until=MARCH,
        reason="停业改造。",
        granted_by=cast["province"],
        granted_at=NOW,
    )

    granted = row_of(unit)
    Excuse.objects.filter(pk=excuse.pk).update(ended_by=cast["province"], ended_at=NOW)

    assert states(granted) == [ON_TIME, LATE, EXCUSED, PENDING]
    assert granted.tally.due == 2
    assert states(row_of(unit)) == [ON_TIME, LATE, MISSING, PENDING]


def test_moved_date_judges_past_months_anew(unit, cast, spring):
    for city, day in ((None, date(2026, 3, 1)), (unit.city, date(2026, 2, 27))):
        DueDate.objects.create(
            duty=Duty.LEDGER,
            period=FEBRUARY,
            city=city,
            due_on=day,
            reason="春节顺延。",
            moved_by=cast["province"],
            moved_at=NOW,
        )

        expected = ON_TIME if city is None else LATE
        assert states(row_of(unit)) == [ON_TIME, expected, MISSING, PENDING]


def test_no_month_before_the_notice_and_none_before_an_organisation_was_entered(unit):
    KindPeriod.objects.create(
        organisation=unit, kind=OrganisationKind.CREATING_UNIT, since=date(2024, 5, 1)
    )

    row = row_of(unit, months_of(2024))

    assert states(row) == [OUTSIDE] * 4 + [MISSING] * 8
    assert states(row_of(unit, months_of(2026))) == [MISSING] * 3 + [PENDING] * 9


def test_change_of_group_in_mid_year_keeps_every_month_of_the_row(unit, spring):
    for kind, since in (("creating_unit", date(2024, 3, 1)), ("zone", MARCH)):
        KindPeriod.objects.create(organisation=unit, kind=kind, since=since)

    changed, before = row_of(unit), row_of(unit, (JANUARY, FEBRUARY))

    assert states(changed) == states(spring)
    assert changed.kind == OrganisationKind.ZONE
    assert changed.former == (OrganisationKind.CREATING_UNIT,)
    assert (before.kind, before.former) == (OrganisationKind.CREATING_UNIT, ())


def test_who_was_disabled_keeps_the_row_up_to_what_the_city_has_reported(cast, places):
    gone = places["far_unit"]
    for month in (JANUARY, FEBRUARY):
        line_of(gone, month)
        report_month(gone.city, month, by=cast["far_city"], at=moment(2026, month.month, 20))
    disable(gone)

    found = matrix(roster.everybody(), [JANUARY, FEBRUARY, MARCH])

    assert found.rows[-1].organisation == gone
    assert states(found.rows[-1]) == [ON_TIME, ON_TIME, OUTSIDE]
    assert [row.organisation for row in found.standing.rows] == [
        places["unit"],
        places["other_unit"],
    ]


def test_marks_are_shown_of_what_was_reported(unit):
    line_of(unit, JANUARY, reported_at=moment(2026, 1, 20), is_unchanged=True)
    line_of(unit, FEBRUARY, reported_at=moment(2026, 2, 20), is_identical=True)
    line_of(unit, MARCH, is_unchanged=True, is_identical=True)

    marks = [(cell.is_unchanged, cell.is_identical) for cell in row_of(unit).cells]

    assert marks == [(True, False), (False, True), (False, False), (False, False)]


# --- figures --------------------------------------------------------------------------------


@pytest.fixture
def walking(unit):
    """A path of 12 公里: 1 in January, none in February, so 0 and 8.33 points behind."""
    task = task_of(unit, 2026, 12)
    for month, amount in ((JANUARY, 1), (FEBRUARY, 0)):
        line = line_of(unit, month, reported_at=moment(2026, month.month, 20))
        figure_of(line, task, amount)
    return task


def test_figures_behind_the_calendar_turn_the_light(unit, walking):
    assert seen(row_of(unit))[:2] == [Light.GREEN, Light.GREEN]

    LightRule.objects.create(year=2025, yellow_points=1, red_points=2)
    assert seen(row_of(unit))[:2] == [Light.GREEN, Light.GREEN]

    LightRule.objects.create(year=2026, yellow_points=8, red_points=9)
    row = row_of(unit)
    assert seen(row)[:2] == [Light.GREEN, Light.YELLOW]
    assert (row.cells[1].reason, round(row.cells[1].points, 2)) == (
        "进度落后8.3个百分点",
        Decimal("8.33"),
    )

    LightRule.objects.filter(year=2026).update(yellow_points=7, red_points=8)
    assert seen(row_of(unit))[:2] == [Light.GREEN, Light.RED]


def test_progress_is_the_mean_of_the_counted_tasks_in_the_last_month(unit, walking):
    line = unit.ledger_lines.get(city_month__month=FEBRUARY)
    figure_of(line, task_of(unit, 2026, 10), 5)
    task_of(unit, 2026, 10)
    task_of(unit, 2026, None)

    progress = [row_of(unit, months).progress for months in ([JANUARY], [JANUARY, FEBRUARY])]

    assert [round(value, 2) for value in progress] == [Decimal("8.33"), Decimal("29.17")]


def test_nothing_counted_is_no_progress(unit, spring):
    assert spring.progress is None
    assert spring.cells[0].points is None


# --- all together ---------------------------------------------------------------------------


def test_rows_stand_in_official_order_with_totals(places, spring):
    cluster = OrganisationFactory(
        name="云冈集聚区", kind=OrganisationKind.CLUSTER, city=places["far_unit"].city
    )
    line_of(cluster, JANUARY, reported_at=moment(2026, 1, 31))

    found = matrix(roster.everybody(), [JANUARY, FEBRUARY])

    units = [cluster, places["unit"], places["other_unit"], places["far_unit"]]
    assert [row.organisation for row in found.rows] == units
    assert found.columns == [Tally(on_time=2, missing=2), Tally(late=1, missing=3)]
    assert found.total == Tally(on_time=2, late=1, missing=5)
    assert [(city.name, len(rows)) for city, rows in found.cities] == [("太原市", 2), ("大同市", 2)]


def test_nobody_makes_an_empty_matrix():
    found = matrix(Organisation.objects.none(), [JANUARY])

    assert (found.rows, found.total, found.total.rate) == ((), Tally(), None)


@pytest.mark.parametrize("unit_count", [1, 3])
def test_matrix_query_count(taiyuan, unit_count, django_assert_num_queries):
    for unit in OrganisationFactory.create_batch(unit_count, city=taiyuan):
        figure_of(line_of(unit, JANUARY, reported_at=NOW), task_of(unit, 2026, 12), 1)

    with django_assert_num_queries(4):
        found = matrix(roster.everybody(), months_of(2026))

    assert len(found.rows) == unit_count
