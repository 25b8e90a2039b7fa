"""The list, the start and the control panel, for every role."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.choices import (
    UNIT_SECTIONS,
    BatchStatus,
    ReturnCategory,
    SectionName,
    Status,
)
from applications.models import Application
from portal import clock
from tests.factories.applications import BatchFactory
from tests.factories.content import complete
from tests.paths import bring
from tests.returns import answer_all, note, send

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
LIST = "/applications/"


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


# --- the start -------------------------------------------------------------------------


def start(client, batch):
    return client.post(reverse("applications:start", args=[batch.pk]))


def test_start_opens_the_control_panel(client, batch, cast):
    client.force_login(cast["clerk"])

    response = start(client, batch)

    application = Application.objects.get()
    assert (response.status_code, response.url) == (302, application.get_absolute_url())
    assert application.organisation == cast["clerk"].organisation


def test_double_click_starts_once(client, batch, cast):
    client.force_login(cast["clerk"])

    first, second = start(client, batch), start(client, batch)

    assert first.url == second.url == Application.objects.get().get_absolute_url()


def test_start_after_the_deadline_says_why_not(client, batch, cast):
    client.force_login(cast["clerk"])

    with clock.at(batch.city_deadline + timedelta(minutes=1)):
        response = start(client, batch)

    assert response.url == LIST
    assert "已不能提交" in told(response)[0]
    assert not Application.objects.exists()


@pytest.mark.parametrize("who", ["city", "civil", "province", "chair", "admin"])
def test_only_units_start(client, batch, cast, who):
    client.force_login(cast[who])

    assert start(client, batch).status_code == 403
    assert not Application.objects.exists()


def test_batch_in_preparation_is_not_found_by_a_unit(client, cast):
    client.force_login(cast["clerk"])

    assert start(client, BatchFactory(status=BatchStatus.PREPARING)).status_code == 404


def test_start_is_a_deed_and_no_page(client, batch, cast):
    client.force_login(cast["clerk"])

    assert client.get(reverse("applications:start", args=[batch.pk])).status_code == 405


# --- the control panel -------------------------------------------------------------------


def panel(client, application, user):
    client.force_login(user)
    return client.get(application.get_absolute_url())


def test_unit_sees_its_tasks_with_their_state(client, application, cast):
    context = panel(client, application, cast["clerk"]).context

    assert [task["label"] for task in context["tasks"]] == [
        "一、评定申请",
        "二（一）基本信息",
        "二（二）创建情况",
        "二（三）经营状况",
        "二（四）发展方向",
        "三、投资明细表",
        "四、用工情况表",
        "六、评分表（自检）",
        "评分佐证数据",
        "其他材料",
    ]
    words = [task["word"] for task in context["tasks"]]
    assert words == [*["未开始"] * 8, "选填", "未开始"]
    assert (context["done"], context["wanted"]) == (0, 9)


def test_tasks_tell_what_is_done_and_what_is_wrong(client, application, cast):
    complete(application)
    application.dossier.credit_code = ""
    application.dossier.visits_year = 10
    application.dossier.save()

    context = panel(client, application, cast["clerk"]).context

    basics = context["tasks"][1]
    assert (basics["word"], basics["state"], basics["note"]) == (
        "有问题",
        "problem",
        "1处需处理，2条提醒",
    )
    assert (context["done"], context["wanted"]) == (9, 10)


def test_clerk_reads_who_submits(client, application, cast):
    complete(application)

    clerk = panel(client, application, cast["clerk"])
    head = panel(client, application, cast["head"])

    assert clerk.context["offers"] == []
    assert "请经办人通知负责人登录办理" in clerk.content.decode()
    assert [offer.move.name for offer in head.context["offers"]] == ["submit"]
    assert reverse("applications:move", args=[application.pk, "submit"]) in head.content.decode()


def test_clerk_reads_who_hands_back_and_nothing_of_a_submission(client, application, cast):
    bring(application, to=Status.PROVINCE_RETURNED)

    page = panel(client, application, cast["clerk"]).content.decode()

    assert "改完后由本单位负责人交回" in page
    assert "只有本单位负责人可以提交" not in page


@pytest.mark.parametrize("who", ["head", "city"])
def test_after_the_deadline_the_next_step_is_no_submission(client, application, cast, who):
    client.force_login(cast[who])

    with clock.at(application.batch.city_deadline + timedelta(seconds=1)):
        page = client.get(application.get_absolute_url())

    assert page.context["next"] == (
        "市级截止时间已过，没有提交；确需延期的，由市、省文化和旅游部门办理。"
    )


def test_refused_move_shows_its_sentences(client, application, cast):
    complete(application)
    application.dossier.credit_code = ""
    application.dossier.save()

    response = panel(client, application, cast["head"])

    shown = response.content.decode()
    assert "现在不能提交：" in shown
    assert "请填写统一社会信用代码。" in shown
    move = reverse("applications:move", args=[application.pk, "submit"])
    assert f'href="{move}"' not in shown


def test_others_read_links_instead_of_tasks(client, application, cast):
    bring(application, to=Status.REVIEWING)

    for who in ("city", "province", "civil", "clerk"):
        context = panel(client, application, cast[who]).context
        assert [part["label"] for part in context["parts"]] == [
            name.label for name in UNIT_SECTIONS
        ]
        assert "tasks" not in context


def test_province_knows_of_a_draft_and_reads_nothing_of_it(client, application, cast):
    response = panel(client, application, cast["province"])

    assert response.context["closed"] == "该单位尚在填报，提交后方可查看报告书内容。"
    assert "parts" not in response.context
    assert reverse("reports:request") not in response.content.decode()


def test_return_is_told_with_reason_and_days(client, application, cast):
    bring(application, to=Status.CITY_RETURNED)

    response = panel(client, application, cast["clerk"])

    returned = response.context["returned"]
    shown = response.content.decode()
    assert returned.category == ReturnCategory.INCOMPLETE
    assert "请补充近一年的经营数据和佐证材料。" in shown
    assert response.context["due"]["left"] == "还有20天"


@pytest.mark.parametrize(
    ("status", "readers"),
    [(Status.REVIEWING, "city"), (Status.COSIGNING, "city civil"), (Status.REVIEWED, "city")],
)
def test_date_of_the_recommendation_stands_before_whoever_works_towards_it(
    client, application, cast, status, readers
):
    bring(application, to=status)

    found = {who: panel(client, application, cast[who]) for who in ("clerk", "city", "civil")}

    shown = {who: page.context["due"] for who, page in found.items() if page.context["due"]}
    assert " ".join(shown) == readers
    assert {due["moment"] for due in shown.values()} == {application.batch.province_deadline}
    assert all("省级截止" in found[who].text for who in shown)


def test_return_of_named_parts_closes_the_others(client, application, cast):
    bring(application, to=Status.SUBMITTED)
    note(application, cast["city"], SectionName.BASICS)
    send(application, cast["city"])

    tasks = panel(client, application, cast["clerk"]).context["tasks"]

    answer_all(application, cast["clerk"])
    answered = panel(client, application, cast["clerk"]).context["tasks"]

    assert [(t["label"], t["word"]) for t in tasks if t["state"] != "locked"] == [
        ("二（一）基本信息", "有退回意见")
    ]
    assert [t["word"] for t in answered if t["state"] != "locked"] == ["完成"]
    assert {task["word"] for task in tasks if task["state"] == "locked"} == {"本次未开放"}


def test_versions_carry_their_check_codes_and_differences(client, application, cast):
    bring(application, to=Status.CITY_RETURNED)
    application.dossier.zone_name = "清泉里文旅康养示范区"
    application.dossier.save()
    bring(application, to=Status.SUBMITTED)

    context = panel(client, application, cast["city"]).context

    assert [version.number for version in context["versions"]] == [2, 1]
    url = f"/applications/{application.pk}/versions/1/2/"
    assert context["changes"] == {"count": 1, "url": url}
    for version in context["versions"]:
        assert version.check_code in panel(client, application, cast["clerk"]).content.decode()


def test_output_button_asks_for_the_dossier(client, application, cast):
    shown = panel(client, application, cast["clerk"]).content.decode()

    assert f'action="{reverse("reports:request")}"' in shown
    assert 'name="kind" value="dossier"' in shown
    assert f'name="application" value="{application.pk}"' in shown


@pytest.mark.parametrize("who", ["other_head", "far_city", "far_civil", "outsider", "nobody"])
def test_foreign_application_is_not_found(client, application, cast, who):
    bring(application, to=Status.EVALUATED)

    assert panel(client, application, cast[who]).status_code == 404


@pytest.mark.parametrize("rounds", [1, 3])
def test_panel_costs_constant_queries(client, application, cast, rounds, django_assert_num_queries):
    for _ in range(rounds):
        bring(application, to=Status.SUBMITTED)
        bring(application, to=Status.CITY_RETURNED)
    client.force_login(cast["clerk"])

    # differences are read where there are two versions
    with django_assert_num_queries(PANEL_QUERIES + (3 if rounds > 1 else 0)):
        client.get(application.get_absolute_url())


PANEL_QUERIES = 28
