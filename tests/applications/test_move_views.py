"""The page of a move: what it shows, what it refuses, and that it acts once."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from applications.choices import ReturnCategory, SectionName, Status
from applications.lifecycle import application_lifecycle
from portal import clock
from tests.factories.content import complete
from tests.paths import bring

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


#: Each move with the status in which its page opens, and the person whose it is.
PAGES = [
    ("submit", Status.DRAFTING, "head"),
    ("withdraw", Status.SUBMITTED, "clerk"),
    ("begin_review", Status.SUBMITTED, "city"),
    ("return_to_unit", Status.REVIEWING, "city"),
    ("resubmit", Status.CITY_RETURNED, "head"),
    ("request_cosign", Status.REVIEWING, "city"),
    ("cosign", Status.COSIGNING, "civil"),
    ("decline_cosign", Status.COSIGNING, "civil"),
    ("reopen_review", Status.REVIEWED, "city"),
    ("recommend", Status.REVIEWED, "city"),
    ("pass_over", Status.REVIEWED, "city"),
    ("accept", Status.RECOMMENDED, "province"),
    ("start_evaluation", Status.ACCEPTED, "province"),
    ("confirm_score", Status.EVALUATING, "chair"),
    ("list_publicly", Status.EVALUATED, "province"),
    ("publish", Status.PUBLICISED, "province"),
]


def test_every_move_has_a_case_here():
    assert {move for move, _, _ in PAGES} == set(application_lifecycle.transitions)


@pytest.mark.parametrize(("move", "status", "who"), PAGES)
def test_page_says_from_where_to_where_and_changes_nothing(
    client, cast, application, move, status, who
):
    bring(application, to=status)
    client.force_login(cast[who])

    response = client.get(url(application, move))

    page = response.content.decode()
    transition = application_lifecycle.transitions[move]
    assert response.status_code == 200
    assert status.label in page
    assert f"{transition.label}后" in page
    assert Status(transition.target).label in page
    assert stands_at(application) == status


#: Each move with a status in which it is too late for it.
TOO_LATE = [
    ("submit", Status.SUBMITTED, "head"),
    ("withdraw", Status.REVIEWING, "clerk"),
    ("begin_review", Status.REVIEWING, "city"),
    ("return_to_unit", Status.COSIGNING, "city"),
    ("resubmit", Status.SUBMITTED, "head"),
    ("request_cosign", Status.COSIGNING, "city"),
    ("cosign", Status.REVIEWED, "civil"),
    ("decline_cosign", Status.REVIEWED, "civil"),
    ("reopen_review", Status.RECOMMENDED, "city"),
    ("recommend", Status.RECOMMENDED, "city"),
    ("pass_over", Status.RECOMMENDED, "city"),
    ("accept", Status.ACCEPTED, "province"),
    ("start_evaluation", Status.EVALUATING, "province"),
    ("confirm_score", Status.EVALUATED, "chair"),
    ("list_publicly", Status.PUBLICISED, "province"),
    ("publish", Status.DESIGNATED, "province"),
]


@pytest.mark.parametrize(("move", "status", "who"), TOO_LATE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_page_that_was_overtaken_leads_back_and_says_the_present_state(
    client, cast, application, move, status, who, method
):
    bring(application, to=status)
    client.force_login(cast[who])

    response = getattr(client, method)(url(application, move), {"note": REASON})

    label = application_lifecycle.transitions[move].label
    assert response.status_code == 302
    assert response.url == application.get_absolute_url()
    assert said(response) == [
        f"当前状态为“{status.label}”，“{label}”已经办理，或者现在不能办理，本次操作没有改变任何内容。"
    ]
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

    assert said(first)[0] == "已办理“提交”，当前状态为“已提交”。"
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


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (
            {"category": "", "note": ""},
            {"category": ["请选择退回类别。"], "note": ["请填写退回修改理由，不少于10个字。"]},
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
    client.force_login(cast["city"])

    response = client.post(url(application, "return_to_unit"), sent)

    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert response.context["form"]["note"].value() == sent["note"]
    assert stands_at(application) == Status.SUBMITTED


def test_return_opens_the_chosen_parts_and_keeps_the_reason(client, cast, application):
    bring(application, to=Status.REVIEWING)
    client.force_login(cast["city"])
    sent = {
        "category": "inconsistent",
        "note": f"  {REASON}\r\n见第三部分。",
        "sections": ["basics", "investment"],
    }

    client.post(url(application, "return_to_unit"), sent)

    back = application.return_rounds.get()
    assert stands_at(application) == Status.CITY_RETURNED
    assert back.category == ReturnCategory.INCONSISTENT
    assert back.note == f"{REASON}\n见第三部分。"
    assert back.sections == [SectionName.BASICS, SectionName.INVESTMENT]
    assert back.returned_by == cast["city"]


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (timedelta(days=-3), "还剩3天，退回不延长截止时间。"),
        (timedelta(), "今天截止：申报单位须在今天重新提交。"),
        (timedelta(days=1), "已经截止：退回后申报单位不能再提交，请慎重办理。"),
    ],
)
def test_return_says_how_many_days_are_left(client, cast, application, shift, words):
    bring(application, to=Status.SUBMITTED)
    client.force_login(cast["city"])

    with clock.at(application.batch.city_deadline + shift):
        response = client.get(url(application, "return_to_unit"))

    assert words in response.content.decode()
