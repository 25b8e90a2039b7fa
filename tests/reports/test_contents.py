"""What a city answers for: one text for page, paper, workbook and province."""

from datetime import date
from decimal import Decimal

import pytest

from portal.choices import OrganisationKind
from portal.models import KindPeriod
from reports.contents import Correction, contents, differences, progress_text, tasks_text
from reports.lifecycle import city_month_lifecycle
from reports.models import CityMonth, LedgerLine, TaskFigure, YearPlan, YearTask
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import disable, line_of, moment, report_month

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)


@pytest.fixture
def month(taiyuan):
    return CityMonth.objects.create(city=taiyuan, month=MARCH)


@pytest.fixture
def line(month, places):
    """青岚谷 in March 2026, with one counted task of two."""
    unit = places["unit"]
    plan = YearPlan.objects.create(
        organisation=unit, year=2026, goal="建成康养步道20公里。", schedule="一季度开工。"
    )
    YearTask.objects.create(plan=plan, position=1, title="完善标识系统")
    task = YearTask.objects.create(
        plan=plan, position=2, title="新建步道", indicator="步道", unit_word="公里", target=20
    )
    line = LedgerLine.objects.create(
        city_month=month,
        organisation=unit,
        progress="步道完成5公里。",
        requests="请协调林地手续。",
        request_kind="land",
    )
    TaskFigure.objects.create(line=line, task=task, amount=Decimal("5"))
    return line


def of_unit(data, name):
    return next(line for group in data["groups"] for line in group["lines"] if line["unit"] == name)


def test_contents_hold_the_three_groups_in_the_notice_s_order(month, line, places):
    data = contents(month)

    assert (data["city"], data["year"], data["month"]) == ("太原市", 2026, 3)
    assert [group["kind"] for group in data["groups"]] == ["cluster", "zone", "creating_unit"]
    assert [line["unit"] for group in data["groups"] for line in group["lines"]] == [
        "青岚谷康养有限公司",
        "松涛里康养有限公司",
    ]


def test_line_says_everything_its_unit_answers_for(month, line):
    assert of_unit(contents(month), "青岚谷康养有限公司") == {
        "organisation": line.organisation_id,
        "unit": "青岚谷康养有限公司",
        "goal": "建成康养步道20公里。",
        "tasks": "1. 完善标识系统\n2. 新建步道",
        "schedule": "一季度开工。",
        "progress": "步道完成5公里。",
        "is_unchanged": False,
        "is_identical": False,
        "is_missing": False,
        "problems": "",
        "requests": "请协调林地手续。",
        "request_kind": "land",
        "figures": [
            {
                "task": "新建步道",
                "indicator": "步道",
                "unit_word": "公里",
                "target": "20.00",
                "month": "5.00",
                "cumulative": "5.00",
                "reason": "",
            }
        ],
    }


def test_unit_that_became_a_zone_in_april_stands_with_its_old_group_in_march(taiyuan, month, line):
    unit = line.organisation
    KindPeriod.objects.create(
        organisation=unit, kind=OrganisationKind.CREATING_UNIT, since=date(2025, 1, 1)
    )
    KindPeriod.objects.create(organisation=unit, kind=OrganisationKind.ZONE, since=date(2026, 4, 1))
    april = CityMonth.objects.create(city=taiyuan, month=date(2026, 4, 1))

    groups_of_unit = [
        group["kind"]
        for data in (contents(month), contents(april))
        for group in data["groups"]
        if any(line["organisation"] == unit.pk for line in group["lines"])
    ]

    assert groups_of_unit == ["creating_unit", "zone"]


def test_unit_that_was_disabled_stays_in_what_is_reported_again(cast, month, line, places):
    line_of(places["other_unit"], MARCH)
    report_month(month.city, MARCH, by=cast["city"], at=moment(2026, 3, 30, 9))
    month.refresh_from_db()
    disable(places["unit"])
    city_month_lifecycle.perform(month, "return", actor=cast["province"], note="请补充数据。")

    city_month_lifecycle.perform(month, "report", actor=cast["city"])

    first, second = month.versions.order_by("number")
    assert second.data == first.data


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"progress": "步道完工。"}, "步道完工。"),
        (
            {"progress": "步道完工。", "is_unchanged": True},
            "本月无变化。（上月进展：步道完工。）",
        ),
        ({"progress": "无", "nothing_reason": "冬季停工"}, "无（冬季停工）"),
        ({"missing_reason": "联系不上"}, "未报（联系不上）"),
        ({"progress": "步道完工。", "missing_reason": "联系不上"}, "步道完工。"),
        ({}, ""),
    ],
)
def test_progress_is_printed_as_it_was_meant(fields, text):
    assert progress_text(LedgerLine(**fields)) == text


@pytest.mark.parametrize(
    ("titles", "text"),
    [([], ""), (["新建步道"], "新建步道"), (["一", "二"], "1. 一\n2. 二")],
)
def test_tasks_are_numbered_when_there_are_several(titles, text):
    assert tasks_text(titles) == text


def test_differences_name_every_changed_cell_and_nothing_else(month, line):
    before = contents(month)
    LedgerLine.objects.filter(pk=line.pk).update(progress="步道完成6公里。")
    TaskFigure.objects.filter(line=line).update(amount=6)

    after = contents(month)

    unit = "青岚谷康养有限公司"
    assert differences(before, after) == [
        Correction(unit, "本月工作进展", "步道完成5公里。", "步道完成6公里。"),
        Correction(unit, "任务数据", "步道本月5.00、累计5.00公里", "步道本月6.00、累计6.00公里"),
    ]
    assert differences(before, before) == []


def test_differences_tell_who_came_and_who_went(month, line):
    both = contents(month)
    alone = {**both, "groups": [{**group, "lines": group["lines"][:1]} for group in both["groups"]]}

    name = "松涛里康养有限公司"
    assert differences(both, alone) == [Correction(name, "单位", "在册", "")]
    assert differences(alone, both) == [Correction(name, "单位", "", "在册")]


@pytest.mark.parametrize("count", [1, 3])
def test_contents_of_any_number_of_units_take_the_same_queries(
    month, places, count, django_assert_num_queries
):
    OrganisationFactory.create_batch(count, city=month.city)

    with django_assert_num_queries(5):
        contents(month)
