"""The plan of a year: saved under its versions, every later change written down."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from applications.forms.tables import TypedRow
from applications.services.tables import Row, TableRefused
from portal import clock
from portal.editing import EditConflict, FieldConflict
from reports.choices import LedgerColumn
from reports.forms.plans import PlanForm, read_tasks
from reports.models import LedgerChange, YearPlan, YearTask
from reports.plans import plan_of, tasks_of
from reports.services.changes import SITTING, explain_changes, open_changes
from reports.services.plans import copy_plan, save_tasks, save_texts
from tests.factories.reports import figure_of, line_of, moment, task_of

pytestmark = pytest.mark.django_db
BEGIN = moment(2026, 3, 2)
LATER = BEGIN + SITTING + timedelta(minutes=1)


def texts(places, actor, version=0, **values):
    return save_texts(
        organisation=places["unit"], year=2026, values=values, version=version, actor=actor
    )


def tasks(places, actor, *rows, version=0, year=2026):
    """Rows as (stored number or key, title) or with indicator, unit and target behind."""
    found = [
        Row(
            str(key),
            dict(zip(("title", "indicator", "unit_word", "target"), values, strict=False)),
            key if isinstance(key, int) else None,
        )
        for key, *values in rows
    ]
    return save_tasks(
        organisation=places["unit"], year=year, rows=found, version=version, actor=actor
    )


def changes():
    return list(LedgerChange.objects.values_list("column", "before", "after"))


def titles(year=2026):
    rows = YearTask.objects.filter(plan__year=year)
    return list(rows.values_list("title", "indicator", "unit_word", "target"))


# --- texts -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "head", "city"])
def test_unit_and_its_city_write_the_plan(cast, places, who):
    with clock.at(BEGIN):
        plan = texts(places, cast[who], goal="接待游客100万人次。")

    stored = plan_of(places["unit"], 2026)
    assert (stored.goal, stored.version, stored.saved_by) == ("接待游客100万人次。", 1, cast[who])
    assert plan.saved_at == BEGIN


@pytest.mark.parametrize("who", ["other_head", "far_city", "civil", "province", "civil_reader"])
def test_nobody_else_writes_it(cast, places, who):
    with pytest.raises(PermissionDenied, match="只有本单位和本市文化和旅游局"):
        texts(places, cast[who], goal="目标")

    assert YearPlan.objects.count() == 0


def test_second_saver_gets_both_texts(cast, places):
    texts(places, cast["clerk"], goal="目标甲", schedule="安排")

    with pytest.raises(EditConflict) as refusal:
        texts(places, cast["city"], goal="目标乙", schedule="安排")

    assert refusal.value.version == 1
    assert refusal.value.who == cast["clerk"]
    assert refusal.value.fields == {"goal": FieldConflict("年度目标", "目标乙", "目标甲")}
    assert plan_of(places["unit"], 2026).goal == "目标甲"


def test_text_that_goes_on_is_one_change(cast, places):
    with clock.at(BEGIN):
        texts(places, cast["clerk"], goal="接待")
        texts(places, cast["clerk"], version=1, goal="接待游客100万人次。")

    assert changes() == [("goal", "", "接待游客100万人次。")]
    assert list(open_changes(organisation=places["unit"], year=2026, actor=cast["clerk"])) == []


def test_text_that_stood_is_written_down(cast, places):
    with clock.at(BEGIN):
        texts(places, cast["clerk"], goal="100万人次")
    with clock.at(LATER):
        texts(places, cast["clerk"], version=1, goal="120")
        texts(places, cast["clerk"], version=2, goal="120万人次")

    assert changes() == [("goal", "", "100万人次"), ("goal", "100万人次", "120万人次")]
    assert LedgerChange.objects.last().at == LATER


def test_change_by_another_person_is_another_change(cast, places):
    with clock.at(BEGIN):
        texts(places, cast["clerk"], goal="100万人次")
        texts(places, cast["city"], version=1, goal="120万人次")

    assert changes() == [("goal", "", "100万人次"), ("goal", "100万人次", "120万人次")]


def test_text_that_is_back_where_it_was_is_no_change(cast, places):
    with clock.at(BEGIN):
        texts(places, cast["clerk"], goal="100万人次")
    with clock.at(LATER):
        texts(places, cast["clerk"], version=1, goal="120万人次")
        texts(places, cast["clerk"], version=2, goal="100万人次")

    assert changes() == [("goal", "", "100万人次")]


def test_reason_is_given_to_what_was_just_changed(cast, places):
    told = {"organisation": places["unit"], "year": 2026, "actor": cast["clerk"]}
    with clock.at(BEGIN):
        texts(places, cast["clerk"], goal="100万人次", schedule="一季度开工")
    with clock.at(LATER):
        texts(places, cast["clerk"], version=1, goal="120万人次")
        count = explain_changes(reason="市里调整目标", **told)

    assert count == 1
    assert list(LedgerChange.objects.exclude(reason="").values_list("column", "after")) == [
        ("goal", "120万人次")
    ]


def test_text_is_limited_to_its_words(places):
    plan = plan_of(places["unit"], 2026)

    fits = PlanForm(plan, {"goal": "字" * 1000, "schedule": "字" * 2000})
    long = PlanForm(plan, {"goal": "字" * 1001, "schedule": "字" * 2001})

    assert fits.is_valid()
    assert long.errors == {
        "goal": ["最多1000字，现为1001字，请删减。"],
        "schedule": ["最多2000字，现为2001字，请删减。"],
    }


# --- tasks -------------------------------------------------------------------------------


def test_tasks_keep_their_order_and_their_numbers(cast, places):
    saved = tasks(places, cast["clerk"], ("a", "建成步道"), ("b", "开发产品"))
    first, second = (saved.lines[key].pk for key in "ab")

    again = tasks(places, cast["clerk"], (second, "开发产品"), (first, "建成步道"), version=1)

    plan = plan_of(places["unit"], 2026)
    assert [task.pk for task in tasks_of(plan)] == [second, first]
    assert (plan.tasks_version, plan.version, again.version) == (2, 0, 2)


def test_second_saver_of_tasks_is_told_who_was_first(cast, places):
    tasks(places, cast["clerk"], ("a", "建成步道"))

    with pytest.raises(EditConflict) as refusal:
        tasks(places, cast["city"], ("a", "开发产品"))

    assert (refusal.value.who, refusal.value.version) == (cast["clerk"], 1)
    assert titles() == [("建成步道", "", "", None)]


def test_changed_task_and_changed_target_are_written_down(cast, places):
    visitors = ("开发产品", "接待游客", "万人次")
    with clock.at(BEGIN):
        saved = tasks(places, cast["clerk"], ("a", "建成步道"), ("b", *visitors, Decimal(200)))
    first, second = (saved.lines[key].pk for key in "ab")
    with clock.at(LATER):
        changed = (second, *visitors, Decimal(250))
        tasks(places, cast["city"], (first, "建成绿道"), changed, version=1)

    assert changes()[2:] == [
        ("tasks", "1. 建成步道\n2. 开发产品", "1. 建成绿道\n2. 开发产品"),
        ("figures", "接待游客：年度目标200万人次", "接待游客：年度目标250万人次"),
    ]


@pytest.fixture
def counted(cast, places):
    """A task with figures of two months."""
    task = task_of(places["unit"], 2026, Decimal(200))
    for month in (date(2026, 2, 1), date(2026, 3, 1)):
        figure_of(line_of(places["unit"], month), task, 10)
    return task


def test_task_with_figures_is_not_deleted(cast, places, counted):
    with pytest.raises(TableRefused) as refusal:
        tasks(places, cast["clerk"], ("a", "建成步道"))

    assert str(refusal.value) == (
        "任务“新建步道”已有2月、3月的数据，不能删除，请恢复这一行后再保存。"
    )
    assert titles() == [("新建步道", "步道", "公里", Decimal(200))]


@pytest.mark.parametrize(
    "figures",
    [("", "公里", Decimal(200)), ("步道", "", Decimal(200)), ("步道", "公里", None)],
)
def test_task_with_figures_does_not_lose_its_indicator(cast, places, counted, figures):
    with pytest.raises(TableRefused, match="已有2月、3月的数据，指标、计量单位和目标值不能清空"):
        tasks(places, cast["clerk"], (counted.pk, "新建步道", *figures))


def test_task_with_figures_may_change_its_words(cast, places, counted):
    figures = ("登山步道", "米", Decimal(3000))

    tasks(places, cast["clerk"], (counted.pk, "新建登山步道", *figures))

    assert titles() == [("新建登山步道", *figures)]
    assert counted.figures.count() == 2


def typed(key="n1", pk=None, **cells):
    blank = dict.fromkeys(("title", "indicator", "unit_word", "target"), "")
    return TypedRow(key, {**blank, **cells}, pk=pk)


def test_target_wants_its_indicator_and_unit():
    read = read_tasks([typed(title="开发产品", target="200")])

    assert [(error.field, error.message) for error in read.errors] == [
        ("indicator", "填写了年度目标值，请同时填写指标。"),
        ("unit_word", "填写了年度目标值，请同时填写计量单位。"),
    ]
    assert [row.values for row in read.rows] == [{"title": "开发产品"}]


def test_indicator_may_wait_for_its_target():
    read = read_tasks([typed(title="开发产品", indicator="接待游客", unit_word="万人次")])

    assert read.errors == []
    assert [row.values["target"] for row in read.rows] == [None]


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("0", "年度目标值应大于0，没有目标值的留空。"),
        ("-5", "不能填写负数，请核对后填写0或正数。"),
        ("1.234", "小数最多保留2位，请四舍五入后填写。"),
        ("约200", "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"),
    ],
)
def test_target_is_a_positive_number(target, sentence):
    read = read_tasks([typed(title="产品", indicator="游客", unit_word="人次", target=target)])

    assert [(error.field, error.message) for error in read.errors] == [("target", sentence)]


def test_task_without_a_title_keeps_the_stored_one():
    read = read_tasks([typed("7", 7), typed("n1", indicator="接待游客")])

    assert [(error.row, error.message) for error in read.errors] == [
        ("7", "请填写年度重点任务。"),
        ("n1", "请填写年度重点任务。"),
    ]
    assert [(row.pk, "title" in row.values) for row in read.rows] == [(7, False)]


def test_all_titles_together_fit_their_cell():
    half = "字" * 999
    # With its number each of two tasks is one 字 longer.
    assert len(read_tasks([typed("a", title=half), typed("b", title=half)]).rows) == 2

    with pytest.raises(TableRefused, match="合计最多2000字，现为2001字"):
        read_tasks([typed("a", title=half), typed("b", title=half + "字")])


# --- last year's plan as a start -----------------------------------------------------------


@pytest.fixture
def last_year(cast, places):
    YearPlan.objects.create(
        organisation=places["unit"], year=2025, goal="去年目标", schedule="去年安排"
    )
    task_of(places["unit"], 2025, Decimal(200))


def test_blank_plan_takes_over_last_year_without_targets(cast, places, last_year):
    columns = copy_plan(organisation=places["unit"], year=2026, actor=cast["city"])

    plan = plan_of(places["unit"], 2026)
    assert columns == [LedgerColumn.GOAL, LedgerColumn.SCHEDULE, LedgerColumn.TASKS]
    assert (plan.goal, plan.schedule) == ("去年目标", "去年安排")
    assert titles() == [("新建步道", "步道", "公里", None)]
    assert titles(2025) == [("新建步道", "步道", "公里", Decimal(200))]


def test_what_was_written_this_year_stays(cast, places, last_year):
    texts(places, cast["clerk"], goal="今年目标")

    columns = copy_plan(organisation=places["unit"], year=2026, actor=cast["clerk"])

    assert columns == [LedgerColumn.SCHEDULE, LedgerColumn.TASKS]
    assert plan_of(places["unit"], 2026).goal == "今年目标"
    assert copy_plan(organisation=places["unit"], year=2026, actor=cast["clerk"]) == []
