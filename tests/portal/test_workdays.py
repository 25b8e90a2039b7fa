"""Working days around 国庆 and 春节, and of a year that nobody has arranged yet."""

from datetime import date

import pytest

from portal import reference, workdays
from portal.models import Holiday

pytestmark = pytest.mark.django_db


@pytest.fixture
def holidays():
    reference.load_holidays()


@pytest.mark.parametrize(
    ("day", "is_workday"),
    [
        (date(2026, 9, 20), True),  # a Sunday, 调休
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),  # a Wednesday
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday, 调休
        (date(2026, 10, 11), False),
    ],
)
def test_holidays_and_transferred_days_win_over_the_weekday(holidays, day, is_workday):
    assert workdays.is_workday(day) == is_workday


def test_counting_includes_both_ends(holidays):
    assert workdays.count(date(2026, 9, 30), date(2026, 10, 8)) == 2
    assert workdays.count(date(2026, 10, 1), date(2026, 10, 7)) == 0
    assert workdays.count(date(2026, 10, 8), date(2026, 10, 7)) == 0


def test_adding_does_not_count_the_day_itself(holidays):
    assert workdays.add(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert workdays.add(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert workdays.add(date(2026, 10, 3), 1) == date(2026, 10, 8)


def test_a_year_without_an_announcement_is_reckoned_and_says_so(holidays):
    assert workdays.count(date(2027, 10, 1), date(2027, 10, 7)) == 4  # a Friday to a Thursday
    assert workdays.said(date(2026, 12, 28), date(2027, 1, 4)) == (
        "共5个工作日（2027年节假日安排尚未发布，按周末和固定节日推算）"
    )
    assert workdays.add(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert workdays.said(date(2026, 9, 30), date(2026, 10, 8)) == "共2个工作日"


def test_what_the_staff_has_entered_stays(holidays):
    Holiday.objects.filter(day=date(2026, 10, 1)).delete()
    Holiday.objects.create(day=date(2027, 2, 8), name="春节")

    assert reference.load_holidays() == 0
    assert workdays.is_workday(date(2026, 10, 1))
    assert workdays.unannounced(date(2026, 1, 1), date(2028, 1, 1)) == [2028]


def test_a_day_says_what_it_is(holidays):
    days = Holiday.objects.filter(day__in=[date(2026, 10, 1), date(2026, 10, 10)])

    assert list(days.values_list("name", "is_workday")) == [
        ("国庆节", False),
        ("国庆节调休", True),
    ]
