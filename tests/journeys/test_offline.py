"""On site: the network goes, the browser is killed, and every mark and photo arrives once."""

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from applications.choices import Status
from applications.models import SitePhoto
from portal.models import AuditEntry
from scoring.choices import Column, Origin, SheetStatus
from scoring.services import record_mark
from tests.factories.files import picture
from tests.factories.scoring import small_standard
from tests.journeys.line import Line, Tablet
from tests.paths import bring

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SELF, FIRST = Column.SELF_CHECK, Column.FIRST_REVIEW
#: Milliseconds; forty marks are sent one after another, after a pause without a network.
PATIENCE = 90_000
PHOTO = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(3000, 1000))}


def sheet_url(application, column, section):
    return reverse("applications:sheet_section", args=[application.pk, column, section])


def leaf(page, number):
    return page.locator(f"[data-leaf='{number}']")


def is_kept(page):
    expect(page.locator("[data-offline]")).to_have_text("本评分表已可离线使用。", timeout=PATIENCE)


def says(page, text):
    expect(page.locator("[data-save-line]")).to_contain_text(text, timeout=PATIENCE)


def marks(sheet):
    return dict(sheet.marks.filter(value__isnull=False).values_list("leaf__number", "value"))


@pytest.fixture
def ruleset(request, db):
    """The small standard, or all 124 leaves for ``whole``."""
    return (
        request.getfixturevalue("standard")
        if "on_site" in request.fixturenames
        else small_standard()
    )


# --- the network goes ------------------------------------------------------------------------


@pytest.fixture
def on_site(chromium_path, chromium, tmp_path, live_server, client, cast):
    """A tablet in the hand of the unit's head, its network, and the address of the server."""
    line = Line(live_server.thread.port)
    tablet = Tablet(chromium_path, tmp_path / "profile", chromium.browser_type)
    client.force_login(cast["head"])
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": line.url}
    yield tablet, line, cookie
    tablet.kill()
    line.close()


def mark_all(page, limit):
    """The first mark that each leaf of the page offers, by number."""
    given = {}
    for place in page.locator("[data-leaf]:has(input[type=radio][data-mark])").all()[:limit]:
        choice = place.locator("input[type=radio][data-mark]").first
        choice.check()
        given[place.get_attribute("data-leaf")] = int(choice.get_attribute("value"))
    return given


def press_when(page, line_is_back):
    """«现在发送», held down as the line comes back: the page may send of itself a moment before."""
    button = page.get_by_role("button", name="现在发送").element_handle()
    line_is_back()
    button.dispatch_event("click")


def photograph(page, number):
    leaf(page, number).locator("input[data-photo]").last.set_input_files(PHOTO)
    expect(leaf(page, number).locator(".photo")).to_have_count(1)


def test_40_marks_and_two_photos_outlive_a_killed_browser(on_site, application):
    tablet, line, cookie = on_site
    page = tablet.start(cookie)
    page.goto(line.url + sheet_url(application, SELF, "4"))
    is_kept(page)

    line.cut()
    page.reload()
    expect(page.locator("[data-offline]")).to_contain_text("离线页面")
    given = mark_all(page, 10)
    photograph(page, "4.1.1")
    for section in ("2", "5"):
        page.goto(line.url + sheet_url(application, SELF, section))
        given |= mark_all(page, 15)
        says(page, f"未发送 {len(given)} 项")
    photograph(page, "5.1.1")
    says(page, "已存本机，未发送 40 项、照片 2 张")
    tablet.kill()
    page = tablet.start(cookie)
    page.goto(line.url + sheet_url(application, SELF, "5"))
    says(page, "已存本机，未发送 40 项、照片 2 张")
    assert marks(application.self_check) == {}
    press_when(page, line.mend)

    says(page, "已保存")
    assert len(given) == 40
    assert marks(application.self_check) == given
    assert set(application.self_check.marks.values_list("version", "origin")) == {
        (0, Origin.DESK),
        (1, Origin.OFFLINE),
    }
    assert AuditEntry.objects.filter(action="mark").count() == 40
    photos = SitePhoto.objects.order_by("number")
    assert [photo.number for photo in photos] == ["4.1.1", "5.1.1"]
    with photos[0].file.open() as file:
        assert Image.open(file).size == (2560, 853)
    expect(leaf(page, "5.1.1").locator(".photo img")).to_have_count(1)


# --- whose it is -------------------------------------------------------------------------------


def pages_kept(page):
    names = page.evaluate("caches.keys()")
    return [name for name in names if name.startswith("pages:")]


