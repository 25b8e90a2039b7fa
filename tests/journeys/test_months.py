"""One month in a browser: written, reported, returned, corrected, merged and issued."""

import pytest
from playwright.sync_api import expect

from portal import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRITTEN = "步道完成5公里，接待游客300人次。"
CORRECTED = "步道完成6公里，接待游客300人次。"
REASON = "步道里程与现场不符，请核实。"
NUMBER = "晋文旅函〔2026〕8号"


def follow(page, *names):
    for name in names:
        page.get_by_role("link", name=name, exact=True).click()


def press(page, name):
    """Click when the page has come to rest: one that still scrolls to its unit loses the click."""
    button = page.get_by_role("button", name=name, exact=True)
    button.wait_for()
    page.wait_for_load_state()
    button.click()


def told(page, sentence):
    expect(page.locator(".message-success")).to_contain_text(sentence)


def saved(page, place):
    expect(place.locator("[data-save-line]")).to_contain_text("已保存")


def write(page, month):
    follow(page, f"填写{month}月工作进展")
    page.get_by_label("本月工作进展").fill(WRITTEN)
    saved(page, page.locator("main"))
    press(page, "交市文旅局")
    told(page, "已交市文化和旅游局")


def check_and_report(page, month):
    """The city's whole month: what one unit wrote, and what another did not."""
    follow(page, f"核对并报送{month}月调度台账", "标为单位未报")
    page.get_by_label("未报原因").fill("停业检修，联系不上。")
    press(page, "标为单位未报")
    press(page, "全部核对")
    told(page, "已核对1家：青岚谷康养有限公司")
    expect(page.locator(".ledger-count")).to_have_text("已核 2/2")
    follow(page, "报送")
    press(page, "报送")
    told(page, "当前状态为“已报送”")


def send_back(page, period):
    follow(page, f"审阅{period}调度台账", "太原市")
    expect(page.locator("main")).to_contain_text(WRITTEN)
    expect(page.locator("main")).to_contain_text("未报（停业检修，联系不上。）")
    follow(page, "退回")
    page.get_by_label("退回理由").fill(REASON)
    press(page, "退回")
    told(page, "当前状态为“省级退回”")


def correct_and_report(page, month):
    page.goto("/")
    expect(page.locator("main")).to_contain_text(REASON)
    follow(page, f"核对并报送{month}月调度台账")
    card = page.locator(".card-line").filter(has_text="青岚谷康养有限公司")
    card.locator("textarea").first.fill(CORRECTED)
    saved(page, card)
    follow(page, "报送")
    press(page, "报送")
    expect(page.locator(".ledger-head")).to_contain_text("第2版")


def merge_and_issue(page, period, month):
    page.goto("/")
    follow(page, f"审阅{period}调度台账")
    press(page, "汇总各市台账")
    follow(page, "查看汇总台账")
    expect(page.locator("main")).to_contain_text(CORRECTED)
    page.go_back()
    follow(page, f"起草{month}月调度通报")
    press(page, "起草")
    told(page, f"{period}调度通报已由系统起草")
    page.get_by_label("文号").fill(NUMBER)
    saved(page, page.locator("main"))
    follow(page, "印发")
    press(page, "印发")
    told(page, "当前状态为“已印发”")


def test_month_goes_from_the_unit_to_the_bulletin_and_back(open_as):
    today = clock.today()
    month, period = today.month, f"{today.year}年{today.month}月"
    unit, city, province = open_as("clerk"), open_as("city"), open_as("province")

    write(unit, month)
    city.reload()
    check_and_report(city, month)
    province.reload()
    send_back(province, period)
    correct_and_report(city, month)
    merge_and_issue(province, period, month)
    follow(city, "通报", f"关于{period}文旅康养集聚区、文旅康养示范区重点工作调度情况的通报")

    expect(city.locator("main")).to_contain_text(NUMBER)
    expect(city.locator("main")).to_contain_text("本月应报送台账的市2个，其中按时报送1个")
