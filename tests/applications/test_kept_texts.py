"""What somebody has typed is not lost when the session, the deadline or the state has moved on."""

from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from applications.choices import SectionName, Status
from applications.lifecycle import application_lifecycle
from applications.models import WithdrawalRequest
from applications.services.withdrawals import ask_to_withdraw
from tests.browsers import enter
from tests.paths import bring
from tests.returns import note, send

pytestmark = pytest.mark.django_db

OWN = {"origin": "http://testserver"}
TYPED = "已按意见补充近一年的经营数据。"


def address(name, application, *args):
    return reverse(f"applications:{name}", args=[application.pk, *args])


def send_form(client, url, data, headers=OWN):
    """As a browser does; the test client would send parts."""
    body = urlencode(data)
    return client.post(url, body, content_type="application/x-www-form-urlencoded", headers=headers)


def move_address(application, name):
    return address("move", application, name)


@pytest.fixture
def returned(application, cast):
    """One point waits for the unit's answer."""
    bring(application, to=Status.SUBMITTED)
    note(application, cast["city"], SectionName.ACHIEVEMENTS)
    send(application, cast["city"])
    return application


@pytest.fixture
def answering(returned):
    point = returned.return_points.get()
    return address("answer_point", returned, point.pk)


# --- the session ---------------------------------------------------------------------------


def test_whoever_is_logged_out_reads_the_text_once_more(client, answering, returned):
    round_page = address("return_round", returned, 1)
    came_from = {"referer": f"http://testserver{round_page}", **OWN}

    page = send_form(client, answering, {"answer": TYPED, "version": "5"}, came_from)

    assert (page.status_code, page.context["typed"]) == (403, [TYPED])
    assert f"?next={round_page}" in page.text.replace("%2F", "/")


@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {}])
def test_another_site_says_nothing_on_our_pages(client, answering, headers):
    page = send_form(client, answering, {"answer": TYPED}, headers)

    assert page.status_code == 302
    assert TYPED not in page.text


def test_page_older_than_the_log_in_keeps_the_text_but_no_password(cast, answering):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast["clerk"])

    page = send_form(strict, answering, {"answer": TYPED, "password1": "山西太原"})

    assert (page.status_code, page.context["typed"]) == (403, [TYPED])


# --- the state -------------------------------------------------------------------------------


def test_point_noted_too_late_is_shown_once_more(log_in, cast, application):
    bring(application, to=Status.SUBMITTED)
    application_lifecycle.perform(application, "withdraw", actor=cast["head"], note="补充材料。")
    url = address("note_point", application) + "?section=basics"

    page = send_form(log_in("city"), url, {"category": "other", "comment": TYPED})

    assert (page.status_code, page.context["typed"]) == (403, [TYPED])
    assert "当前状态为“填报中”，不能记退回意见" in page.text


def test_reason_of_a_return_that_comes_too_late_is_shown_once_more(log_in, cast, application):
    bring(application, to=Status.SUBMITTED)
    application_lifecycle.perform(application, "withdraw", actor=cast["head"], note="补充材料。")
    sent = {"category": "other", "note": TYPED, "due_at": ""}

    page = send_form(log_in("city"), move_address(application, "return_to_unit"), sent)

    assert (page.status_code, page.context["typed"]) == (422, [TYPED])
    assert "当前状态为“填报中”，“退回修改”已经办理" in page.text


def test_second_click_of_the_same_person_leads_back(log_in, application):
    bring(application, to=Status.REVIEWED)
    browser, url = log_in("city"), move_address(application, "reopen_review")

    answers = [send_form(browser, url, {"note": TYPED}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]


def test_reason_to_leave_is_kept_beside_that_of_a_colleague(log_in, cast, application):
    ask_to_withdraw(application=application, reason="用地调整。", actor=cast["head"])
    WithdrawalRequest.objects.update(asked_by=cast["clerk"])

    page = send_form(log_in("head"), address("ask_to_withdraw", application), {"note": TYPED})

    assert (page.status_code, page.context["typed"]) == (422, [TYPED])


# --- in a browser -----------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_text_survives_the_log_in_and_is_offered_once(new_page, live_server, cast, application):
    bring(application, to=Status.SUBMITTED)
    note_page = address("note_point", application) + "?section=basics"
    page = new_page(base_url=live_server.url)
    keep = page.get_by_role("button", name="记下意见")
    enter(page.context, cast["city"], live_server.url)
    page.goto(note_page)
    page.get_by_label("其他").check()
    page.get_by_label("退回意见").fill(TYPED)
    Session.objects.all().delete()
    keep.click()
    expect(page.locator("[data-typed]")).to_contain_text(TYPED)
    enter(page.context, cast["city"], live_server.url)

    page.goto(note_page)
    expect(page.locator(".conflict")).to_contain_text("上次有2处内容没有提交成功")
    page.get_by_role("button", name="全部恢复未保存内容").click()
    keep.click()
    expect(page.locator(".message-success")).to_contain_text("已记下")
    page.goto(note_page)

    assert application.return_points.get().comment == TYPED
    expect(page.get_by_label("退回意见")).to_have_value("")
    expect(page.locator(".conflict")).to_have_count(0)
