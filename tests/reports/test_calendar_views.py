"""The province's decisions and everybody's 催报, on their pages."""

from datetime import date

import pytest
from django.urls import reverse

from portal import clock
from reports.models import DueDate, Excuse, LightRule, Reminder
from reports.services.calendar import grant_excuse
from reports.services.reminders import Urge, send_urge
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import moment

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

REASON = "清明假期顺延。"
MARCH = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def second_of_april():
    with clock.at(moment(2026, 4, 2, 9)):
        yield


def url(name, *args):
    return reverse(f"reports:{name}", args=args)


# --- what the province decides ---------------------------------------------------------------


def test_due_date_is_moved_after_a_look_at_what_changes(client, cast, taiyuan):
    client.force_login(cast["province"])
    fields = {
        "duty": "ledger",
        "period": "2026-03",
        "city": taiyuan.pk,
        "due_on": "2026-04-07",
        "reason": REASON,
        "document_number": "晋文旅函〔2026〕3号",
    }

    look = client.post(url("due_dates"), fields).content.decode()
    looked = DueDate.objects.count()
    done = client.post(url("due_dates"), {**fields, "confirmed": "1"}, follow=True)

    assert "太原市的截止日期由2026年3月31日调整为2026年4月7日。" in look
    assert (looked, DueDate.objects.get().due_on) == (0, date(2026, 4, 7))
    assert "晋文旅函〔2026〕3号" in done.content.decode()


def test_form_of_a_due_date_is_filled_from_the_address_and_says_what_is_wrong(client, cast):
    client.force_login(cast["province"])

    page = client.get(url("due_dates"), {"duty": "plan", "period": "2026-03"}).content.decode()
    wrong = client.post(url("due_dates"), {"duty": "ledger", "period": "2026-03"})
    same = client.post(
        url("due_dates"),
        {"duty": "ledger", "period": "2026-03", "due_on": "2026-03-31", "reason": REASON},
    )

    assert '<option value="plan" selected>' in page
    assert 'value="2026-03"' in page
    assert (wrong.status_code, same.status_code) == (422, 422)
    assert "截止日期已经是2026年3月31日，没有改变，请核对。" in same.content.decode()


def test_excuse_is_granted_and_ended_on_its_page(client, cast, places):
    client.force_login(cast["province"])
    fields = {
        "organisation": places["unit"].pk,
        "since": "2026-03",
        "until": "2026-05",
        "reason": "停业改造。",
    }

    client.post(url("excuses"), fields)
    again = client.post(url("excuses"), fields)
    granted = Excuse.objects.get()
    ended = client.post(url("excuse_end", granted.pk), follow=True).content.decode()
    twice = client.post(url("excuse_end", granted.pk), follow=True).content.decode()

    assert again.status_code == 422
    assert "已取消“青岚谷康养有限公司”的免报。" in ended
    assert "这项免报已经取消" in twice
    assert "晋长河于2026年4月2日取消" in twice


def test_excuse_ends_with_the_next_year_at_the_latest(client, cast, places):
    client.force_login(cast["province"])
    fields = {"organisation": places["unit"].pk, "since": "2026-03", "reason": "停业改造。"}

    refused = client.post(url("excuses"), {**fields, "until": "2028-01"})
    taken = client.post(url("excuses"), {**fields, "until": "2027-12"})

    sentence = "最晚为2027年12月，届时仍需免报的请再办理。"
    assert refused.context["form"].errors == {"until": [sentence]}
    assert (refused.status_code, taken.status_code) == (422, 302)


def test_rule_of_the_lights_shows_both_numbers_to_the_second_writer(client, cast):
    client.force_login(cast["province"])
    opened = client.get(url("light_rule", 2026)).context["version"]
    fields = {"yellow_points": "5", "red_points": "20", "version": opened}

    first = client.post(url("light_rule", 2026), fields)
    second = client.post(url("light_rule", 2026), {**fields, "yellow_points": "8"})
    after = client.post(
        url("light_rule", 2026),
        {**fields, "yellow_points": "8", "version": second.context["version"]},
    )

    assert (first.status_code, second.status_code, after.status_code) == (302, 422, 302)
    assert "您填写的内容仍在下面的表单里" in second.content.decode()
    assert LightRule.objects.get().yellow_points == 8


