"""The page of a move: what it shows, what it refuses, and that it acts once."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from applications.choices import HOLDING_PLACE, ReturnCategory, SectionName, Status
from applications.lifecycle import application_lifecycle
from applications.models import Application, Batch
from applications.returns import fingerprint
from portal import clock
from tests.factories.content import complete
from tests.paths import bring
from tests.returns import note

pytestmark = pytest.mark.thorough

REASON = "请补充近一年的经营数据和佐证材料。"


def url(application, move):
    return reverse("applications:move", args=[application.pk, move])


def said(response):
    """What the next page tells the person."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def stands_at(application):
    application.refresh_from_db()
    return application.status


def links(response):
    """Sentence and address of everything that stands in the way."""
    return {problem.text: problem.url for problem in response.context["problems"]}


# --- who -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["other_head", "far_head", "far_city", "civil", "chair", "nobody"])
def test_move_of_foreign_application_does_not_exist(client, cast, application, who):
    client.force_login(cast[who])

    response = client.get(url(application, "submit"))

    assert response.status_code == 404


def test_move_of_somebody_else_is_forbidden_with_the_reason(client, cast, application):
    client.force_login(cast["clerk"])

    response = client.post(url(application, "submit"), {"declared": "on"})

    assert response.status_code == 403
    assert "只有本单位负责人可以提交" in response.content.decode()
    assert stands_at(application) == Status.DRAFTING


def test_unknown_move_does_not_exist(client, cast, application):
    client.force_login(cast["head"])

    assert client.get(url(application, "approve")).status_code == 404


#: The moves whose page opens in each status, and the person whose they are.
PAGES = [
    (Status.DRAFTING, "head", ["submit"]),
    (Status.DRAFTING, "city", ["end"]),
    (Status.SUBMITTED, "clerk", ["withdraw"]),
    (Status.SUBMITTED, "city", ["begin_review"]),
    (Status.CITY_RETURNED, "head", ["resubmit"]),
    (Status.REVIEWING, "city", ["return_to_unit", "request_cosign"]),
    (Status.COSIGNING, "civil", ["cosign", "decline_cosign"]),
    (Status.REVIEWED, "city", ["reopen_review", "recommend", "pass_over"]),
    (Status.RECOMMENDED, "city", ["withdraw_recommendation"]),
    (Status.RECOMMENDED, "province", ["return_for_supplement", "accept"]),
    (Status.PROVINCE_RETURNED, "city", ["request_cosign_again", "finish_supplement"]),
    (Status.PROVINCE_RETURNED, "civil", ["cosign_again", "decline_cosign_again"]),
    (Status.ACCEPTED, "province", ["start_evaluation"]),
    (Status.EVALUATING, "chair", ["confirm_score"]),
    (Status.EVALUATED, "province", ["reevaluate", "list_publicly", "fail"]),
    (Status.PUBLICISED, "province", ["publish", "uphold_objection"]),
]


def test_every_move_has_a_case_here():
    """The system closes by itself; its page opens to nobody."""
    told = {move for _, _, moves in PAGES for move in moves}

    assert told == set(application_lifecycle.transitions) - {"close"}


@pytest.mark.parametrize(("status", "who", "moves"), PAGES)
def test_page_says_from_where_to_where_and_changes_nothing(
    client, cast, application, status, who, moves
):
    bring(application, to=status)
    client.force_login(cast[who])

    for move in moves:
        response = client.get(url(application, move))
        page = response.content.decode()
        transition = application_lifecycle.transitions[move]
        assert response.status_code == 200
        assert status.label in page
        assert f"{transition.label}后" in page
        assert Status(transition.target).label in page
        assert stands_at(application) == status


def test_page_of_the_system_says_that_nobody_need_come(client, cast, application):
    bring(application, to=Status.SUBMITTED)
    client.force_login(cast["province"])

    response = client.get(url(application, "close"))

    assert response.status_code == 403
    assert "由系统自动办理，无需人工操作" in response.content.decode()


