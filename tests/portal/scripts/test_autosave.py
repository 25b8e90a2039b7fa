"""``static/js/autosave.js`` in a browser: nothing typed is ever lost."""

import pytest
from playwright.sync_api import expect

from tests.portal.scripts.kit import saving
from tests.portal.scripts.kit.clock import SAVES, stop_clock
from tests.portal.scripts.kit.memory import memory

pytestmark = pytest.mark.browser


@pytest.fixture
def form(open_page):
    return open_page("form")


def line(page):
    return page.locator("[data-save-line]")


def bar(page):
    return page.locator("[data-save-bar]")


def draft(page):
    return page.evaluate("localStorage.getItem('portal:7:dossier-1-basics')")


def version(page):
    return page.locator("[name=version]")


def box(page, label):
    return page.get_by_role("textbox", name=label)


def test_changed_fields_alone_are_sent_and_told_after_the_answer(form):
    box(form, "示范区名称").fill("岢岚谷")

    expect(line(form)).to_have_text("已保存 14:03:22")
    assert memory.received == [{"zone": "岢岚谷"}]
    assert draft(form) is None
    assert version(form).input_value() == "2"
    assert form.locator("[data-total=sum]").inner_text() == "1,500.50"


def test_saved_is_not_said_before_the_server_has_answered(form):
    answer = memory.hold()

    box(form, "示范区名称").fill("岢岚谷")

    expect(line(form)).to_have_text("正在保存…")
    assert "岢岚谷" in draft(form)
    answer.set()
    expect(line(form)).to_have_text("已保存 14:03:22")


def test_typing_during_a_send_is_sent_after_it(form):
    answer = memory.hold()
    box(form, "示范区名称").fill("岢岚谷")
    expect(line(form)).to_have_text("正在保存…")

    box(form, "示范区名称").fill("岢岚谷温泉")
    answer.set()

    expect(version(form)).to_have_value("3")
    assert memory.received == [{"zone": "岢岚谷"}, {"zone": "岢岚谷温泉"}]


def test_cleared_check_box_is_named(form):
    tick = form.get_by_label("以上内容真实、准确")
    tick.check()
    expect(line(form)).to_have_text("已保存 14:03:22")

    tick.uncheck()

    expect(version(form)).to_have_value("3")
    assert memory.received == [{"agreed": "on"}, {"agreed": ""}]


def test_refused_field_keeps_its_text_and_counts_as_unsaved(form):
    box(form, "申报项目面积").fill("12万")
    box(form, "示范区名称").fill("青岚")

    expect(line(form)).to_have_text("其余内容已保存 14:03:22，有1处未保存，请按提示修改")
    expect(form.locator("#id_area_error")).to_contain_text("请只填写阿拉伯数字")
    expect(form.locator("#id_zone_hint")).to_have_text("与营业执照名称不一致，请核对。")
    assert box(form, "申报项目面积").input_value() == "12万"
    assert memory.fields["area"] == "12.5"
    assert "12万" in draft(form)

    form.get_by_role("button", name="请按提示修改").click()
    expect(box(form, "申报项目面积")).to_be_focused()
    box(form, "申报项目面积").fill("13")

    expect(line(form)).to_have_text("已保存 14:03:22")
    expect(form.locator("#id_area_error")).to_be_hidden()
    assert memory.fields["area"] == "13"


def test_failure_is_loud_and_a_retry_saves(form):
    stop_clock(form)
    memory.trouble.append(saving.broken)
    box(form, "示范区名称").fill("岢岚谷")
    form.clock.run_for(SAVES)

    expect(bar(form)).to_contain_text("没有保存：网络不通或服务器没有响应。")
    assert memory.fields["zone"] == "青岚谷"
    bar(form).get_by_role("button", name="重试").click()

    expect(line(form)).to_have_text("已保存 14:03:22")
    expect(bar(form)).to_be_hidden()
    assert memory.fields["zone"] == "岢岚谷"


def test_network_that_comes_back_is_used_at_once(form):
    form.context.set_offline(True)
    box(form, "示范区名称").fill("岢岚谷")
    expect(bar(form)).to_contain_text("没有保存：网络不通")

    form.context.set_offline(False)

    expect(line(form)).to_have_text("已保存 14:03:22")
    assert memory.fields["zone"] == "岢岚谷"


