"""This month, cumulative and target: sums that cannot disagree."""

from datetime import date
from decimal import Decimal

import pytest

from reports.figures import Added, Figure, figures_of, rates_by_month
from reports.models import CityMonth, LedgerLine, TaskFigure, YearPlan, YearTask

pytestmark = pytest.mark.django_db

DECEMBER, JANUARY, FEBRUARY, MARCH = (
    date(2025, 12, 1),
    date(2026, 1, 1),
    date(2026, 2, 1),
    date(2026, 3, 1),
)


@pytest.fixture
def unit(places):
    return places["unit"]


@pytest.fixture
def task(unit):
    """游客 200 万人次 in 2026."""
    plan = YearPlan.objects.create(organisation=unit, year=2026)
    return YearTask.objects.create(
        plan=plan,
        position=1,
        title="开发夏养产品",
        indicator="接待游客",
        unit_word="万人次",
        target=200,
    )


def enter(unit, task, month, amount, reason=""):
    city_month, _ = CityMonth.objects.get_or_create(city=unit.city, month=month)
    line, _ = LedgerLine.objects.get_or_create(city_month=city_month, organisation=unit)
    return TaskFigure.objects.create(line=line, task=task, amount=amount, reason=reason)


def test_cumulative_is_the_sum_of_the_months(unit, task):
    enter(unit, task, JANUARY, Decimal("12.50"))
    enter(unit, task, FEBRUARY, Decimal("7.50"))
    enter(unit, task, MARCH, Decimal("30"))

    figure = figures_of([task.pk], MARCH)[task.pk]

    assert figure == Figure(before=Decimal("20.00"), amount=Decimal("30.00"))
    assert figure.cumulative == Decimal("50.00")


def test_correction_of_an_earlier_month_moves_every_later_cumulative(unit, task):
    january = enter(unit, task, JANUARY, Decimal("12.50"))
    enter(unit, task, MARCH, Decimal("30"))

    TaskFigure.objects.filter(pk=january.pk).update(amount=Decimal("10"))

    assert figures_of([task.pk], MARCH)[task.pk].cumulative == Decimal("40.00")


def test_falling_figure_keeps_its_reason(unit, task):
    enter(unit, task, JANUARY, Decimal("12.50"))
    enter(unit, task, FEBRUARY, Decimal("-2.50"), "核减重复统计")

    figure = figures_of([task.pk], FEBRUARY)[task.pk]

    assert figure == Figure(Decimal("12.50"), Decimal("-2.50"), "核减重复统计")
    assert figure.cumulative == Decimal("10.00")


def test_month_without_an_entry_stands_where_it_stood(unit, task):
    enter(unit, task, JANUARY, Decimal("12.50"))

    assert figures_of([task.pk], MARCH)[task.pk] == Figure(Decimal("12.50"), None)
    assert figures_of([task.pk], JANUARY)[task.pk] == Figure(Decimal(0), Decimal("12.50"))


def test_new_year_has_new_tasks_and_begins_at_nothing(unit, task):
    last_year = YearPlan.objects.create(organisation=unit, year=2025)
    old = YearTask.objects.create(
        plan=last_year, position=1, title="旧", indicator="接待游客", unit_word="万人次", target=100
    )
    enter(unit, old, DECEMBER, Decimal("90"))
    enter(unit, task, JANUARY, Decimal("1"))

    assert figures_of([task.pk], JANUARY)[task.pk].cumulative == Decimal("1.00")


def test_rates_follow_the_cumulative_figure_and_stop_at_100(unit, task):
    added = [
        Added(unit.pk, month, task.pk, Decimal(amount), task.target)
        for month, amount in ((JANUARY, 50), (MARCH, 250))
    ]

    rates = rates_by_month(added, [JANUARY, FEBRUARY, MARCH])

    assert rates == {
        (unit.pk, JANUARY): [Decimal("25.00")],
        (unit.pk, FEBRUARY): [Decimal("25.00")],
        (unit.pk, MARCH): [Decimal("100")],
    }


@pytest.mark.parametrize("count", [1, 3])
def test_figures_of_any_number_of_tasks_are_one_query(unit, task, count, django_assert_num_queries):
    tasks = [task]
    for number in range(2, count + 1):
        tasks.append(YearTask.objects.create(plan=task.plan, position=number, title="任务"))

    with django_assert_num_queries(1):
        found = figures_of([task.pk for task in tasks], MARCH)

    assert len(found) == count