#: A status in which it is too late for each move, as its own maker finds it.
TOO_LATE = {
    "head": [("submit", Status.SUBMITTED), ("resubmit", Status.SUBMITTED)],
    "clerk": [("withdraw", Status.REVIEWING)],
    "civil": [("cosign", Status.REVIEWED), ("cosign_again", Status.RECOMMENDED)],
    "city": [
        ("begin_review", Status.REVIEWING),
        ("return_to_unit", Status.COSIGNING),
        ("request_cosign", Status.COSIGNING),
        ("reopen_review", Status.RECOMMENDED),
        ("recommend", Status.RECOMMENDED),
        ("pass_over", Status.RECOMMENDED),
        ("withdraw_recommendation", Status.ACCEPTED),
        ("finish_supplement", Status.RECOMMENDED),
        ("end", Status.WITHDRAWN),
    ],
    "province": [
        ("return_for_supplement", Status.PROVINCE_RETURNED),
        ("accept", Status.ACCEPTED),
        ("start_evaluation", Status.EVALUATING),
        ("reevaluate", Status.PUBLICISED),
        ("fail", Status.PUBLICISED),
        ("list_publicly", Status.PUBLICISED),
        ("publish", Status.DESIGNATED),
        ("uphold_objection", Status.FAILED),
        ("end", Status.EVALUATING),
    ],
}


@pytest.mark.parametrize("who", TOO_LATE)
def test_page_that_was_overtaken_leads_back_and_says_the_present_state(
    client, cast, application, who
):
    bring(application, to=Status.COSIGNING)
    client.force_login(cast[who])

    for move, status in TOO_LATE[who]:
        place = 1 if status in HOLDING_PLACE else None
        Application.objects.filter(pk=application.pk).update(status=status, place=place)
        label = application_lifecycle.transitions[move].label
        for response in (
            client.get(url(application, move)),
            client.post(url(application, move), {"note": REASON}),
        ):
            assert (response.status_code, response.url) == (302, application.get_absolute_url())
            assert said(response)[-1] == (
                f"当前状态为“{status.label}”，“{label}”已经办理，或者现在不能办理，本次操作没有改变任何内容。"
            )
        assert stands_at(application) == status


# --- submit ----------------------------------------------------------------------------


def test_submit_of_an_empty_draft_lists_everything_with_links(client, cast, application):
    client.force_login(cast["head"])

    response = client.get(url(application, "submit"))

    page = response.content.decode()
    found = links(response)
    basics = reverse("applications:section", args=[application.pk, "basics"])
    sheet = reverse("applications:sheet", args=[application.pk, "self_check"])
    assert found["二（一）基本信息：请填写通讯地址。"] == f"{basics}#id_address"
    assert found["自检计分还有5项未评分（共5项），请补充。"] == sheet
    assert f'href="{sheet}"' in page
    assert 'disabled aria-describedby="in-the-way">提交<' in page


def test_submit_shows_what_will_be_sealed(client, cast, application):
    complete(application)
    client.force_login(cast["head"])

    response = client.get(url(application, "submit"))

    page = response.content.decode()
    assert response.context["can_go"]
    assert response.context["number"] == 1
    assert response.context["sheet"].whole.points == 50
    assert f"{response.context['tables'].invested:,.2f}万元" in page
    assert "提交相关材料，对其真实性负责。" in page


def test_submit_seals_a_version_and_a_double_click_changes_nothing(client, cast, application):
    complete(application)
    client.force_login(cast["head"])

    first = client.post(url(application, "submit"), {"declared": "on"})
    second = client.post(url(application, "submit"), {"declared": "on"})

    assert said(first)[0] == (
        "已办理“提交”，当前状态为“已提交”。"
        "请打印现行版本的报告书，签字、盖章后在“其他材料”中上传扫描件。"
    )
    assert said(second)[-1].startswith("当前状态为“已提交”，“提交”已经办理")
    assert stands_at(application) == Status.SUBMITTED
    assert application.snapshots.count() == 1