def test_who_logs_out_leaves_nothing_that_another_person_meets(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "1"))
    is_kept(page)
    page.route("**/marks/**", lambda route: route.abort())
    leaf(page, "1.1").get_by_role("radio").first.check()
    says(page, "已存本机，未发送 1 项")

    page.get_by_role("button", name="退出", exact=True).click()
    expect(page.locator(".device-bar")).to_contain_text("已存本机，未发送 1 项")
    page.get_by_role("button", name="留在本页").click()
    assert len(pages_kept(page)) == 1
    page.get_by_role("button", name="退出", exact=True).click()
    page.get_by_role("button", name="退出，未发送的保留在本机").click()
    page.wait_for_url("**/login/")
    assert pages_kept(page) == []
    page.unroute("**/marks/**")

    open_as("city", reverse("offline"), page)
    expect(page.locator("[data-device]")).to_contain_text("本机没有保存评分表")
    expect(page.locator("[data-device] table")).to_have_count(0)
    assert marks(application.self_check) == {}
    open_as("head", reverse("offline"), page)
    expect(page.locator("[data-device] table")).to_contain_text("20分")
    page.get_by_role("button", name="现在发送").click()

    expect(page.locator("[data-device] table")).to_have_count(0)
    assert marks(application.self_check) == {"1.1": 20}


def test_log_out_clears_what_has_been_sent(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "1"))
    is_kept(page)
    leaf(page, "1.1").get_by_role("radio").first.check()
    says(page, "已保存")

    page.get_by_role("button", name="退出", exact=True).click()
    page.wait_for_url("**/login/")

    assert pages_kept(page) == []
    assert page.evaluate("indexedDB.databases()") == []


# --- what has happened meanwhile ------------------------------------------------------------------


def test_a_colleague_has_marked_meanwhile_and_both_marks_are_shown(open_as, application, cast):
    reviewing = bring(application, to=Status.REVIEWING)
    page = open_as("city", sheet_url(reviewing, FIRST, "1"))
    page.context.set_offline(True)
    leaf(page, "1.1").get_by_role("radio").first.check()
    says(page, "已存本机，未发送 1 项")
    sheet, colleague = reviewing.first_review, cast["city_colleague"]
    record_mark(sheet=sheet, number="1.1", version=0, value=15, actor=colleague)

    page.context.set_offline(False)

    problem = leaf(page, "1.1").locator("[data-problem]")
    expect(problem).to_contain_text("我的：20分；柳知行的：15分。")
    assert marks(sheet) == {"1.1": 15}
    problem.get_by_role("button", name="采用我的").click()
    says(page, "已保存")
    assert marks(sheet) == {"1.1": 20}


def test_what_a_locked_sheet_does_not_take_is_kept_to_be_copied(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "1"))
    page.context.set_offline(True)
    leaf(page, "1.1").get_by_role("radio").first.check()
    says(page, "已存本机，未发送 1 项")
    sheet = application.self_check
    sheet.status = SheetStatus.LOCKED
    sheet.save()

    page.context.set_offline(False)
    expect(page.locator("[data-save-bar]")).to_contain_text("自检计分已锁定，不能再修改分值。")
    page.goto(reverse("offline"))

    row = page.locator("[data-device] tbody tr")
    expect(row).to_contain_text("青岚谷康养有限公司 自检计分")
    expect(row).to_contain_text("20分")
    expect(row).to_contain_text("已锁定")
    assert marks(sheet) == {}


def test_a_mark_whose_answer_was_lost_is_no_conflict_with_the_next(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "1"))
    page.route("**/marks/**", lambda route: (route.fetch(), route.abort()))
    leaf(page, "1.1").get_by_role("radio").first.check()
    says(page, "已存本机，未发送 1 项")
    assert marks(application.self_check) == {"1.1": 20}

    leaf(page, "1.1").get_by_role("radio").nth(1).check()
    says(page, "已存本机，未发送 1 项")
    press_when(page, lambda: page.unroute("**/marks/**"))

    says(page, "已保存")
    expect(leaf(page, "1.1").locator("[data-problem]")).to_be_empty()
    assert marks(application.self_check) == {"1.1": 15}


def test_two_tabs_send_a_mark_once(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "1"))
    other = page.context.new_page()
    other.goto(page.url)
    page.context.set_offline(True)
    leaf(page, "1.1").get_by_role("radio").first.check()
    expect(leaf(other, "1.1").get_by_role("radio").first).to_be_checked()

    page.context.set_offline(False)

    says(page, "已保存")
    expect(leaf(other, "1.1")).to_have_attribute("data-state", "saved")
    assert marks(application.self_check) == {"1.1": 20}
    assert AuditEntry.objects.filter(action="mark").count() == 1
