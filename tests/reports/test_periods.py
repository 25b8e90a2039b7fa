"""Months, years, last days and the ladder: pure dates."""

from datetime import date, timedelta

import pytest

from reports import periods
from reports.choices import Duty, Step
from tests.factories.reports import moment

MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 3, 1), date(2026, 3, 1)),
        (date(2026, 3, 31), date(2026, 3, 1)),
        (date(2024, 2, 29), date(2024, 2, 1)),
    ],
)
def test_month_is_written_as_its_first_day(day, month):
    assert periods.month_of(day) == month


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2024, 2, 1), date(2024, 3, 1)),
        (date(2025, 12, 1), date(2026, 1, 1)),
    ],
)
def test_next_and_previous_month_across_february_and_the_new_year(before, after):
    assert periods.next_month(before) == after
    assert periods.previous_month(after) == before


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 2, 1), date(2025, 2, 28)),
        (date(2026, 4, 1), date(2026, 4, 30)),
        (date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_last_day_of_a_month(month, last):
    assert periods.last_day(month) == last


def test_months_of_a_year_and_between_two():
    across = list(periods.months_between(date(2025, 11, 1), date(2026, 2, 1)))

    assert periods.months_of(2026) == [date(2026, number, 1) for number in range(1, 13)]
    assert across == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert list(periods.months_between(MARCH, MARCH)) == [MARCH]
    assert list(periods.months_between(MARCH, date(2026, 2, 1))) == []


def test_day_ends_with_its_last_second_in_shanghai():
    end = periods.end_of(date(2026, 3, 31))

    assert end == moment(2026, 3, 31, 23, 59, 59)
    assert end.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("duty", "period", "due"),
    [
        (Duty.LEDGER, date(2024, 2, 1), date(2024, 2, 29)),
        (Duty.LEDGER, date(2026, 2, 1), date(2026, 2, 28)),
        (Duty.LEDGER, date(2025, 12, 1), date(2025, 12, 31)),
        (Duty.LIAISON, date(2026, 1, 1), date(2026, 3, 15)),
        (Duty.PLAN, date(2026, 1, 1), date(2026, 4, 30)),
        (Duty.REPORT, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_notice_names_a_day_for_every_duty(duty, period, due):
    assert periods.default_due_on(duty, period) == due


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-4, None),
        (-3, Step.BEFORE),
        (-1, Step.BEFORE),
        (0, Step.DUE),
        (1, Step.DUE),
        (2, Step.LATE),
        (4, Step.LATE),
        (5, Step.ESCALATED),
        (400, Step.ESCALATED),
    ],
)
def test_highest_rung_counts(days, step):
    due = date(2024, 2, 29)

    assert periods.step_reached(due, due + timedelta(days=days)) == step


@pytest.mark.parametrize(
    ("duty", "period", "word"),
    [
        (Duty.LEDGER, MARCH, "2026年3月调度台账"),
        (Duty.LIAISON, date(2026, 1, 1), "2026年工作联络员回执表"),
        (Duty.REPORT, date(2026, 1, 1), "2026年工作情况报告"),
    ],
)
def test_period_in_words(duty, period, word):
    assert periods.period_word(duty, period) == word