def test_submit_without_the_declaration_is_refused_with_its_sentence(client, cast, application):
    complete(application)
    client.force_login(cast["head"])

    response = client.post(url(application, "submit"), {})

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "declared": ["请勾选“对填报数据和材料的真实性负责”后再提交。"]
    }
    assert stands_at(application) == Status.DRAFTING
    assert application.snapshots.count() == 0


def test_submit_after_the_deadline_from_a_page_opened_before_it(client, cast, application):
    complete(application)
    client.force_login(cast["head"])
    deadline = application.batch.city_deadline
    before = client.get(url(application, "submit"))

    with clock.at(deadline + timedelta(seconds=1)):
        response = client.post(url(application, "submit"), {"declared": "on"})

    local = timezone.localtime(deadline)
    spoken = f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
    assert before.context["can_go"]
    assert response.status_code == 422
    assert [text for text in links(response) if text.startswith(f"市级截止时间为{spoken}")]
    assert response.context["form"]["declared"].value() is True
    assert stands_at(application) == Status.DRAFTING
    assert application.dossier.zone_name


def test_submit_at_the_last_moment_is_in_time(client, cast, application):
    complete(application)
    client.force_login(cast["head"])

    with clock.at(application.batch.city_deadline):
        client.post(url(application, "submit"), {"declared": "on"})

    assert stands_at(application) == Status.SUBMITTED


# --- return ----------------------------------------------------------------------------


def in_a_week():
    return f"{clock.now() + timedelta(days=7):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (
            {"category": "", "note": "", "due_at": ""},
            {
                "category": ["请选择退回类别。"],
                "note": ["请填写退回修改理由，不少于10个字。"],
                "due_at": ["请填写修改期限。"],
            },
        ),
        (
            {"category": "incomplete", "note": "材料不全"},
            {"note": ["不少于10个字，请写清楚情况。"]},
        ),
        (
            {"category": "incomplete", "note": "缺" * 501},
            {"note": ["最多500个字符，现为501个，请删减后再保存。"]},
        ),
    ],
)
def test_return_asks_for_category_and_reason(client, cast, application, sent, errors):
    bring(application, to=Status.SUBMITTED)
    note(application, cast["city"], SectionName.BASICS)
    client.force_login(cast["city"])

    response = client.post(url(application, "return_to_unit"), {"due_at": in_a_week()} | sent)

    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert response.context["form"]["note"].value() == sent["note"]
    assert stands_at(application) == Status.SUBMITTED


def test_return_opens_what_was_noted_and_keeps_the_reason(client, cast, application):
    bring(application, to=Status.REVIEWING)
    point = note(application, cast["city"], SectionName.INVESTMENT)
    client.force_login(cast["city"])
    sent = {
        "seen": fingerprint([point]),
        "category": "inconsistent",
        "note": f"  {REASON}\r\n见第三部分。",
        "due_at": in_a_week(),
    }

    client.post(url(application, "return_to_unit"), sent)

    back = application.return_rounds.get()
    assert stands_at(application) == Status.CITY_RETURNED
    assert back.category == ReturnCategory.INCONSISTENT
    assert back.note == f"{REASON}\n见第三部分。"
    assert back.section_labels == ["三、投资明细表"]
    assert back.returned_by == cast["city"]


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (timedelta(days=-3), "还有3天，退回不延长截止时间。"),
        (timedelta(), "今天截止：申报单位须在今天重新提交。"),
        (timedelta(minutes=1), "已经截止：退回后申报单位不能再提交，请慎重办理。"),
        (timedelta(days=1), "已经截止：退回后申报单位不能再提交，请慎重办理。"),
    ],
)
def test_return_says_how_many_days_are_left(client, cast, application, shift, words):
    bring(application, to=Status.SUBMITTED)
    client.force_login(cast["city"])
    noon = timezone.localtime(application.batch.city_deadline).replace(hour=12)
    Batch.objects.update(city_deadline=noon)

    with clock.at(noon + shift):
        response = client.get(url(application, "return_to_unit"))

    assert words in response.content.decode()