def test_ended_session_keeps_the_text_until_the_new_log_in(form):
    memory.trouble.extend([saving.expired, saving.stale])
    box(form, "示范区名称").fill("岢岚谷")
    expect(bar(form)).to_contain_text("登录已过期")
    link = bar(form).get_by_role("link", name="登录（新窗口）")
    assert link.get_attribute("href") == "/login/?next=%2Fkit%2Fform%2F"
    assert link.get_attribute("target") == "_blank"

    bar(form).get_by_role("button", name="已登录，继续保存").click()

    expect(line(form)).to_have_text("已保存 14:03:22")
    assert memory.fields["zone"] == "岢岚谷"


def test_nothing_is_saved_under_another_name(form):
    memory.trouble.append(saving.stale)
    memory.user = 8
    box(form, "示范区名称").fill("岢岚谷")

    expect(bar(form)).to_contain_text("本浏览器已换成另一个账号登录")
    assert memory.fields["zone"] == "青岚谷"
    assert len(memory.received) == 1


def test_closed_form_says_why_and_keeps_the_text(form):
    memory.trouble.append(saving.closed)
    box(form, "示范区名称").fill("岢岚谷")

    expect(bar(form)).to_contain_text("申报时间已于2023年8月21日截止。没有保存。")
    assert box(form, "示范区名称").input_value() == "岢岚谷"
    assert "岢岚谷" in draft(form)


@pytest.mark.parametrize(
    ("choice", "shown", "stored"),
    [("采用我的", "我的谷", "我的谷"), ("采用对方的", "对方的谷", "对方的谷")],
)
def test_two_texts_are_shown_and_one_is_chosen(form, choice, shown, stored):
    memory.change(zone="对方的谷", story="对方改过的情况。")
    box(form, "示范区名称").fill("我的谷")

    panel = form.locator("section.conflict")
    expect(panel).to_contain_text("岳思齐已于8月20日 14:02保存过这里。")
    expect(panel).to_contain_text("我的谷")
    expect(panel).to_contain_text("对方的谷")
    assert memory.fields["zone"] == "对方的谷"
    panel.get_by_role("button", name=choice, exact=True).click()

    expect(panel).to_be_hidden()
    expect(box(form, "示范区名称")).to_have_value(shown)
    expect(box(form, "创建情况")).to_have_value("对方改过的情况。")
    box(form, "申报项目面积").fill("14")
    expect(line(form)).to_have_text("已保存 14:03:22")
    assert (memory.fields["zone"], memory.fields["area"]) == (stored, "14")


def test_own_save_whose_answer_was_lost_is_no_conflict(form):
    stop_clock(form)
    memory.trouble.append(lambda: memory.change(zone="岢岚谷") or saving.broken())
    box(form, "示范区名称").fill("岢岚谷")
    form.clock.run_for(SAVES)
    bar(form).get_by_role("button", name="重试").click()

    expect(bar(form)).to_be_hidden()
    expect(form.locator("section.conflict")).to_have_count(0)
    expect(version(form)).to_have_value("2")


@pytest.mark.parametrize(
    ("choice", "expected"), [("恢复未保存内容", "岢岚谷"), ("保留服务器内容", "青岚谷")]
)
def test_text_of_a_crashed_visit_is_offered(form, choice, expected):
    form.context.set_offline(True)
    box(form, "示范区名称").fill("岢岚谷")
    expect(bar(form)).to_be_visible()

    again = form.context.new_page()
    form.close()
    again.context.set_offline(False)
    again.goto("/kit/form/")
    panel = again.locator("section.conflict")
    expect(panel).to_contain_text("上次有1处内容没有保存到服务器")
    expect(box(again, "示范区名称")).to_have_value("青岚谷")
    panel.get_by_role("button", name=choice, exact=True).click()

    expect(box(again, "示范区名称")).to_have_value(expected)
    expect(again.locator("section.conflict")).to_have_count(0)
    expect(version(again)).to_have_value("2" if expected == "岢岚谷" else "1")
    assert draft(again) is None
    assert memory.fields["zone"] == expected


def test_link_is_followed_after_the_save(form):
    box(form, "示范区名称").fill("岢岚谷")

    form.get_by_role("link", name="回到申报总览").click()

    expect(form.get_by_role("heading", level=1)).to_have_text("申报总览")
    assert memory.fields["zone"] == "岢岚谷"


