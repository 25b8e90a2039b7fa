"""Evidence beside the desk: a PDF at its page, judged, counted; and the unit's own list."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.urls import reverse
from playwright.sync_api import expect

from applications.choices import Status
from scoring.choices import Column
from tests.factories.content import complete, point
from tests.factories.files import pdf
from tests.paths import bring

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, SELF = Column.FIRST_REVIEW, Column.SELF_CHECK


@pytest.fixture
def open_desk(open_as, application):
    """The first 大项 of a column in the browser of somebody who has logged in."""

    def open_desk(who, column, **options):
        url = reverse("applications:sheet_section", args=[application.pk, column, "1"])
        return open_as(who, url, **options)

    return open_desk


@pytest.fixture
def reviewing(application):
    """In 初评; 1.1 points to page 4 of a book of twelve pages and to a single paper."""
    bring(application, to=Status.REVIEWING).evidence.all().delete()
    link = point(application, "1.1", 4, 6)
    file = link.attachment
    file.file.save("book.pdf", ContentFile(pdf(12)), save=False)
    file.pages = 12
    file.save()
    point(application, "1.1", 1, 1)
    return application


def viewer(page):
    """The frame of Chromium's own viewer inside our page."""
    if frames := [frame for frame in page.frames if is_viewer(frame)]:
        return frames[-1]
    return page.wait_for_event("framenavigated", is_viewer)


def is_viewer(frame):
    return frame.url.startswith("chrome-extension:")


def test_evidence_is_opened_at_its_page_judged_and_counted(open_desk, reviewing):
    page = open_desk("city", FIRST)
    panel, remaining = page.locator("[data-evidence-panel]"), page.locator("[data-unopened]")
    expect(remaining).to_have_text("2")

    page.locator("[data-leaf='1.1'] [type=radio]").first.focus()
    page.keyboard.press("Alt+z")
    expect(page.locator("[data-evidence-title]")).to_be_focused()
    expect(viewer(page).locator("viewer-page-selector input")).to_have_value("4")
    expect(remaining).to_have_text("1")
    head, box = page.locator(".desk-head").bounding_box(), panel.bounding_box()
    assert box["y"] >= head["y"] + head["height"]
    assert box["x"] >= 600

    panel.get_by_label("不采信", exact=True).check()
    expect(panel.get_by_label("意见")).to_be_focused()
    page.keyboard.type("第5页没有签章。")
    page.keyboard.press("Enter")
    expect(page.locator("[data-evidence-status]")).to_contain_text("已保存")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")

    first = page.locator("[data-leaf='1.1'] [data-evidence]").first
    expect(first).to_be_focused()
    expect(page.locator("[data-leaf='1.1']")).to_contain_text("不采信 第5页没有签章。")
    review = reviewing.evidence.first().reviews.get()
    assert (review.verdict, review.remark) == ("rejected", "第5页没有签章。")

    page.context.set_offline(True)
    page.locator("[data-leaf='1.1'] [data-evidence]").last.click()
    expect(page.locator("[data-evidence-problem]")).to_have_text("离线时不能打开文件，联网后再看。")


def test_two_people_see_both_verdicts(open_desk, reviewing):
    first, second = open_desk("city", FIRST), open_desk("city_colleague", FIRST)
    for page in (first, second):
        page.locator("[data-leaf='1.1'] [data-evidence]").first.click()
        expect(page.get_by_label("采信", exact=True)).to_be_visible()
    first.get_by_label("采信", exact=True).check()
    expect(first.locator("[data-evidence-status]")).to_contain_text("已保存")

    second.get_by_label("不采信", exact=True).check()
    second.keyboard.type("不清晰。")
    second.keyboard.press("Enter")
    expect(second.locator(".conflict")).to_contain_text("不采信")
    second.get_by_role("button", name="全部采用我的").click()

    expect(second.locator("[data-evidence-status]")).to_contain_text("已保存")
    assert reviewing.evidence.first().reviews.get().verdict == "rejected"


def test_unit_points_to_a_page_on_a_tablet(open_desk, application):
    complete(application).evidence.all().delete()
    page = open_desk("clerk", SELF, viewport={"width": 820, "height": 1100})
    panel, leaf = page.locator("[data-evidence-panel]"), page.locator("[data-leaf='1.1']")

    leaf.get_by_role("link", name="添加佐证").click()
    panel.get_by_label("佐证来源").select_option(label="3.1.pdf（1页）")
    panel.get_by_label("起始页").fill("2")
    panel.get_by_role("button", name="添加", exact=True).click()
    expect(panel.get_by_role("alert")).to_have_text("该文件共1页，请填写1至1之间的页码。")
    assert Axe().run(page).violations_count == 0
    panel.get_by_label("起始页").fill("1")
    panel.get_by_role("button", name="添加", exact=True).click()

    expect(leaf.locator("[data-evidence]")).to_contain_text("第1页")
    assert application.evidence.get().first_page == 1