@pytest.mark.parametrize("who", ["city", "head", "finance_reader", "admin"])
def test_only_the_province_decides(client, cast, places, who):
    granted = grant_excuse(
        organisation=places["unit"],
        since=MARCH,
        until=MARCH,
        reason="停业改造。",
        document_number="",
        actor=cast["province"],
    )
    client.force_login(cast[who])

    answers = [
        client.get(url("due_dates")),
        client.post(url("excuses")),
        client.post(url("excuse_end", granted.pk)),
        client.get(url("light_rule", 2026)),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4


# --- 催报 ------------------------------------------------------------------------------------

ABOUT = {"duty": "ledger", "period": "2026-03-01"}


def test_city_chooses_looks_and_urges(client, cast, places):
    unit, other = places["unit"], places["other_unit"]
    client.force_login(cast["city"])
    chosen = {**ABOUT, "organisation": [unit.pk, other.pk]}

    choice = client.get(url("urge"), ABOUT)
    look = client.get(url("urge"), chosen).content.decode()
    looked = Reminder.objects.count()
    done = client.post(url("urge"), {**chosen, "note": "请今天补报。"}, follow=True)

    assert (choice.context["cities"], choice.context["waiting"]) == ([], [unit, other])
    assert "将向2家单位、3人发送。" in look
    assert (looked, Reminder.objects.count()) == (0, 2)
    assert done.redirect_chain == [("/ledger/reminders/?duty=ledger&period=2026-03", 302)]
    assert "已催报：2家单位、3人。" in done.content.decode()


def test_second_urge_of_a_day_is_told_before_and_after(client, cast, places):
    unit = places["unit"]
    client.force_login(cast["province"])
    chosen = {**ABOUT, "organisation": unit.pk}
    client.post(url("urge"), chosen)

    look = client.get(url("urge"), chosen).content.decode()
    again = client.post(url("urge"), chosen, follow=True).content.decode()

    assert "所选的市和单位都不需要催报，或今天已经催报过。" in look
    assert "发送催报" not in look
    assert "“青岚谷康养有限公司”今天已催报过，请明天再催。" in again
    assert Reminder.objects.count() == 1


def test_preview_names_a_unit_that_nobody_reads_for(client, cast, taiyuan):
    unit = OrganisationFactory(name="栖云康养有限公司", city=taiyuan)
    client.force_login(cast["province"])

    page = client.get(url("urge"), {**ABOUT, "organisation": unit.pk, "city": taiyuan.pk})

    assert "将向1个市、1家单位、2人发送。" in page.content.decode()
    assert "“栖云康养有限公司”没有可以接收消息的账号，请另行联系。" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "asked", "status"),
    [
        ("province", {"duty": "ledger", "period": "2026-03-01"}, 200),
        ("far_city", {"duty": "plan", "period": "2026-01-01"}, 200),
        ("province", {"duty": "nonsense", "period": "2026-03-01"}, 404),
        ("province", {"duty": "ledger", "period": "2026-05-01"}, 404),
        ("province", {"duty": "ledger", "period": "bald"}, 404),
        ("province", {"duty": "ledger", "period": "2026-03-01", "city": "140105"}, 404),
        ("province", {"duty": "ledger", "period": "2026-03-01", "organisation": "99999"}, 404),
        ("city", {"duty": "ledger", "period": "2026-03-01", "city": "140100"}, 403),
        ("civil", {"duty": "ledger", "period": "2026-03-01"}, 403),
        ("head", {"duty": "ledger", "period": "2026-03-01"}, 403),
        ("finance_reader", {"duty": "ledger", "period": "2026-03-01"}, 403),
        ("chair", {"duty": "ledger", "period": "2026-03-01"}, 403),
    ],
)
def test_who_may_open_the_page_of_an_urge(client, cast, who, asked, status):
    client.force_login(cast[who])

    assert client.get(url("urge"), asked).status_code == status


@pytest.mark.parametrize(("who", "status"), [("far_city", 404), ("head", 403), ("civil", 403)])
def test_nobody_else_urges_a_unit(client, cast, places, who, status):
    client.force_login(cast[who])

    response = client.post(url("urge"), {**ABOUT, "organisation": places["unit"].pk})

    assert response.status_code == status
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("who", "filters", "count"),
    [
        ("province", {}, 3),
        ("province", {"duty": "plan"}, 0),
        ("province", {"period": "2026-03"}, 3),
        ("province", {"duty": "nonsense"}, 3),
        ("city", {}, 2),
        ("civil", {}, 2),
        ("far_city", {}, 1),
        ("head", {}, 0),
    ],
)
def test_log_is_read_by_the_city_and_the_province(client, cast, places, who, filters, count):
    everybody = tuple(places[key].pk for key in ("unit", "other_unit", "far_unit"))
    send_urge(urge=Urge("ledger", MARCH, everybody), note="", actor=cast["province"])
    client.force_login(cast[who])

    assert client.get(url("reminders"), filters).context["paginator"].count == count


@pytest.mark.parametrize("count", [1, 3])
def test_log_query_count(client, cast, places, count, django_assert_num_queries):
    keys = ("unit", "other_unit", "far_unit")[:count]
    wanted = Urge("ledger", MARCH, tuple(places[key].pk for key in keys))
    send_urge(urge=wanted, note="", actor=cast["province"])
    client.force_login(cast["province"])

    with django_assert_num_queries(6):
        client.get(url("reminders"))