def test_leaving_asks_only_when_something_is_unsaved(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    box(form, "示范区名称").fill("岢岚谷")
    expect(line(form)).to_have_text("已保存 14:03:22")
    form.reload()
    assert asked == []

    memory.trouble.append(saving.closed)
    box(form, "示范区名称").fill("隰县谷")
    expect(bar(form)).to_be_visible()
    with form.expect_event("dialog"):
        form.get_by_role("link", name="回到申报总览").click()

    expect(box(form, "示范区名称")).to_have_value("隰县谷")
    assert asked == ["beforeunload"]


def test_button_sends_the_form_with_the_version_of_the_last_autosave(form):
    box(form, "示范区名称").fill("岢岚谷")

    form.get_by_role("button", name="保存", exact=True).click()

    expect(form.get_by_role("heading", level=1)).to_have_text("申报总览")
    autosave, whole = memory.received
    assert autosave == {"zone": "岢岚谷"}
    assert (whole["zone"], whole["area"], whole["version"]) == ("岢岚谷", "12.5", "2")


def test_form_in_which_the_server_asks_is_sent_as_a_whole(open_page):
    form = open_page("other")
    memory.asked = {"zone": {"label": "示范区名称", "mine": "我的谷", "theirs": "对方的谷"}}
    form.goto("/kit/form/")
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    box(form, "申报项目面积").fill("14")
    with form.expect_event("dialog"):
        form.get_by_role("link", name="回到申报总览").click()
    expect(form.locator("section.conflict")).to_be_visible()
    form.get_by_label("采用对方的").check()
    form.get_by_role("button", name="保存", exact=True).click()

    expect(form.get_by_role("heading", level=1)).to_have_text("申报总览")
    assert asked == ["beforeunload"]
    (whole,) = memory.received
    assert (whole["version"], whole["keep-zone"], whole["area"]) == ("9", "theirs", "14")


def test_button_sends_what_the_server_would_not_store(form):
    box(form, "申报项目面积").fill("12万")
    expect(line(form)).to_contain_text("有1处未保存")

    form.get_by_role("button", name="保存", exact=True).click()

    expect(form.get_by_role("heading", level=1)).to_have_text("申报总览")
    assert memory.received[-1]["area"] == "12万"


# --- boxes that follow from others -----------------------------------------------------------


def test_box_that_follows_is_taken_over_and_counts_as_saved(form):
    memory.trouble.append(lambda: saving.follows(area="13.25", unknown="x"))

    box(form, "示范区名称").fill("岢岚谷")

    expect(box(form, "申报项目面积")).to_have_value("13.25")
    expect(line(form)).to_have_text("已保存 14:03:22")
    assert memory.received == [{"zone": "岢岚谷"}]
    assert draft(form) is None


def test_box_in_which_somebody_types_keeps_its_text(form):
    answer = memory.hold()
    memory.trouble.append(lambda: saving.follows(area="13.25"))
    box(form, "示范区名称").fill("岢岚谷")
    expect(line(form)).to_have_text("正在保存…")

    box(form, "申报项目面积").fill("14")
    answer.set()

    expect(version(form)).to_have_value("3")
    expect(box(form, "申报项目面积")).to_have_value("14")
    assert memory.received == [{"zone": "岢岚谷"}, {"area": "14"}]


def test_boxes_that_are_read_together_are_sent_together(form):
    for label in ("示范区名称", "申报项目面积"):
        box(form, label).evaluate("box => (box.dataset.together = 'pair')")

    box(form, "示范区名称").fill("岢岚谷")
    expect(line(form)).to_have_text("已保存 14:03:22")

    assert memory.received == [{"zone": "岢岚谷", "area": "12.5"}]


def test_refused_box_is_sent_again_with_its_mate(form):
    for label in ("示范区名称", "申报项目面积"):
        box(form, label).evaluate("box => (box.dataset.together = 'pair')")
    box(form, "申报项目面积").fill("12万")
    expect(line(form)).to_contain_text("有1处未保存")
    memory.trouble.append(saving.follows)

    box(form, "示范区名称").fill("岢岚谷")
    expect(line(form)).to_have_text("已保存 14:03:22")

    assert memory.received[-1] == {"zone": "岢岚谷", "area": "12万"}
