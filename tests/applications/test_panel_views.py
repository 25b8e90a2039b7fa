"""回避声明 and the chair's list of who took part."""

import re

import pytest
from django.urls import reverse

from applications.choices import Status
from applications.services.panel import declare
from portal.audit import history
from portal.choices import Role
from portal.locking import Gone
from portal.models import Notice
from scoring.choices import Attendance, SeatRole
from scoring.models import Seat
from tests.factories.portal import MembershipFactory, OrganisationFactory
from tests.paths import bring, seat

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

STAYS, LEAVES = {"answer": "stays", "reason": ""}, {"answer": "leaves", "reason": "曾任该单位顾问"}


@pytest.fixture
def seated(application):
    """The panel is appointed; nobody has declared anything."""
    accepted = bring(application, to=Status.ACCEPTED)
    seat(accepted)
    return accepted


def seat_of(application, who):
    return application.panel.seats.get(user__username=who)


def declaration(application, who):
    return reverse("applications:declaration", args=[seat_of(application, who).pk])


def attendance(application):
    return reverse("applications:attendance", args=[application.pk])


def notices(cast, who):
    return list(Notice.objects.filter(recipient=cast[who]).values_list("text", flat=True))


# --- 回避声明 ----------------------------------------------------------------------------


def test_an_expert_reads_whom_it_concerns_and_nothing_more(log_in, seated):
    text = log_in("chair").get(declaration(seated, "chair")).text

    assert re.findall(r"<dt>(.+?)</dt><dd>(.+?)</dd>", text) == [
        ("批次", "第二批"),
        ("申报单位", "青岚谷康养有限公司"),
        ("示范区名称", "青岚谷文旅康养示范区"),
        ("所在市", "太原市"),
        ("您的身份", "评定组组长"),
    ]
    assert "系统没有发现您与申报单位同市或同单位" in text


def test_nothing_of_the_application_opens_before_the_declaration(client, cast, seated):
    client.force_login(cast["chair"])

    for name, more in (
        ("applications:sheet", ["self_check"]),
        ("applications:sheet_section", ["self_check", "1"]),
        ("applications:comparison", []),
        ("applications:attendance", []),
    ):
        assert client.get(reverse(name, args=[seated.pk, *more])).status_code == 404


def test_a_declaration_is_stored_and_leads_home(log_in, seated):
    response = log_in("chair").post(declaration(seated, "chair"), STAYS)

    chair = seat_of(seated, "chair")
    assert response.headers["Location"] == reverse("home")
    assert (chair.recused, chair.recusal_reason) == (False, "")
    assert chair.declared_at is not None
    assert history(seated.panel).last().label == "回避声明"


def test_a_seat_that_went_to_somebody_else_declares_nothing(cast, seated):
    seat = seat_of(seated, "member")
    Seat.objects.filter(pk=seat.pk).delete()
    before = notices(cast, "province")

    with pytest.raises(Gone):
        declare(seat=seat, application=seated, recused=True, reason="曾任该单位顾问")

    assert notices(cast, "province") == before


def test_a_recusal_says_why_and_tells_the_province(log_in, cast, seated):
    log_in("member").post(declaration(seated, "member"), LEAVES)

    member = seat_of(seated, "member")
    assert (member.recused, member.recusal_reason) == (True, "曾任该单位顾问")
    text = "白松岩声明应当回避“青岚谷文旅康养示范区”的评定，请更换专家。"
    assert text in notices(cast, "province")


def test_the_last_declaration_tells_the_province_that_work_can_begin(client, cast, seated):
    ready = "“青岚谷文旅康养示范区”评定组全体成员已作回避声明，可以启动评定。"

    for who in ("chair", "member", "second_member"):
        assert ready not in notices(cast, "province")
        client.force_login(cast[who])
        client.post(declaration(seated, who), STAYS)

    assert notices(cast, "province").count(ready) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "请选择是否需要回避。"),
        ({"answer": "perhaps"}, "perhaps"),
        (
            {"answer": "leaves", "reason": "  "},
            "请写明应当回避的情形，便于省文化和旅游厅更换专家。",
        ),
        ({"answer": "leaves", "reason": "顾" * 201}, "最多200个字符"),
    ],
)
def test_an_incomplete_declaration_is_none(log_in, seated, fields, sentence):
    response = log_in("chair").post(declaration(seated, "chair"), fields)

    assert response.status_code == 422
    assert sentence in response.text
    assert seat_of(seated, "chair").declared_at is None


