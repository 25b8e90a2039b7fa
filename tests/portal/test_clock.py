from datetime import UTC, date, datetime, timedelta

import pytest

from portal import clock

LAST_EVENING = datetime(2025, 8, 31, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Asia/Shanghai
NEXT_MORNING = datetime(2025, 8, 31, 16, 0, 0, tzinfo=UTC)


def test_the_clock_can_be_set_inside_a_block_only():
    with clock.at(LAST_EVENING):
        assert clock.now() == LAST_EVENING

    assert clock.now() != LAST_EVENING


def test_today_is_the_day_in_shanghai():
    with clock.at(LAST_EVENING):
        assert clock.today() == date(2025, 8, 31)
    with clock.at(NEXT_MORNING):
        assert clock.today() == date(2025, 9, 1)


def test_blocks_nest():
    with clock.at(LAST_EVENING):
        with clock.at(NEXT_MORNING):
            assert clock.now() == NEXT_MORNING
        assert clock.now() == LAST_EVENING


@pytest.mark.parametrize(
    ("moment", "days", "words"),
    [
        (LAST_EVENING - timedelta(days=3), 3, "还有3天"),
        (LAST_EVENING - timedelta(hours=24), 1, "还有1天"),
        (LAST_EVENING - timedelta(hours=23, minutes=59), 0, "今天截止"),
        (LAST_EVENING, 0, "今天截止"),
        (NEXT_MORNING, -1, "已过1天"),
        (NEXT_MORNING + timedelta(days=1), -2, "已过2天"),
    ],
)
def test_what_is_left_is_said_in_calendar_days(moment, days, words):
    assert clock.days_left(LAST_EVENING, moment) == days
    assert clock.left(LAST_EVENING, moment) == words


def test_a_date_that_passed_today_is_closed_and_not_zero_days_ago():
    noon = LAST_EVENING - timedelta(hours=12)

    assert (clock.left(noon, LAST_EVENING), clock.days_left(noon, LAST_EVENING)) == ("已截止", 0)
