"""The page of the plan: texts that save themselves, tasks as rows, both texts on conflict."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal import clock
from portal.audit import history
from reports.models import YearPlan, YearTask
from reports.plans import plan_of
from reports.services.changes import SITTING
from reports.services.plans import save_texts
from tests.factories.reports import figure_of, line_of, moment, report_month, task_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
TODAY = moment(2026, 3, 20)
FETCH = {"X-Requested-With": "fetch", "Accept": "application/json"}


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def unit(places):
    return places["unit"]


def url(unit, name="plan", year=2026):
    return reverse(f"reports:{name}", args=[unit.pk, year])


def autosave(client, unit, *, version=0, **typed):
    data = {"autosave": "1", "version": version, "changed": list(typed), **typed}
    return client.post(url(unit), data, headers=FETCH)


def send_rows(client, unit, *rows, version=0):
    return client.post(
        url(unit, "plan_tasks"),
        {"version": version, "rows": list(rows)},
        content_type="application/json",
        headers=FETCH,
    )


def row(key="n1", pk=None, **cells):
    return {"key": key, "id": pk, "category": "", "title": "建成步道", **cells}


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


def store(unit, actor, version=0, **values):
    return save_texts(organisation=unit, year=2026, values=values, version=version, actor=actor)


# --- the page ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("city", 200),
        ("civil", 403),
        ("province", 403),
        ("finance_reader", 403),
        ("other_head", 404),
        ("far_city", 404),
        ("chair", 404),
        ("nobody", 404),
    ],
)
def test_plan_is_written_by_the_unit_and_its_city(client, cast, unit, who, status):
    client.force_login(cast[who])

    assert client.get(url(unit)).status_code == status
    assert client.post(url(unit), {"version": 0}).status_code == (302 if status == 200 else status)


@pytest.mark.parametrize(
    ("year", "status"), [(2023, 404), (2024, 200), (2026, 200), (2027, 200), (2028, 404)]
)
def test_years_reach_from_the_notice_to_the_next(client, cast, unit, year, status):
    client.force_login(cast["clerk"])

    assert client.get(url(unit, year=year)).status_code == status


def test_page_says_that_reported_months_stay(client, cast, places, unit):
    for organisation in (unit, places["other_unit"]):
        line_of(organisation, date(2026, 2, 1))
    report_month(unit.city, date(2026, 2, 1), by=cast["city"], at=moment(2026, 3, 1))
    client.force_login(cast["clerk"])

    shown = client.get(url(unit)).content.decode()

    assert "2月台账已报省，封存的内容不随这里的修改变动；修改从下一次报送起生效。" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_constant_queries(client, cast, unit, count, django_assert_num_queries):
    for year in (2025, 2026):
        for _ in range(count):
            task_of(unit, year, Decimal(200))
    client.force_login(cast["clerk"])

    # session, user, memberships, organisation, its groups, plan, changes, tasks, reported months,
    # what may be taken over (last plan, its tasks, these tasks), unread notices
    with django_assert_num_queries(13):
        client.get(url(unit))


# --- texts -------------------------------------------------------------------------------


def test_changed_text_is_stored_while_it_is_typed(client, cast, unit):
    client.force_login(cast["clerk"])

    answer = autosave(client, unit, goal="接待游客100万人次。").json()

    assert answer == {"version": 1, "saved_at": "00:00:00", "errors": {}}
    assert plan_of(unit, 2026).goal == "接待游客100万人次。"


def test_long_text_is_refused_and_the_other_one_stored(client, cast, unit):
    client.force_login(cast["clerk"])

    answer = autosave(client, unit, goal="字" * 1001, schedule="一季度开工。").json()

    assert answer["errors"] == {"goal": ["最多1000字，现为1001字，请删减。"]}
    assert (plan_of(unit, 2026).goal, plan_of(unit, 2026).schedule) == ("", "一季度开工。")


def test_second_saver_gets_both_texts(client, cast, unit):
    store(unit, cast["clerk"], goal="目标甲", schedule="安排甲")
    client.force_login(cast["city"])

    response = autosave(client, unit, goal="目标乙")

    assert response.status_code == 409
    assert response.json()["conflict"] == {
        "who": "温小禾",
        "when": "3月20日 00:00",
        "version": 1,
        "fields": {"goal": {"label": "年度目标", "mine": "目标乙", "theirs": "目标甲"}},
        "current": {"schedule": "安排甲"},
    }


def test_rows_do_not_disturb_the_texts(client, cast, unit):
    client.force_login(cast["clerk"])

    send_rows(client, unit, row())
    answer = autosave(client, unit, goal="目标")

    assert (answer.status_code, answer.json()["version"]) == (200, 1)


def test_autosave_of_a_reader_is_refused_with_a_sentence(client, cast, unit):
    client.force_login(cast["province"])

    response = autosave(client, unit, goal="目标")

    sentence = "只有本单位和本市文化和旅游局可以填写年度计划和重大项目。"
    assert (response.status_code, response.json()) == (403, {"message": sentence})
    assert YearPlan.objects.count() == 0


def test_button_stores_both_texts(client, cast, unit):
    client.force_login(cast["clerk"])

    response = client.post(url(unit), {"version": 0, "goal": "目标", "schedule": "安排"})

    assert (response.url, told(response)) == (url(unit), ["年度目标和工作进度安排已保存。"])
    assert (plan_of(unit, 2026).goal, plan_of(unit, 2026).schedule) == ("目标", "安排")


def test_button_gives_back_what_is_too_long(client, cast, unit):
    client.force_login(cast["clerk"])

    response = client.post(url(unit), {"version": 0, "goal": "字" * 1001, "schedule": "安排"})

    assert response.status_code == 422
    assert "字" * 1001 in response.content.decode()
    assert YearPlan.objects.count() == 0


def test_choice_between_both_texts_is_carried_out(client, cast, unit):
    store(unit, cast["clerk"], goal="目标甲", schedule="安排甲")
    client.force_login(cast["city"])
    shown = client.post(url(unit), {"version": 0, "goal": "目标乙", "schedule": "安排乙"})
    chosen = {
        "keep-goal": "mine",
        "mine-goal": "目标乙",
        "keep-schedule": "theirs",
        "mine-schedule": "安排乙",
    }

    response = client.post(url(unit), {"version": 1, **chosen})

    assert shown.status_code == 409
    assert "目标甲" in shown.content.decode()
    assert response.status_code == 302
    assert (plan_of(unit, 2026).goal, plan_of(unit, 2026).schedule) == ("目标乙", "安排甲")


def test_button_passes_over_a_conflict_of_equal_texts(client, cast, unit):
    store(unit, cast["clerk"], goal="目标", schedule="安排")
    client.force_login(cast["clerk"])

    response = client.post(url(unit), {"version": 0, "goal": "目标", "schedule": "安排"})

    assert told(response) == ["年度目标和工作进度安排已保存。"]


def test_reason_is_asked_for_what_stood_and_was_changed(client, cast, unit):
    with clock.at(TODAY - SITTING - timedelta(minutes=1)):
        store(unit, cast["clerk"], goal="目标甲")
    client.force_login(cast["clerk"])
    before = client.get(url(unit)).context["changes"]
    store(unit, cast["clerk"], version=1, goal="目标乙")

    after = client.get(url(unit)).context["changes"]
    response = client.post(url(unit), {"reason": "市里调整目标"})

    assert before == []
    assert [change.get_column_display() for change in after] == ["年度目标"]
    assert told(response) == ["更改原因已保存。"]
    assert client.get(url(unit)).context["changes"][0].reason == "市里调整目标"


def test_reason_that_comes_too_late_is_not_said_to_be_stored(client, cast, unit):
    with clock.at(TODAY - SITTING - timedelta(minutes=1)):
        store(unit, cast["clerk"], goal="目标甲")
        store(unit, cast["clerk"], version=1, goal="目标乙")
    client.force_login(cast["clerk"])

    response = client.post(url(unit), {"reason": "市里调整目标"})

    assert told(response) == ["更改已超过30分钟，原因没有保存，请在更改后及时补充。"]


# --- tasks -------------------------------------------------------------------------------


def test_rows_are_stored_and_numbered(client, cast, unit):
    client.force_login(cast["clerk"])
    counted = {"indicator": "接待游客", "unit_word": "万人次", "target": "1,200.50"}

    answer = send_rows(client, unit, row(), row("n2", title="开发产品", **counted)).json()

    assert (answer["version"], answer["errors"]) == (1, [])
    assert [saved["key"] for saved in answer["rows"]] == ["n1", "n2"]
    assert list(YearTask.objects.values_list("title", "target")) == [
        ("建成步道", None),
        ("开发产品", Decimal("1200.50")),
    ]


def test_wrong_cell_is_reported_and_the_title_stored(client, cast, unit):
    client.force_login(cast["clerk"])

    answer = send_rows(client, unit, row(indicator="步道", target="5")).json()

    message = "填写了年度目标值，请同时填写计量单位。"
    assert answer["errors"] == [{"row": "n1", "field": "unit_word", "message": message}]
    assert list(YearTask.objects.values_list("title", "indicator")) == [("建成步道", "")]


def test_row_with_figures_is_not_deleted(client, cast, unit):
    figure_of(line_of(unit, date(2026, 3, 1)), task_of(unit, 2026, Decimal(200)), 10)
    client.force_login(cast["clerk"])

    response = send_rows(client, unit, row())

    message = "任务“新建步道”已有3月的数据，不能删除，请恢复这一行后再保存。"
    assert (response.status_code, response.json()) == (422, {"message": message})
    assert list(YearTask.objects.values_list("title", flat=True)) == ["新建步道"]


def test_second_saver_gets_the_stored_rows(client, cast, unit):
    client.force_login(cast["clerk"])
    saved = send_rows(client, unit, row()).json()["rows"]
    client.force_login(cast["city"])

    response = send_rows(client, unit, row(title="开发产品"))

    conflict = response.json()["conflict"]
    blank = {"indicator": "", "unit_word": "", "target": ""}
    assert (response.status_code, conflict["who"], conflict["version"]) == (409, "温小禾", 1)
    assert conflict["rows"] == [
        {"id": saved[0]["id"], "category": "", "title": "建成步道", **blank}
    ]


def test_plain_rows_come_back_with_what_is_wrong(client, cast, unit):
    client.force_login(cast["clerk"])
    data = {"version": 0, "row": "new", "new-title": "", "new-indicator": "步道"}

    response = client.post(url(unit, "plan_tasks"), data)

    shown = response.content.decode()
    assert response.status_code == 422
    assert 'value="步道"' in shown
    assert 'href="#cell-new-title"' in shown


def test_plain_rows_are_stored(client, cast, unit):
    client.force_login(cast["clerk"])

    response = client.post(
        url(unit, "plan_tasks"), {"version": 0, "row": "new", "new-title": "建成步道"}
    )

    assert (response.url, told(response)) == (url(unit), ["年度重点任务已保存。"])
    assert [entry.action for entry in history(plan_of(unit, 2026))] == ["save_tasks"]


def test_plain_rows_of_the_second_saver_show_both_tables(client, cast, unit):
    client.force_login(cast["clerk"])
    send_rows(client, unit, row(title="他人的任务"))
    client.force_login(cast["city"])

    response = client.post(
        url(unit, "plan_tasks"), {"version": 0, "row": "new", "new-title": "我的任务"}
    )

    shown = response.content.decode()
    assert response.status_code == 409
    assert "他人的任务" in shown
    assert "我的任务</textarea>" in shown


@pytest.mark.parametrize("name", ["plan_tasks", "plan_copy"])
def test_rows_and_copy_are_only_sent(client, cast, unit, name):
    client.force_login(cast["clerk"])

    assert client.get(url(unit, name)).status_code == 405


# --- last year's plan as a start -----------------------------------------------------------


def test_last_year_is_offered_and_taken_over(client, cast, unit):
    YearPlan.objects.create(organisation=unit, year=2025, goal="去年目标")
    client.force_login(cast["clerk"])
    offered = client.get(url(unit)).context["copyable"]

    response = client.post(url(unit, "plan_copy"))

    assert [column.label for column in offered] == ["年度目标"]
    assert told(response) == ["已沿用2025年的年度目标，请按今年的情况修改。"]
    assert client.get(url(unit)).context["copyable"] == []
    assert [entry.label for entry in history(plan_of(unit, 2026))] == [
        "保存年度计划",
        "沿用上年计划",
    ]


def test_nothing_to_take_over_is_said(client, cast, unit):
    client.force_login(cast["clerk"])

    response = client.post(url(unit, "plan_copy"))

    assert told(response) == ["2025年没有可以沿用的内容，或本年度各栏都已填写。"]


@pytest.mark.parametrize(("who", "status"), [("civil", 403), ("province", 403), ("far_city", 404)])
def test_others_do_not_take_over(client, cast, unit, who, status):
    YearPlan.objects.create(organisation=unit, year=2025, goal="去年目标")
    client.force_login(cast[who])

    assert client.post(url(unit, "plan_copy")).status_code == status
    assert plan_of(unit, 2026).pk is None
