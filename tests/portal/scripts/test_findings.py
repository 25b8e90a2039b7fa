"""``static/js/findings.js`` in a browser: the panel of 形式审查 follows the saves, and nothing else."""

import re

import pytest
from playwright.sync_api import expect

from tests.portal.scripts.kit import saving
from tests.portal.scripts.kit.clock import ASKS, SAVES, stop_clock
from tests.portal.scripts.kit.memory import memory

pytestmark = pytest.mark.browser
STOPS = ["请填写示范区名称。", "请填写申报项目面积。"]


@pytest.fixture
def page(open_page):
    page = open_page("findings")
    expect(total(page)).to_have_text("阻断14项，提醒3项")
    return page


def total(page):
    return page.locator("[data-findings-total]")


def lines(page):
    return page.locator("[data-findings-body] a")


def fill(page, label, text):
    page.get_by_role("textbox", name=label).fill(text)


def test_panel_is_renewed_after_a_save_and_says_so(page):
    expect(lines(page)).to_have_text(STOPS)
    assert memory.asked_findings == 1  # for the number of the whole

    fill(page, "示范区名称", "岢岚谷")

    expect(lines(page)).to_have_text(STOPS[1:])
    expect(page.locator("[data-findings-stop]")).to_have_text("1")
    expect(page.locator("[data-findings-said]")).to_have_text("形式审查：本部分阻断1项，提醒0项。")
    expect(page.locator("[data-findings]")).to_have_attribute("open", "")
    assert memory.asked_findings == 2


def test_nothing_is_asked_while_nothing_is_stored(page):
    stop_clock(page)
    memory.trouble.append(saving.closed)

    fill(page, "示范区名称", "岢岚谷")
    page.clock.run_for(SAVES)

    expect(page.locator("[data-save-bar]")).to_be_visible()
    page.clock.run_for(SAVES + ASKS)
    assert memory.asked_findings == 1
    expect(lines(page)).to_have_text(STOPS)


def test_typing_on_asks_no_more_often_than_it_saves(page):
    stop_clock(page)

    for text in ("岢", "岢岚", "岢岚谷", "岢岚谷温泉"):
        fill(page, "示范区名称", text)
    page.clock.run_for(SAVES)
    expect(page.locator("[data-save-line]")).to_have_text("已保存 14:03:22")
    page.clock.run_for(ASKS)

    expect(lines(page)).to_have_text(STOPS[1:])
    assert memory.asked_findings == 1 + len(memory.received) == 2


def test_line_leads_to_its_box_without_a_new_page(page):
    page.evaluate("window.sameage = true")

    lines(page).nth(1).click()

    expect(page.get_by_role("textbox", name="申报项目面积")).to_be_focused()
    assert page.evaluate("window.sameage")


def test_whoever_stands_on_a_line_stays_on_it(page):
    answer = memory.hold()
    fill(page, "示范区名称", "岢岚谷")
    lines(page).nth(1).focus()
    answer.set()

    expect(lines(page)).to_have_text(STOPS[1:])

    expect(lines(page)).to_be_focused()


def test_form_does_not_move_when_the_list_shrinks(page):
    place = "document.querySelector('#id_story').getBoundingClientRect().top"
    fill(page, "示范区名称", "岢岚谷")
    expect(page.locator("[data-save-line]")).to_have_text("已保存 14:03:22")
    before = page.evaluate(place)

    expect(lines(page)).to_have_text(STOPS[1:])

    assert page.evaluate(place) == before


def test_list_stands_in_the_page_without_scripts(open_page):
    page = open_page("findings", java_script_enabled=False)

    expect(lines(page)).to_have_text(STOPS)
    expect(total(page)).to_have_text(re.compile("查看全部事项"))