def test_a_declaration_is_made_once(log_in, seated):
    client = log_in("chair")
    client.post(declaration(seated, "chair"), LEAVES)

    again = client.post(declaration(seated, "chair"), STAYS, follow=True)

    assert again.redirect_chain == [(reverse("home"), 302)]
    assert "您已作过回避声明，不能更改" in again.text
    assert seat_of(seated, "chair").recused is True


@pytest.mark.parametrize("who", ["member", "outsider", "province", "head", "nobody"])
def test_nobody_declares_for_another_s_seat(log_in, seated, who):
    client = log_in(who)

    assert client.get(declaration(seated, "chair")).status_code == 404
    assert client.post(declaration(seated, "chair"), STAYS).status_code == 404
    assert seat_of(seated, "chair").declared_at is None


@pytest.mark.parametrize(
    ("workplace", "hint"),
    [
        ("own", "系统提示：您的任职单位即申报单位，可能需要回避，请核对。"),
        ("city", "系统提示：您的任职单位与申报单位同在太原市，可能需要回避，请核对。"),
    ],
)
def test_the_system_hints_at_what_it_knows_and_wants_an_answer(
    log_in, cast, seated, taiyuan, workplace, hint
):
    own = seated.organisation
    place = own if workplace == "own" else OrganisationFactory(city=taiyuan)
    MembershipFactory(user=cast["chair"], organisation=place, role=Role.EXPERT)
    client = log_in("chair")

    assert hint in client.get(declaration(seated, "chair")).text
    silent = client.post(declaration(seated, "chair"), STAYS)
    assert silent.status_code == 422
    assert "系统提示可能需要回避，请说明无需回避的理由。" in silent.text
    client.post(declaration(seated, "chair"), STAYS | {"reason": "已于三年前离职"})
    assert seat_of(seated, "chair").recusal_reason == "已于三年前离职"


# --- who took part -------------------------------------------------------------------------


@pytest.fixture
def evaluating(application):
    return bring(application, to=Status.EVALUATING)


def answers(application, **chosen):
    return {f"seat_{seat_of(application, who).pk}": value for who, value in chosen.items()}


def noted(application):
    seats = application.panel.seats.filter(role=SeatRole.MEMBER)
    return dict(seats.values_list("user__username", "attendance"))


def test_the_chair_notes_who_took_part(log_in, evaluating):
    client = log_in("chair")
    fields = answers(evaluating, member=Attendance.PRESENT, second_member=Attendance.ABSENT)

    response = client.post(attendance(evaluating), fields)

    assert response.headers["Location"] == evaluating.get_absolute_url()
    assert noted(evaluating) == {"member": "present", "second_member": "absent"}
    assert "checked" in client.get(attendance(evaluating)).text


def test_every_member_needs_an_answer(log_in, evaluating):
    fields = answers(evaluating, member=Attendance.PRESENT)

    response = log_in("chair").post(attendance(evaluating), fields)

    assert response.status_code == 422
    assert "请选择甄若水是否参加评定。" in response.text
    assert noted(evaluating) == {"member": "", "second_member": ""}


def test_a_seat_of_another_panel_is_not_touched(log_in, evaluating):
    fields = answers(evaluating, member=Attendance.PRESENT, second_member=Attendance.PRESENT)
    chair = seat_of(evaluating, "chair")

    log_in("chair").post(attendance(evaluating), fields | {f"seat_{chair.pk}": "absent"})

    chair.refresh_from_db()
    assert chair.attendance == ""


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("member", 403),
        ("province", 403),
        ("head", 403),
        ("city", 403),
        ("outsider", 404),
        ("far_city", 404),
        ("nobody", 404),
    ],
)
def test_nobody_but_the_chair_notes_it(log_in, evaluating, who, status):
    client = log_in(who)
    fields = answers(evaluating, member=Attendance.ABSENT, second_member=Attendance.ABSENT)

    assert client.get(attendance(evaluating)).status_code == status
    assert client.post(attendance(evaluating), fields).status_code == status
    assert noted(evaluating) == {"member": "", "second_member": ""}


def test_once_the_score_is_confirmed_the_list_is_closed(log_in, application):
    evaluated = bring(application, to=Status.EVALUATED)

    response = log_in("chair").post(attendance(evaluated), {})

    assert response.status_code == 403
    assert "当前状态为“评定完成”，评定计分不能修改。" in response.text


def test_before_there_is_a_panel_there_is_no_list(log_in, application):
    submitted = bring(application, to=Status.SUBMITTED)

    assert log_in("province").get(attendance(submitted)).status_code == 404
