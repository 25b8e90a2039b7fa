"""催办 by hand and by the clock: the right people, once, and a log that each reads for oneself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from applications import deadlines
from applications.choices import HOLDING_PLACE, Binding, SectionName, Status, UrgeAbout
from applications.listing import with_missing_scan
from applications.models import Urge
from applications.services.ladder import send_due_reminders
from applications.services.urging import is_worth_urging, targets, urge
from applications.standing import with_holder
from portal import clock
from portal.models import Notice
from tests.factories.applications import ApplicationFactory
from tests.factories.content import hand_in_scan
from tests.paths import bring, request_cosign_again, seat
from tests.returns import note, send

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def readers():
    return sorted(Notice.objects.values_list("recipient__username", flat=True))


def place(application, status):
    """Into a status without its way: only who has it matters here."""
    held = 1 if status in HOLDING_PLACE else None
    type(application).objects.filter(pk=application.pk).update(status=status, place=held)
    application.refresh_from_db()
    return application


# --- by hand ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status", "about", "reached"),
    [
        ("city", Status.DRAFTING, UrgeAbout.SUBMISSION, ["clerk", "head"]),
        ("city", Status.CITY_RETURNED, UrgeAbout.ANSWER, ["clerk", "head"]),
        ("city", Status.REVIEWING, UrgeAbout.SCAN, ["clerk", "head"]),
        ("province", Status.DRAFTING, UrgeAbout.UNITS, ["city", "city_colleague"]),
        ("province", Status.REVIEWED, UrgeAbout.RECOMMENDATION, ["city", "city_colleague"]),
        ("province", Status.COSIGNING, UrgeAbout.COSIGNING, ["civil"]),
    ],
)
def test_whoever_has_it_is_reached_once_a_day(application, cast, who, status, about, reached):
    place(application, status)

    sent = urge(application=application.pk, note="请于今日办理。", actor=cast[who])
    again = urge(application=application.pk, note="", actor=cast[who])

    assert (sent.about, sent.refusal) == (about, "")
    assert again.refusal == "今天已催办过，请明天再催。"
    assert readers() == reached
    text = Notice.objects.first().text
    assert text.startswith(f"{cast[who].organisation.name}催办：第二批")
    assert text.endswith("附言：请于今日办理。")
    assert Urge.objects.get().recipients == len(reached)
    with clock.at(clock.now() + timedelta(days=1)):
        assert urge(application=application.pk, note="", actor=cast[who]).refusal == ""


def test_panel_is_urged_to_declare_and_then_to_hand_in(application, cast):
    bring(application, to=Status.ACCEPTED)
    seat(application)
    Notice.objects.all().delete()

    urge(application=application.pk, note="", actor=cast["province"])
    declared = readers()
    bring(application, to=Status.EVALUATING)
    Notice.objects.all().delete()
    urge(application=application.pk, note="", actor=cast["province"])

    assert declared == ["chair", "member", "second_member"]
    assert readers() == ["member", "second_member"]


@pytest.mark.parametrize(
    ("who", "status", "refusal"),
    [
        ("city", Status.RECOMMENDED, "当前为“已推荐”，无需催办。"),
        ("province", Status.RECOMMENDED, "当前为“已推荐”，无需催办。"),
        ("province", Status.EVALUATED, "当前为“评定完成”，无需催办。"),
    ],
)
def test_nobody_is_urged_to_what_is_not_theirs(application, cast, who, status, refusal):
    place(application, status)

    assert urge(application=application.pk, note="", actor=cast[who]).refusal == refusal
    assert not Urge.objects.exists()


def test_unit_is_not_urged_to_a_supplement_that_lies_with_others(application, cast):
    bring(application, to=Status.RECOMMENDED)
    note(application, cast["province"], SectionName.OPINION)
    send(application, cast["province"], due_at=clock.now() + timedelta(days=5))

    [of_city] = targets([application.pk], cast["city"])
    [of_province] = targets([application.pk], cast["province"])
    application.return_points.update(section=SectionName.DIRECTION)
    [of_city_now] = targets([application.pk], cast["city"])

    assert of_city.refusal == "当前为“省级退回补正”，无需催办。"
    assert (of_province.about, of_province.refusal) == (UrgeAbout.SUPPLEMENT, "")
    assert (of_city_now.about, of_city_now.refusal) == (UrgeAbout.MENDING, "")


def seek_signature(application):
    """A 退回补正 that lies with 市民政局."""
    bring(application, to=Status.PROVINCE_RETURNED)
    request_cosign_again(application)
    Notice.objects.all().delete()


def test_signer_of_a_supplement_is_urged_and_reminded_by_its_date(application, cast):
    seek_signature(application)
    due = deadlines.of(application).supplement

    sent = urge(application=application.pk, note="", actor=cast["province"])
    by_hand, urged = Notice.objects.get().text, readers()
    Notice.objects.all().delete()
    with clock.at(due - timedelta(days=3)):
        send_due_reminders()

    assert (sent.about, urged) == (UrgeAbout.COSIGNING_AGAIN, ["civil"])
    assert f"补正期限为{deadlines.spoken(due)}" in by_hand
    assert "补正后的初评等待重新会签" in by_hand
    assert readers() == ["city", "city_colleague", "civil"]


def test_city_urges_the_signer_beside_it(application, cast):
    bring(application, to=Status.COSIGNING)
    hand_in_scan(application, Binding.SUBMISSION)
    Notice.objects.all().delete()

    sent = urge(application=application.pk, note="", actor=cast["city"])
    told, text = readers(), Notice.objects.get().text
    same_day = urge(application=application.pk, note="", actor=cast["province"])

    assert (sent.about, sent.refusal, told) == (UrgeAbout.COSIGNING, "", ["civil"])
    assert text.startswith("太原市文化和旅游局催办：第二批")
    assert same_day.refusal == "今天已催办过，请明天再催。"
    with pytest.raises(PermissionDenied):
        urge(application=application.pk, note="", actor=cast["civil"])


def test_city_urges_the_signer_of_a_supplement(application, cast):
    seek_signature(application)

    [unsigned] = targets([application.pk], cast["city"])
    hand_in_scan(application, Binding.SUBMISSION)
    [target] = targets([application.pk], cast["city"])

    assert unsigned.about == UrgeAbout.SCAN
    assert (target.about, target.refusal) == (UrgeAbout.COSIGNING_AGAIN, "")
    assert target.people == [cast["civil"]]


def test_signer_of_a_late_supplement_is_urged_without_an_extension(application, cast):
    seek_signature(application)

    with clock.at(deadlines.of(application).supplement + timedelta(hours=1)):
        [target] = targets([application.pk], cast["province"])

    assert (target.about, target.refusal) == (UrgeAbout.COSIGNING_AGAIN, "")


def test_after_the_deadline_an_extension_comes_first(application, cast):
    with clock.at(application.batch.city_deadline + timedelta(hours=1)):
        target = urge(application=application.pk, note="", actor=cast["city"])

    assert target.refusal == "截止时间已过，需要继续办理的请先延期。"


def test_unit_without_an_account_is_not_urged(batch, cast):
    lonely = ApplicationFactory(batch=batch)

    target = urge(application=lonely.pk, note="", actor=cast["city"])

    assert target.refusal == "没有可以接收消息的账号，请另行联系。"


def test_others_may_not_and_strangers_do_not_even_know(application, cast):
    with pytest.raises(PermissionDenied):
        urge(application=application.pk, note="", actor=cast["clerk"])

    assert urge(application=application.pk, note="", actor=cast["far_city"]) is None
    assert not Notice.objects.exists()


@pytest.mark.parametrize("item_count", [1, 3])
def test_targets_query_count(application, cast, item_count, django_assert_num_queries):
    made = ApplicationFactory.create_batch(item_count - 1, batch=application.batch)
    actor = type(cast["city"]).objects.get(pk=cast["city"].pk)

    # memberships, rows, extensions, two kinds of returns, directory, known keys
    with django_assert_num_queries(TARGETS):
        found = targets([row.pk for row in (application, *made)], actor)

    assert len(found) == item_count


TARGETS = 7


def test_button_stands_where_it_makes_sense(application, cast):
    row = with_missing_scan(with_holder(type(application).objects.all())).get()

    offered = [who for who in cast if is_worth_urging(row, cast[who])]

    assert offered == ["city", "city_colleague", "province"]


@pytest.mark.parametrize(
    ("who", "road", "is_offered"),
    [
        ("province", [], True),
        ("province", [(Status.ACCEPTED, False)], False),
        ("province", [(Status.ACCEPTED, True)], True),
        ("province", [(Status.ACCEPTED, True), (Status.EVALUATING, True)], True),
        ("city", [(Status.RECOMMENDED, False)], False),
    ],
)
def test_list_log_and_page_agree_on_whether_anybody_is_to_be_urged(
    client, application, cast, who, road, is_offered
):
    for status, is_seated in road:
        bring(application, to=status)
        if is_seated and not application.panel_id:
            seat(application)
    url = f'href="/applications/{application.pk}/urge/"'
    client.force_login(cast[who])

    listed = client.get("/applications/").content.decode()
    log = client.get(f"/applications/{application.pk}/urges/").content.decode()
    shown = client.get(f"/applications/{application.pk}/urge/").content.decode()

    assert (url in listed, url in log, "无需催办" not in shown) == (is_offered,) * 3


# --- pages --------------------------------------------------------------------------------


def test_page_shows_to_whom_what_goes_and_sends_it(client, application, cast):
    client.force_login(cast["city"])
    url = f"/applications/{application.pk}/urge/"

    shown = client.get(url).content.decode()
    too_long = client.post(url, {"note": "请" * 201})
    sent = client.post(url, {"note": "请抓紧。"}, follow=True)
    again = client.post(url, {"note": "请抓紧。"})

    assert "发给2人：第二批市级截止时间为" in shown
    assert (too_long.status_code, "请" * 201 in too_long.content.decode()) == (422, True)
    assert "已催办，2人收到消息。" in sent.content.decode()
    assert "请抓紧。" in sent.content.decode()
    assert (again.status_code, Urge.objects.count()) == (422, 1)
    assert "今天已催办过，请明天再催。" in again.content.decode()


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("clerk", ["提交申报"]),
        ("city", ["督促本市单位提交", "提交申报"]),
        ("civil", None),
        ("province", ["作出回避声明", "督促本市单位提交", "提交申报"]),
        ("far_city", None),
    ],
)
def test_log_tells_each_what_concerns_them(client, application, cast, who, seen):
    for about in (UrgeAbout.SUBMISSION, UrgeAbout.UNITS, UrgeAbout.DECLARATION):
        Urge.objects.create(
            key=about,
            application=application,
            step="manual",
            about=about,
            recipients=1,
            sent_at=clock.now(),
        )
    client.force_login(cast[who])

    one = client.get(f"/applications/{application.pk}/urges/")
    whole = client.get(f"/applications/batches/{application.batch_id}/urges/")

    if seen is None:
        assert one.status_code == 404
        return
    for page in (one, whole):
        assert [row.get_about_display() for row in page.context["object_list"]] == seen


def test_list_shows_the_last_urge_and_the_way_to_the_next(client, application, cast):
    urge(application=application.pk, note="", actor=cast["city"])
    client.force_login(cast["city"])

    line = client.get("/applications/").context["object_list"][0]
    shown = client.get("/applications/").content.decode()

    assert line.urged.sent_by == cast["city"]
    assert f'href="/applications/{application.pk}/urge/"' in shown
