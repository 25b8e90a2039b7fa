from datetime import UTC, date, datetime

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
