"""Months, years, due dates and the ladder of reminders; pure dates (晋文旅发〔2024〕7号 item 19)."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from reports.choices import Duty, Step

#: The notice is of March 2024; no month before it was ever reported.
FIRST_MONTH = date(2024, 3, 1)
#: Days after the due date on which each step of the ladder is reached; the lowest rung first.
LADDER = {Step.BEFORE: -3, Step.DUE: 0, Step.LATE: 2, Step.ESCALATED: 5}


def month_of(day: date) -> date:
    """The first day of the month of ``day``: how every period is written down."""
    return day.replace(day=1)


def year_of(year: int) -> date:
    """How a yearly period is written down: its first day."""
    return date(year, 1, 1)


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def previous_month(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def months_of(year: int) -> list[date]:
    """The twelve months of ``year``, January first."""
    return [date(year, number, 1) for number in range(1, 13)]


def months_between(first: date, last: date) -> Iterator[date]:
    """Every month from ``first`` to ``last``, both included."""
    while first <= last:
        yield first
        first = next_month(first)


def end_of(day: date) -> datetime:
    """23:59:59 of ``day`` in Asia/Shanghai: «以前»、«底前» include the day (民法典 art. 1259)."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def default_due_on(duty: str, period: date) -> date:
    """The day that the notice names: 每月底前, 3月15日前, 4月底前, 年底前."""
    return {
        Duty.LEDGER: last_day(period),
        Duty.LIAISON: date(period.year, 3, 15),
        Duty.PLAN: date(period.year, 4, 30),
        Duty.REPORT: date(period.year, 12, 31),
    }[Duty(duty)]


def step_reached(due_on: date, today: date) -> Step | None:
    """The highest rung of the ladder that ``today`` has reached; None before the first."""
    reached = [step for step, days in LADDER.items() if due_on + timedelta(days=days) <= today]
    return reached[-1] if reached else None


def period_word(duty: str, period: date) -> str:
    """2026年3月调度台账, 2026年工作情况报告."""
    month = period.month if duty == Duty.LEDGER else ""
    return f"{period.year}年{month}{Duty(duty).label}"
