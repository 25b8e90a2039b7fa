"""T23: the unit asks to leave; the city or the province decides; the place is free again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications.choices import Status
from applications.lifecycle import application_lifecycle
from applications.models import Application
from applications.services import withdrawals
from applications.services.dossier import StartRefused, start_application
from portal import clock
from portal.models import Notice
from portal.workflow import TransitionRefused
from tests.factories.applications import ApplicationFactory, WithdrawalRequestFactory
from tests.factories.portal import OrganisationFactory
from tests.paths import REASONS, bring, hand_in_papers
from tests.races import together

pytestmark = pytest.mark.django_db

perform = application_lifecycle.perform
WHY = "项目用地调整，本批次不再申报。"


def ask(application, cast):
    return withdrawals.ask_to_withdraw(application=application, reason=WHY, actor=cast["head"])


def told(person):
    return [notice.text for notice in Notice.objects.visible_to(person)]


def put(application, status, place=None):
    Application.objects.filter(pk=application.pk).update(status=status, place=place)
    application.refresh_from_db()


# --- the request -----------------------------------------------------------------------------


def test_request_goes_to_the_city_before_recommendation_and_to_the_province_after(
    application, cast
):
    ask(application, cast)
    asked = f"青岚谷康养有限公司申请撤回“{application.dossier.zone_name}”的申报，请办理：{WHY}"
    assert told(cast["city"]) == [asked]
    assert told(cast["province"]) == []

    withdrawals.cancel_request(application=application, actor=cast["head"])
    put(application, Status.RECOMMENDED, place=1)
    ask(application, cast)

    assert told(cast["province"]) == [asked]
    first, second = application.withdrawal_requests.all()
    assert (first.granted, first.note) == (None, "申报单位取消申请")
    assert second.decided_at is None


@pytest.mark.parametrize(
    ("answer", "granted", "who"),
    [
        (lambda row, cast: perform(row, "end", actor=cast["city"], note="已核实。"), True, "city"),
        (
            lambda row, cast: withdrawals.refuse_request(
                application=row, note="已核实。", actor=cast["city"]
            ),
            False,
            "city",
        ),
        (
            lambda row, cast: withdrawals.cancel_request(application=row, actor=cast["head"]),
            None,
            "head",
        ),
    ],
    ids=["granted", "refused", "taken back"],
)
def test_every_answer_says_what_who_and_when(application, cast, answer, granted, who):
    ask(application, cast)

    with clock.at(clock.now() + timedelta(hours=2)):
        answer(application, cast)
        moment = clock.now()

    request = application.withdrawal_requests.get()
    assert (request.granted, request.decided_by, request.decided_at) == (granted, cast[who], moment)
    assert request.note == ("申报单位取消申请" if granted is None else "已核实。")


@pytest.mark.parametrize("who", ["clerk", "other_head", "city", "province", "nobody"])
def test_only_the_head_of_the_unit_asks(application, cast, who):
    with pytest.raises(PermissionDenied, match="只有本单位负责人可以申请撤回申报"):
        withdrawals.ask_to_withdraw(application=application, reason=WHY, actor=cast[who])

    assert not application.withdrawal_requests.exists()


def test_second_click_asks_nothing_new(application, cast):
    ask(application, cast)

    with pytest.raises(TransitionRefused, match="撤回申请已提出，正在等待办理"):
        ask(application, cast)

    assert application.withdrawal_requests.count() == 1
    assert len(told(cast["city"])) == 1


def test_nobody_leaves_once_the_panel_has_begun(application, cast):
    put(application, Status.EVALUATING, place=1)

    with pytest.raises(TransitionRefused, match="当前状态为“评定中”，不能再申请撤回申报"):
        ask(application, cast)


def test_refusal_needs_whoever_could_grant_and_tells_the_unit(application, cast):
    ask(application, cast)
    with pytest.raises(PermissionDenied, match="尚未推荐报省的申报，撤回由市文化和旅游局办理"):
        withdrawals.refuse_request(application=application, note="不同", actor=cast["province"])

    withdrawals.refuse_request(
        application=application, note="材料已齐，请继续申报。", actor=cast["city"]
    )

    request = application.withdrawal_requests.get()
    assert (request.granted, request.note) == (False, "材料已齐，请继续申报。")
    assert request.decided_by == cast["city"]
    assert told(cast["clerk"])[0].endswith("申报的申请未获同意：材料已齐，请继续申报。")
    with pytest.raises(TransitionRefused, match="已经办理或已经取消"):
        withdrawals.cancel_request(application=application, actor=cast["head"])


# --- the end ---------------------------------------------------------------------------------


def test_nobody_ends_an_application_over_the_head_of_its_unit(application, cast):
    with pytest.raises(TransitionRefused, match="申报单位没有提出撤回申请"):
        perform(application, "end", actor=cast["city"])


def test_granted_request_ends_the_draft_for_good(application, cast):
    ask(application, cast)

    perform(application, "end", actor=cast["city"], note="同意撤回。")

    application.refresh_from_db()
    request = application.withdrawal_requests.get()
    assert application.status == Status.WITHDRAWN
    assert (request.granted, request.note, request.decided_by) == (True, "同意撤回。", cast["city"])
    assert told(cast["clerk"])[0].endswith(f"的申报已撤回：{WHY} 办理意见：同意撤回。")
    with pytest.raises(StartRefused, match="同一批次不能重新申报"):
        start_application(
            batch=application.batch, organisation=application.organisation, actor=cast["head"]
        )


@pytest.mark.parametrize(
    ("status", "place", "who", "refused"),
    [
        (Status.REVIEWED, None, "city", "province"),
        (Status.RECOMMENDED, 1, "province", "city"),
        (Status.PROVINCE_RETURNED, 1, "province", "city"),
        (Status.ACCEPTED, 1, "province", "city"),
    ],
)
def test_city_grants_before_recommendation_and_the_province_after(
    application, cast, status, place, who, refused
):
    put(application, status, place)
    WithdrawalRequestFactory(application=application, asked_by=cast["head"])
    with pytest.raises(PermissionDenied):
        perform(application, "end", actor=cast[refused])

    perform(application, "end", actor=cast[who])

    application.refresh_from_db()
    assert (application.status, application.place) == (Status.WITHDRAWN, None)


@pytest.mark.thorough
def test_withdraw_and_revive_does_not_evade_the_quota(application, cast, taiyuan):
    other = ApplicationFactory(
        batch=application.batch, organisation=OrganisationFactory(city=taiyuan)
    )
    bring(application, to=Status.RECOMMENDED)
    perform(application, "withdraw_recommendation", actor=cast["city"], note="另行推荐。")
    bring(other, to=Status.RECOMMENDED)

    application.refresh_from_db()
    with pytest.raises(TransitionRefused, match="不能再推荐"):
        perform(application, "recommend", actor=cast["city"], details=REASONS)
    WithdrawalRequestFactory(application=other, asked_by=cast["head"])
    perform(other, "end", actor=cast["province"])
    bring(application, to=Status.RECOMMENDED)

    for name in application_lifecycle.transitions:
        with pytest.raises((TransitionRefused, PermissionDenied)):
            perform(other, name, actor=cast["city"], note="恢复该单位的申报资格。")
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=other.pk).update(status=Status.RECOMMENDED, place=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=other.pk).update(status=Status.RECOMMENDED)


def test_open_request_is_answered_before_the_next_step(application, cast):
    bring(application, to=Status.REVIEWED)
    hand_in_papers(application)
    ask(application, cast)

    with pytest.raises(TransitionRefused, match="申报单位已申请撤回申报，请先办理该申请"):
        perform(application, "recommend", actor=cast["city"], details=REASONS)


# --- at the same instant ---------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_request_is_granted_or_cancelled_and_never_both(application, cast):
    ask(application, cast)

    answers = together(
        lambda: perform(Application.objects.get(pk=application.pk), "end", actor=cast["city"]),
        lambda: withdrawals.cancel_request(application=application, actor=cast["head"]),
    )

    assert sum(isinstance(answer, TransitionRefused) for answer in answers) == 1
    application.refresh_from_db()
    is_granted = application.withdrawal_requests.get().granted is True
    assert is_granted == (application.status == Status.WITHDRAWN)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_heads_ask_once(application, cast):
    answers = together(lambda: ask(application, cast), lambda: ask(application, cast))

    assert sum(isinstance(answer, TransitionRefused) for answer in answers) == 1
    assert application.withdrawal_requests.count() == 1


# --- the pages -------------------------------------------------------------------------------


def url(name, application):
    return reverse(f"applications:{name}", args=[application.pk])


def test_request_goes_its_way_through_the_pages(client, application, cast):
    client.force_login(cast["head"])
    page = client.get(application.get_absolute_url()).content.decode()
    assert url("ask_to_withdraw", application) in page
    short = client.post(url("ask_to_withdraw", application), {"note": "不"})
    assert (short.status_code, application.withdrawal_requests.count()) == (422, 0)

    client.post(url("ask_to_withdraw", application), {"note": WHY})
    page = client.get(application.get_absolute_url()).content.decode()
    assert WHY in page
    assert url("cancel_withdrawal", application) in page
    assert url("refuse_withdrawal", application) not in page

    client.force_login(cast["city"])
    page = client.get(application.get_absolute_url()).content.decode()
    assert url("refuse_withdrawal", application) in page
    end = reverse("applications:move", args=[application.pk, "end"])
    assert WHY in client.get(end).content.decode()
    client.post(end, {"note": ""})

    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN
    client.force_login(cast["clerk"])
    page = client.get(application.get_absolute_url()).content.decode()
    assert "本批次不能恢复，也不能重新申报" in page


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("ask_to_withdraw", "clerk", 403),
        ("ask_to_withdraw", "other_head", 404),
        ("cancel_withdrawal", "city", 403),
        ("refuse_withdrawal", "head", 403),
        ("refuse_withdrawal", "province", 403),
        ("refuse_withdrawal", "city", 302),
    ],
)
def test_page_belongs_to_whoever_may(client, application, cast, name, who, status):
    client.force_login(cast[who])

    assert client.get(url(name, application)).status_code == status
    assert client.post(url(name, application), {"note": WHY}).status_code == status
    assert not application.withdrawal_requests.exists()
