"""Somebody without an account objects to the list in 公示."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from applications.choices import BatchStatus, Status
from applications.models import Objection
from portal import clock
from tests.factories.applications import ApplicationFactory, BatchFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "名单中一家单位的占地面积与公开资料不一致，请核查。"
PHONE = "0351-0000001"


@pytest.fixture
def batch(places):
    today = clock.today()
    batch = BatchFactory(
        name="第二批",
        status=BatchStatus.PUBLICISED,
        objection_contact="0351-0000002，太原市迎泽大街0号",
        publicity_from=today,
        publicity_to=today + timedelta(days=1),  # it may be near midnight
    )
    ApplicationFactory(
        batch=batch,
        organisation=places["unit"],
        status=Status.PUBLICISED,
        place=1,
        dossier__zone_name="青岚谷文旅康养示范区",
    )
    return batch


@pytest.fixture
def visit(new_page, live_server, batch):
    """The form, as one comes to it from the list."""

    def visit(page=None, **options):
        page = page or new_page(base_url=live_server.url, **options)
        page.goto("/public/")
        page.get_by_role("link", name="第二批").click()
        page.get_by_role("link", name="提出异议").click()
        return page

    return visit


def fill(page, **changes):
    typed = {
        "异议人姓名或单位名称": "龚正言",
        "联系方式": PHONE,
        "异议内容": TEXT,
        **changes,
    }
    for label, text in typed.items():
        page.get_by_label(label).fill(text)


def send(page):
    page.get_by_role("button", name="提交异议").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_mistakes_are_named_and_the_objection_gets_its_number(visit, scripts):
    page = visit(java_script_enabled=scripts)
    fill(page, 联系方式="", 异议内容="不好")
    page.get_by_label("涉及单位").select_option(index=1)

    send(page)

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("没有提交")
    expect(summary).to_contain_text("请填写联系方式。")
    expect(summary).to_contain_text("不少于10个字，请写清楚情况。")
    expect(summary.get_by_role("link")).to_have_text(["联系方式", "异议内容"])
    expect(page.get_by_label("异议人姓名或单位名称")).to_have_value("龚正言")
    expect(page.get_by_label("异议内容")).to_have_value("不好")

    fill(page)
    send(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("异议已登记")
    objection = Objection.objects.get()
    assert (objection.text, objection.contact) == (TEXT, PHONE)
    assert objection.application.organisation.name == "青岚谷康养有限公司"
    expect(page.get_by_text(objection.number)).to_be_visible()
    page.reload()
    expect(page.get_by_text(objection.number)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_makes_one_objection(visit, scripts):
    page = visit(java_script_enabled=scripts)
    fill(page)

    page.get_by_role("button", name="提交异议").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("异议已登记")
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("异议已登记")
    assert Objection.objects.count() == 1


def test_two_tabs_make_two_objections(visit):
    first = visit()
    second = visit(first.context.new_page())
    for page, place in ((first, "甲处"), (second, "乙处")):
        fill(page, 异议内容=f"{place}情况与公开资料不一致，请核查。")

    for page in (first, second):
        send(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("异议已登记")

    assert Objection.objects.count() == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_without_its_cookie_the_form_keeps_all_and_is_sent_again(visit, scripts):
    page = visit(java_script_enabled=scripts)
    fill(page)
    page.get_by_label("涉及单位").select_option(index=1)
    page.context.clear_cookies()

    send(page)

    expect(page.get_by_role("alert")).to_contain_text("页面已过期，内容没有提交")
    expect(page.get_by_label("联系方式")).to_have_value(PHONE)
    expect(page.get_by_label("异议内容")).to_have_value(TEXT)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("异议已登记")
    assert Objection.objects.get().application is not None
