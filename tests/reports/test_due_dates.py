"""Until when: the notice's day, or the last one that the province has set."""

from datetime import date

import pytest

from portal import clock
from reports.choices import Duty
from reports.due_dates import DueDates, due_on
from reports.models import DueDate
from tests.factories.reports import moment

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH = date(2024, 2, 1), date(2024, 3, 1)
YEAR = date(2024, 1, 1)


@pytest.fixture
def move(cast):
    def move(day, city=None, *, duty=Duty.LEDGER, period=MARCH):
        return DueDate.objects.create(
            duty=duty,
            period=period,
            city=city,
            due_on=day,
            reason="清明假期顺延。",
            moved_by=cast["province"],
            moved_at=clock.now(),
        )

    return move


def test_the_notice_s_day_where_nobody_has_moved_it(taiyuan):
    dates = DueDates.of(Duty.LEDGER, [FEBRUARY, MARCH])

    assert dates.day(FEBRUARY, taiyuan.pk) == date(2024, 2, 29)
    assert dates.moment(FEBRUARY, taiyuan.pk) == moment(2024, 2, 29, 23, 59, 59)
    assert due_on(Duty.REPORT, YEAR, taiyuan.pk) == date(2024, 12, 31)


def test_moved_for_everybody(move, taiyuan, datong):
    move(date(2024, 4, 7))

    assert due_on(Duty.LEDGER, MARCH, taiyuan.pk) == date(2024, 4, 7)
    assert due_on(Duty.LEDGER, MARCH, datong.pk) == date(2024, 4, 7)
    assert due_on(Duty.LEDGER, FEBRUARY, datong.pk) == date(2024, 2, 29)


def test_city_s_own_day_goes_before_everybody_s_also_when_that_is_newer(move, taiyuan, datong):
    move(date(2024, 4, 10), taiyuan)
    move(date(2024, 4, 7))

    assert due_on(Duty.LEDGER, MARCH, taiyuan.pk) == date(2024, 4, 10)
    assert due_on(Duty.LEDGER, MARCH, datong.pk) == date(2024, 4, 7)


def test_last_word_counts(move, taiyuan):
    move(date(2024, 4, 10))
    move(date(2024, 3, 25))

    assert due_on(Duty.LEDGER, MARCH, taiyuan.pk) == date(2024, 3, 25)


def test_duties_do_not_move_each_other(move, taiyuan):
    move(date(2024, 5, 10), duty=Duty.PLAN, period=YEAR)

    assert due_on(Duty.PLAN, YEAR, taiyuan.pk) == date(2024, 5, 10)
    assert due_on(Duty.LIAISON, YEAR, taiyuan.pk) == date(2024, 3, 15)


def test_many_periods_cost_one_query(move, taiyuan, django_assert_num_queries):
    move(date(2024, 4, 10))

    with django_assert_num_queries(1):
        dates = DueDates.of(Duty.LEDGER, [FEBRUARY, MARCH])
        found = [dates.day(month, taiyuan.pk) for month in (FEBRUARY, MARCH)]

    assert found == [date(2024, 2, 29), date(2024, 4, 10)]
