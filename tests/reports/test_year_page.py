"""The year of one organisation on one page."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from portal import clock
from portal.choices import OrganisationKind
from portal.models import KindPeriod
from reports.choices import CellState, Light
from reports.models import LedgerChange
from reports.services.plans import save_texts
from reports.years import read_year
from tests.factories.reports import (
    figure_of,
    liaison_of,
    line_of,
    listed,
    moment,
    report_month,
    task_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))


@pytest.fixture(autouse=True)
def today():
    with clock.at(moment(2026, 3, 28, 10)):
        yield


@pytest.fixture
def unit(places):
    return places["unit"]


@pytest.fixture
def reported(cast, places):
    """January and February of 太原市: in time, and three days late."""
    for month, day in ((JANUARY, moment(2026, 1, 30)), (FEBRUARY, moment(2026, 3, 3))):
        for name in ("unit", "other_unit"):
            line_of(places[name], month, progress=f"{month.month}月的进展。")
        report_month(places["unit"].city, month, by=cast["city"], at=day)


def url(unit, year=2026):
    return reverse("reports:organisation_year", args=[unit.pk, year])


def whole(unit, year=2026):
    return read_year(listed(unit), year)


# --- months ------------------------------------------------------------------------------


def test_months_have_state_light_and_text_the_latest_first(unit, reported):
    months = whole(unit).months

    assert [(one.month, one.cell.state, one.cell.light, one.text) for one in months] == [
        (MARCH, CellState.PENDING, Light.NONE, ""),
        (FEBRUARY, CellState.LATE, Light.YELLOW, "2月的进展。"),
        (JANUARY, CellState.ON_TIME, Light.GREEN, "1月的进展。"),
    ]
    assert (months[1].light.shape, months[1].light.word) == ("▲", "黄灯")


def test_months_before_the_organisation_was_listed_are_left_out(unit):
    KindPeriod.objects.create(organisation=unit, kind=OrganisationKind.ZONE, since=FEBRUARY)

    year = whole(unit)

    assert [one.month for one in year.months] == [MARCH, FEBRUARY]
    assert year.kind == OrganisationKind.ZONE


@pytest.mark.parametrize(("year", "count"), [(2024, 10), (2025, 12), (2027, 0)])
def test_other_years_show_the_months_that_have_been(unit, year, count):
    assert len(whole(unit, year).months) == count


# --- figures -----------------------------------------------------------------------------


def test_figures_add_up_from_the_first_entry_to_the_last(unit):
    task = task_of(unit, 2026, Decimal(200))
    for month, amount in ((JANUARY, 10), (MARCH, 30)):
        figure_of(line_of(unit, month), task, amount)

    (one,) = whole(unit).tasks

    assert one.amounts[:4] == (Decimal(10), None, Decimal(30), None)
    assert one.cumulative[:4] == (Decimal(10), Decimal(10), Decimal(40), None)
    assert (one.total, one.rate) == (Decimal(40), Decimal(20))


def test_task_without_entries_says_nothing(unit):
    task_of(unit, 2026, Decimal(200))

    (one,) = whole(unit).tasks

    assert (one.total, one.rate, set(one.cumulative)) == (None, None, {None})


def test_chart_is_of_the_chosen_task_or_the_first(unit):
    first = task_of(unit, 2026, Decimal(200))
    second = task_of(unit, 2026, Decimal(5), indicator="床位", unit_word="张")
    uncounted = task_of(unit, 2026, None, indicator="")
    year = whole(unit)

    assert year.chart(second.pk).title == "床位"
    assert year.chart(None).title == year.chart(first.pk).title == "步道"
    assert year.chart(uncounted.pk).title == "步道"


# --- changes -----------------------------------------------------------------------------


def test_changes_are_told_and_first_texts_are_not(cast, unit):
    save_texts(
        organisation=unit, year=2026, values={"goal": "目标甲"}, version=0, actor=cast["clerk"]
    )
    save_texts(
        organisation=unit, year=2026, values={"goal": "目标乙"}, version=1, actor=cast["city"]
    )
    LedgerChange.objects.create(
        organisation=unit,
        year=2026,
        month=MARCH,
        column="problems",
        after="市里补写的问题。",
        actor=cast["city"],
        at=moment(2026, 3, 28, 11),
    )

    changes = whole(unit).changes

    assert [(change.get_column_display(), change.before, change.after) for change in changes] == [
        ("存在问题", "", "市里补写的问题。"),
        ("年度目标", "目标甲", "目标乙"),
    ]


# --- the page ----------------------------------------------------------------------------


def test_page_shows_everything(client, cast, unit, reported):
    save_texts(
        organisation=unit, year=2026, values={"goal": "全年目标。"}, version=0, actor=cast["clerk"]
    )
    task = task_of(unit, 2026, Decimal(200))
    figure_of(line_of(unit, MARCH, progress="三月开工。"), task, 30)
    liaison_of(unit, name="苏晓溪")
    client.force_login(cast["clerk"])

    shown = client.get(url(unit)).content.decode()

    for text in ("全年目标。", "新建步道", "三月开工。", "2月的进展。", "苏晓溪，主任"):
        assert text in shown
    assert "▲ 黄灯：逾期补报" in shown
    assert "<svg" in shown
    assert reverse("reports:line", args=[unit.pk, 2026, 2]) in shown
    assert reverse("reports:plan", args=[unit.pk, 2026]) in shown
    assert [phone for phone in ("13900000001", "139****0001") if phone in shown] == []


@pytest.mark.parametrize(
    ("who", "status", "writes"),
    [
        ("clerk", 200, True),
        ("city", 200, True),
        ("civil", 200, False),
        ("province", 200, False),
        ("finance_reader", 200, False),
        ("other_head", 404, False),
        ("far_city", 404, False),
        ("chair", 404, False),
        ("nobody", 404, False),
    ],
)
def test_page_is_read_by_the_unit_its_city_and_the_province(
    client, cast, unit, who, status, writes
):
    client.force_login(cast[who])

    response = client.get(url(unit))

    assert response.status_code == status
    assert ("填写年度计划" in response.content.decode()) == writes


@pytest.mark.parametrize(("year", "status"), [(2023, 404), (2024, 200), (2027, 200), (2028, 404)])
def test_years_reach_from_the_notice_to_the_next(client, cast, unit, year, status):
    client.force_login(cast["clerk"])

    assert client.get(url(unit, year)).status_code == status


def test_odd_choice_of_a_task_is_passed_over(client, cast, unit):
    task_of(unit, 2026, Decimal(200))
    client.force_login(cast["clerk"])

    for text in ("x", "-1", "９", "999999999999999999999"):
        response = client.get(url(unit), {"task": text})
        assert response.context["chart"].title == "步道"


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_constant_queries(client, cast, unit, count, django_assert_num_queries):
    for month in (JANUARY, FEBRUARY, MARCH)[:count]:
        figure_of(line_of(unit, month), task_of(unit, 2026, Decimal(200)), 10)
        liaison_of(unit, name=f"苏晓溪{month.month}")
        LedgerChange.objects.create(
            organisation=unit,
            year=2026,
            month=month,
            column="progress",
            before="甲",
            after="乙",
            actor=cast["city"],
            at=clock.now(),
        )
    client.force_login(cast["clerk"])

    # session, user, memberships, organisation, its groups, plan, figures, tasks, lines,
    # the matrix's four, changes, liaisons, unread notices
    with django_assert_num_queries(16):
        client.get(url(unit))
