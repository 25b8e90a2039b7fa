"""The panel, what the province decides, and the published list."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications.choices import Status
from applications.models import Result
from applications.services import results
from applications.services.panel import declare
from portal import audit
from portal.choices import Role
from scoring.choices import SeatRole
from tests.factories.applications import ApplicationFactory
from tests.factories.portal import MembershipFactory
from tests.paths import bring, seat

pytestmark = pytest.mark.thorough


def page(record, name):
    return reverse(f"applications:{name}", args=[record.pk])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def chosen(cast, **changes):
    """The appointment as the browser posts it."""
    return {
        "chair": cast["chair"].pk,
        "members": [cast["member"].pk, cast["second_member"].pk],
        "visit_on": "2026-09-10",
        "defence_on": "2026-09-12",
        **changes,
    }


def seated(application):
    application.refresh_from_db()
    return [(s.user.username, s.role) for s in application.panel.seats.all()]


@pytest.fixture
def accepted(application):
    return bring(application, to=Status.ACCEPTED)


def appoint(client, application, data):
    shown = client.get(page(application, "panel"))
    return client.post(page(application, "panel"), {**data, "version": shown.context["version"]})


# --- the panel ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("head", 403), ("city", 403), ("civil_reader", 403), ("far_city", 404), ("chair", 404)],
)
@pytest.mark.parametrize("name", ["panel", "result"])
def test_only_the_province_appoints_and_decides(client, cast, accepted, name, who, status):
    client.force_login(cast[who])

    assert client.get(page(accepted, name)).status_code == status
    assert client.post(page(accepted, name), chosen(cast)).status_code == status


def test_services_ask_too(cast, accepted):
    with pytest.raises(PermissionDenied, match="只有省文化和旅游厅可以办理"):
        results.record_result(
            application=accepted, values={"remark": "改"}, seen=0, actor=cast["city"]
        )


def test_appointment_seats_the_panel_and_asks_for_declarations(client, cast, accepted):
    client.force_login(cast["province"])

    response = appoint(client, accepted, chosen(cast))

    assert response.url == accepted.get_absolute_url()
    assert seated(accepted) == [
        ("chair", SeatRole.CHAIR),
        ("member", SeatRole.MEMBER),
        ("second_member", SeatRole.MEMBER),
    ]
    assert str(accepted.panel.visit_on) == "2026-09-10"
    notice = cast["member"].notices.get()
    own = accepted.panel.seats.get(user=cast["member"])
    assert notice.text == "您已被聘为“青岚谷文旅康养示范区”评定组成员，请作回避声明。"
    assert notice.url == reverse("applications:declaration", args=[own.pk])
    assert audit.history(accepted).last().label == "组建评定组"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"chair": ""}, {"chair": ["请选择组长。"]}),
        ({"members": []}, {"members": ["请选择成员。"]}),
        ({"members": ["member"]}, {"members": ["成员不少于2名，请再选择。"]}),
        (
            {"members": ["chair", "member"]},
            {"members": ["古衡岳已任组长，不能同时作为成员，请取消其中一项。"]},
        ),
        ({"visit_on": "2026-02-30"}, {"visit_on": ["2026年2月没有30日，请核对。"]}),
    ],
)
def test_appointment_refuses_with_a_sentence(client, cast, accepted, changes, errors):
    client.force_login(cast["province"])
    if names := changes.get("members"):
        changes = {"members": [cast[name].pk for name in names]}

    response = appoint(client, accepted, chosen(cast, **changes))

    accepted.refresh_from_db()
    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert accepted.panel is None


def test_somebody_without_the_role_cannot_be_called(client, cast, accepted):
    client.force_login(cast["province"])

    response = appoint(client, accepted, chosen(cast, chair=cast["city"].pk))

    accepted.refresh_from_db()
    assert list(response.context["form"].errors) == ["chair"]
    assert accepted.panel is None


def test_expert_of_the_same_city_is_called_only_on_purpose(client, cast, accepted, places):
    MembershipFactory(user=cast["member"], organisation=places["other_unit"], role=Role.EXPERT)
    client.force_login(cast["province"])

    refused = appoint(client, accepted, chosen(cast))
    appoint(client, accepted, chosen(cast, override="on"))

    concern = "白松岩任职单位与申报单位同在太原市"
    assert refused.context["form"].errors == {
        "override": [f"{concern}，请改聘，或核实后勾选本项。"]
    }
    assert (
        "任职单位与申报单位同在太原市"
        in dict(refused.context["form"].fields["members"].choices)[cast["member"].pk]
    )
    assert len(seated(accepted)) == 3
    assert audit.history(accepted).last().details["concerns"] == [concern]


def test_expert_employed_by_the_unit_itself_is_named(client, cast, accepted, places):
    MembershipFactory(user=cast["chair"], organisation=places["unit"], role=Role.EXPERT)
    client.force_login(cast["province"])

    refused = appoint(client, accepted, chosen(cast))

    assert refused.context["form"].errors == {
        "override": ["古衡岳任职单位即申报单位，请改聘，或核实后勾选本项。"]
    }


def test_recused_expert_is_replaced_and_the_others_stay_declared(client, cast, accepted):
    seat(accepted)
    for own in accepted.panel.seats.all():
        recused = own.user == cast["member"]
        declare(seat=own, application=accepted, recused=recused, reason="曾任顾问。")
    client.force_login(cast["province"])

    again = appoint(client, accepted, chosen(cast))
    replaced = [cast["second_member"].pk, cast["outsider"].pk]
    appoint(client, accepted, chosen(cast, members=replaced))

    assert again.context["form"].errors == {"members": ["白松岩已声明回避，请改聘其他专家。"]}
    declared = {s.user.username: s.recused for s in accepted.panel.seats.all()}
    assert declared == {"chair": False, "second_member": False, "outsider": None}
    assert audit.history(accepted).last().details["replaced"] == [
        {
            "name": "白松岩",
            "role": "成员",
            "recused": True,
            "reason": "曾任顾问。",
            "handed_in": False,
        }
    ]
    assert [cast[who].notices.count() for who in ("chair", "outsider")] == [0, 1]


def test_second_officer_sees_the_panel_that_the_first_has_seated(client, cast, accepted):
    client.force_login(cast["province"])
    shown = client.get(page(accepted, "panel")).context["version"]
    appoint(client, accepted, chosen(cast))
    other = chosen(cast, members=[cast["member"].pk, cast["outsider"].pk], version=shown)

    refused = client.post(page(accepted, "panel"), other)
    before = seated(accepted)
    client.post(page(accepted, "panel"), {**other, "version": refused.context["version"]})

    both = {n: (f.mine, f.theirs) for n, f in refused.context["conflict"].fields.items()}
    assert both == {"members": ("池墨林、白松岩", "甄若水、白松岩")}
    assert ("second_member", SeatRole.MEMBER) in before
    assert ("outsider", SeatRole.MEMBER) in seated(accepted)


def test_dates_of_a_panel_at_work_may_move_and_not_go(client, cast, application):
    bring(application, to=Status.EVALUATING)
    client.force_login(cast["province"])

    refused = appoint(client, application, chosen(cast, visit_on="", defence_on=""))
    moved = appoint(client, application, chosen(cast, visit_on="2026-09-11"))

    application.panel.refresh_from_db()
    assert refused.context["form"].errors == {
        "visit_on": ["请填写现场验收日期。"],
        "defence_on": ["请填写汇报答辩日期。"],
    }
    assert moved.status_code == 302
    assert (application.panel.visit_on, application.panel.defence_on) == (
        date(2026, 9, 11),
        date(2026, 9, 12),
    )


@pytest.mark.parametrize("status", [Status.RECOMMENDED, Status.EVALUATED])
def test_panel_is_closed_before_receipt_and_after_the_score(client, cast, application, status):
    bring(application, to=status)
    client.force_login(cast["province"])

    shown = client.get(page(application, "panel"))
    saved = client.post(page(application, "panel"), chosen(cast))

    sentence = f"当前状态为“{status.label}”，不能办理本项。"
    assert shown.url == application.get_absolute_url()
    assert said(shown) == [sentence]
    assert said(saved)[-1] == f"{sentence}以下内容没有保存，需要的请先复制。"


# --- the result ----------------------------------------------------------------------------


def decide(client, application, **values):
    shown = client.get(page(application, "result"))
    data = {"version": shown.context["version"], **values}
    return client.post(page(application, "result"), data)


def test_result_stands_beside_the_figures_of_the_unit(client, cast, application):
    bring(application, to=Status.EVALUATED)
    client.force_login(cast["province"])

    response = client.get(page(application, "result"))

    text = response.content.decode()
    assert f"{application.dossier.invested_wan:,.2f}万元" in text
    assert response.context["tables"].invested == application.dossier.invested_wan
    assert response.context["sheet"].whole.points == 50


def test_result_is_stored_and_recorded(client, cast, application):
    bring(application, to=Status.EVALUATED)
    client.force_login(cast["province"])

    decide(client, application, audited_wan="３,１００.５", proposed="yes", remark="已审计。")

    stored = Result.objects.get()
    assert (stored.audited_wan, stored.proposed) == (Decimal("3100.50"), True)
    assert audit.history(application).last().details == {
        "changes": {
            "audited_wan": ["", "3,100.50"],
            "proposed": ["", "是"],
            "remark": ["", "已审计。"],
        }
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "不能填写负数，请核对后填写0或正数。"),
        ("12万", "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"),
        ("1.005", "小数最多保留2位，请四舍五入后填写。"),
    ],
)
def test_result_refuses_an_amount_and_keeps_what_was_typed(
    client, cast, application, typed, sentence
):
    bring(application, to=Status.EVALUATED)
    client.force_login(cast["province"])

    response = decide(client, application, audited_wan=typed, proposed="no", remark="待核。")

    form = response.context["form"]
    assert form.errors == {"audited_wan": [sentence]}
    assert (form["audited_wan"].value(), form["remark"].value()) == (typed, "待核。")
    assert Result.objects.get().proposed is None


def test_an_audited_amount_of_zero_is_an_amount(client, cast, application):
    bring(application, to=Status.EVALUATED)
    client.force_login(cast["province"])

    decide(client, application, audited_wan="0")

    assert Result.objects.get().audited_wan == Decimal("0.00")


def test_proposal_waits_for_the_score(client, cast, accepted):
    client.force_login(cast["province"])

    shown = client.get(page(accepted, "result"))
    decide(client, accepted, audited_wan="3100", proposed="yes")

    assert "proposed" not in shown.context["form"].fields
    stored = Result.objects.get()
    assert (stored.audited_wan, stored.proposed) == (Decimal("3100.00"), None)
    with pytest.raises(results.NotNow, match="评定完成后方可确定"):
        results.record_result(
            application=accepted, values={"proposed": True}, seen=0, actor=cast["province"]
        )


def test_second_officer_sees_what_the_first_decided(client, cast, application):
    bring(application, to=Status.EVALUATED)
    client.force_login(cast["province"])
    shown = client.get(page(application, "result")).context["version"]
    decide(client, application, audited_wan="3000", proposed="yes")
    mine = {"audited_wan": "3200", "proposed": "yes", "version": shown}

    refused = client.post(page(application, "result"), mine)

    fields = refused.context["conflict"].fields
    assert {n: (f.mine, f.theirs) for n, f in fields.items()} == {
        "audited_wan": ("3,200.00", "3,000.00")
    }
    assert Result.objects.get().audited_wan == Decimal("3000.00")


def test_result_is_closed_once_it_is_public(client, cast, application):
    bring(application, to=Status.PUBLICISED)
    client.force_login(cast["province"])

    saved = client.post(page(application, "result"), {"audited_wan": "1", "version": "0"})

    assert said(saved)[-1].startswith("当前状态为“公示中”，不能办理本项。")
    assert Result.objects.get().audited_wan == Decimal("3100.00")


# --- the published list ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["head", "far_head", "city", "civil", "chair", "province"])
def test_results_are_told_only_after_the_publication(client, cast, application, who):
    bring(application, to=Status.PUBLICISED)
    client.force_login(cast[who])

    response = client.get(page(application.batch, "results"))

    assert response.context["rows"] == []
    assert "本批次评定结果尚未公布" in response.content.decode()
    assert "文旅康养示范区名单" not in response.content.decode()


@pytest.mark.parametrize(
    ("who", "score"),
    [
        ("head", 50),
        ("city", 50),
        ("civil", 50),
        ("province", 50),
        ("finance_reader", 50),
        ("far_head", None),
        ("far_city", None),
        ("chair", None),
    ],
)
def test_published_list_is_for_everybody_and_the_score_for_few(
    client, cast, application, who, score
):
    bring(application, to=Status.DESIGNATED)
    client.force_login(cast[who])

    response = client.get(page(application.batch, "results"))

    text = response.content.decode()
    rows = [(row.application, row.score) for row in response.context["rows"]]
    assert rows == [(application, score)]
    assert "晋文旅发〔2023〕99号" in text
    assert ("评定分值" in text) is (score is not None)


def test_whoever_has_no_role_reads_no_list(client, cast, application):
    bring(application, to=Status.DESIGNATED)
    client.force_login(cast["nobody"])

    assert client.get(page(application.batch, "results")).status_code == 404


@pytest.mark.parametrize("item_count", [1, 3])
def test_published_list_query_count(
    client, cast, three_places, application, places, django_assert_num_queries, item_count
):
    units = [places["unit"], places["other_unit"], places["far_unit"]][:item_count]
    rows = [application] + [
        ApplicationFactory(batch=application.batch, organisation=unit) for unit in units[1:]
    ]
    for one in rows:
        bring(one, to=Status.EVALUATED)
    for one in rows:
        Result.objects.update_or_create(
            application=one, defaults={"audited_wan": 1, "proposed": True}
        )
    bring(application, to=Status.DESIGNATED)
    client.force_login(cast["far_city"])

    with django_assert_num_queries(8):
        response = client.get(page(application.batch, "results"))

    assert len(response.context["rows"]) == item_count
