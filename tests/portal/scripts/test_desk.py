"""``static/js/desk.js`` in a browser: keys, marks, totals, and a bad line."""

import pytest
from playwright.sync_api import expect

from tests.portal.scripts.kit import saving
from tests.portal.scripts.kit.memory import memory

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(open_page):
    return open_page("desk")


def leaf(page, number):
    return page.locator(f"[data-leaf='{number}']")


def state(page, number):
    return leaf(page, number).locator("[data-leaf-state]")


def marks():
    return {number: leaf["value"] for number, leaf in memory.leaves.items()}


def start(page, number="1.1"):
    leaf(page, number).locator("input").first.focus()


def saved(page, number):
    expect(state(page, number)).to_have_text("已保存 14:03:22")


def waiting(page, count):
    line = f"已存本机，未发送 {count} 项，联网后自动发送。"
    expect(page.locator("[data-save-line]")).to_contain_text(line)


def focused(page, number):
    expect(leaf(page, number).locator(":focus")).to_have_count(1)


def test_whole_sheet_is_marked_by_keys_alone(desk):
    start(desk)

    desk.keyboard.press("1")
    desk.keyboard.press("Enter")
    focused(desk, "1.3")
    desk.keyboard.press("0")
    desk.keyboard.press("Enter")
    desk.keyboard.type("8")
    desk.keyboard.press("Enter")
    focused(desk, "3.2.1")
    leaf(desk, "3.2.1").get_by_role("checkbox", name="未发现扣分情形").press("Space")
    start(desk, "4.1")
    desk.keyboard.press("1")

    for number in memory.leaves:
        saved(desk, number)
    assert marks() == {"1.1": 20, "1.3": 0, "2.1.1": 8, "3.2.1": 10, "4.1": 5}
    assert desk.locator("[data-total=sheet]").inner_text() == "43"
    assert desk.locator("[data-section-total='1']").inner_text() == "43"
    assert desk.locator(".desk-head [data-filled]").inner_text() == "5"
    assert desk.locator("[data-filled-bar]").evaluate("bar => bar.value") == 5


def test_arrows_move_between_leaves_and_choose_nothing(desk):
    start(desk)

    desk.keyboard.press("ArrowDown")
    focused(desk, "1.3")
    desk.keyboard.press("ArrowUp")
    focused(desk, "1.1")

    assert desk.locator("input[data-mark]:checked").count() == 0
    assert memory.received == []


def test_next_unmarked_leaf_skips_what_is_done(desk):
    start(desk, "1.3")
    desk.keyboard.press("2")
    saved(desk, "1.3")
    start(desk)

    desk.keyboard.press("Alt+ArrowDown")
    focused(desk, "2.1.1")
    desk.get_by_role("button", name="下一未评项").click()
    focused(desk, "3.2.1")


def test_illegal_mark_is_refused_with_its_sentence_and_stays_on_the_page(desk):
    start(desk, "2.1.1")
    desk.keyboard.type("12")
    desk.keyboard.press("Enter")

    expect(leaf(desk, "2.1.1").locator("[data-problem]")).to_have_text(
        "2.1.1不能评12分，请重新填写。"
    )
    expect(state(desk, "2.1.1")).to_have_text("未保存")
    assert leaf(desk, "2.1.1").locator("input[data-mark]").input_value() == "12"
    assert marks()["2.1.1"] is None

    leaf(desk, "2.1.1").locator("input[data-mark]").fill("１０")
    saved(desk, "2.1.1")
    expect(leaf(desk, "2.1.1").locator("[data-problem]")).to_be_empty()
    assert marks()["2.1.1"] == 10


def test_marks_given_before_the_scripts_come_are_saved(open_slowly):
    desk, let_scripts_come = open_slowly("desk")
    leaf(desk, "1.1").locator("input[value='20']").check()
    leaf(desk, "2.1.1").locator("input[data-mark]").fill("8")
    leaf(desk, "3.2.1").locator("[data-input=points]").fill("5")

    let_scripts_come()

    for number in ("1.1", "2.1.1", "3.2.1"):
        saved(desk, number)
    assert marks() == {"1.1": 20, "1.3": None, "2.1.1": 8, "3.2.1": 5, "4.1": None}
    assert [sent["leaf"] for sent in memory.received] == ["1.1", "2.1.1", "3.2.1"]


def test_mark_that_meets_the_answer_to_the_last_one_is_sent_after_it(desk):
    """The answer is stored, the next mark waits for the disk: neither saved nor a conflict."""
    answer = memory.hold()
    start(desk)
    with desk.expect_request("**/kit/desk/save/**"):
        desk.keyboard.press("1")
    with desk.expect_response("**/kit/desk/save/**"):
        desk.evaluate(HOLD_DISK)
        answer.set()

    next_answer = memory.hold()
    desk.keyboard.press("2")
    with desk.expect_request("**/kit/desk/save/**"):
        desk.evaluate("window.letDiskGo()")

    expect(state(desk, "1.1")).to_have_text("未发送")
    next_answer.set()
    saved(desk, "1.1")
    assert marks()["1.1"] == 15


#: Whatever is to be stored waits until ``letDiskGo()``.
HOLD_DISK = """() => new Promise((held) => {
    indexedDB.open("portal-7").onsuccess = ({ target: { result: database } }) => {
        let isHeld = true;
        window.letDiskGo = () => (isHeld = false);
        const rows = database.transaction("entries", "readwrite").objectStore("entries");
        const look = () => { if (isHeld) rows.count().onsuccess = look; };
        look();
        held();
    };
})"""


def test_needed_reason_opens_its_box(desk):
    start(desk, "1.3")
    desk.keyboard.press("1")

    expect(leaf(desk, "1.3").locator("[data-problem]")).to_contain_text("须说明理由")
    leaf(desk, "1.3").get_by_label("理由").fill("审计报告已确认。")

    saved(desk, "1.3")
    assert marks()["1.3"] == 20
    assert memory.received[-1]["reason"] == "审计报告已确认。"


def test_what_the_disk_does_not_take_is_sent_from_the_page(desk):
    start(desk)
    desk.keyboard.press("1")
    saved(desk, "1.1")
    desk.evaluate("void (IDBDatabase.prototype.transaction = () => { throw new Error('full') })")
    desk.context.set_offline(True)

    start(desk, "1.3")
    desk.keyboard.press("0")

    expect(desk.locator("[data-save-bar]")).to_contain_text("未发送的内容只在本页")
    expect(state(desk, "1.3")).to_have_text("未发送")
    desk.context.set_offline(False)
    saved(desk, "1.3")
    assert marks()["1.3"] == 0


def test_zero_is_a_mark_and_blank_is_none(desk):
    start(desk, "2.1.1")
    desk.keyboard.type("0")
    saved(desk, "2.1.1")
    assert marks()["2.1.1"] == 0
    assert leaf(desk, "2.1.1").get_attribute("data-filled") == "1"

    leaf(desk, "2.1.1").locator("input[data-mark]").fill("")
    expect(leaf(desk, "2.1.1")).to_have_attribute("data-filled", "0")
    expect(leaf(desk, "2.1.1")).to_have_attribute("data-state", "blank")
    assert marks()["2.1.1"] is None
    assert memory.received[-1]["value"] is None


def test_deductions_are_listed_and_the_server_derives_the_mark(desk):
    defects = leaf(desk, "3.2.1")
    defects.get_by_role("button", name="增加一处").click()
    desk.keyboard.type("5")
    saved(desk, "3.2.1")
    assert marks()["3.2.1"] == 5
    assert defects.locator("[data-value]").inner_text() == "5"

    defects.get_by_role("button", name="增加一处").click()
    desk.keyboard.type("7")
    expect(defects.locator("[data-value]")).to_have_text("0")
    saved(desk, "3.2.1")

    assert memory.received[-1]["inputs"] == {"deductions": [5, 7]}
    assert "value" not in memory.received[-1]
    assert marks()["3.2.1"] == 0


def test_keyboard_goes_on_beside_a_line_that_is_dropped(desk):
    defects = leaf(desk, "3.2.1")
    for points in "57":
        defects.get_by_role("button", name="增加一处").click()
        desk.keyboard.type(points)

    defects.get_by_role("button", name="删除").last.press("Enter")
    focused(desk, "3.2.1")
    expect(defects.locator("[data-line]")).to_have_count(1)
    desk.keyboard.press("Control+z")

    expect(defects.locator("[data-line]")).to_have_count(2)


def test_last_change_is_undone(desk):
    start(desk)
    desk.keyboard.press("1")
    saved(desk, "1.1")
    desk.keyboard.press("2")
    expect(leaf(desk, "1.1")).to_have_attribute("data-version", "1")
    saved(desk, "1.1")

    desk.keyboard.press("Control+z")
    expect(leaf(desk, "1.1").locator("input[value='20']")).to_be_checked()
    expect(desk.locator("[data-total=sheet]")).to_have_text("20")
    desk.get_by_role("button", name="撤销").click()

    expect(leaf(desk, "1.1").locator("input:checked")).to_have_count(0)
    expect(leaf(desk, "1.1")).to_have_attribute("data-state", "blank")
    assert marks()["1.1"] is None


def test_filters_show_what_is_unmarked_and_what_differs(desk):
    start(desk)
    desk.keyboard.press("1")
    saved(desk, "1.1")

    desk.get_by_label("仅看未评").check()
    expect(desk.locator("[data-leaf]:visible")).to_have_count(4)
    expect(leaf(desk, "1.1")).to_be_hidden()
    desk.get_by_label("仅看有差异").check()
    expect(desk.locator("[data-leaf]:visible")).to_have_count(1)
    expect(leaf(desk, "1.3")).to_be_visible()
    desk.get_by_label("全部").check()
    expect(desk.locator("[data-leaf]:visible")).to_have_count(5)


@pytest.mark.parametrize(("choice", "mark"), [("采用我的", 20), ("采用对方的", 10)])
def test_both_marks_are_shown_and_one_is_chosen(desk, choice, mark):
    memory.leaves["1.1"].update(value=10, version=2)
    start(desk)
    desk.keyboard.press("1")

    problem = leaf(desk, "1.1").locator("[data-problem]")
    expect(problem).to_contain_text("我的：20分；岳思齐的：10分。")
    assert marks()["1.1"] == 10
    problem.get_by_role("button", name=choice).click()

    expect(problem).to_be_empty()
    expect(leaf(desk, "1.1").locator(f"input[value='{mark}']")).to_be_checked()
    expect(leaf(desk, "1.1")).to_have_attribute("data-state", "saved")
    assert marks()["1.1"] == mark


def test_marks_wait_for_the_network_and_say_so(desk):
    desk.context.set_offline(True)
    start(desk)
    desk.keyboard.press("1")
    waiting(desk, 1)
    desk.keyboard.press("Enter")
    desk.keyboard.press("2")
    waiting(desk, 2)
    expect(state(desk, "1.1")).to_have_text("未发送")
    expect(state(desk, "1.3")).to_have_text("未发送")

    desk.context.set_offline(False)

    saved(desk, "1.1")
    saved(desk, "1.3")
    assert (marks()["1.1"], marks()["1.3"]) == (20, 15)
    assert [sent["origin"] for sent in memory.received] == ["offline", "offline"]


def test_unsent_marks_of_a_crashed_visit_are_sent(desk):
    desk.context.set_offline(True)
    start(desk)
    desk.keyboard.press("1")
    waiting(desk, 1)
    memory.leaves["4.1"].update(value=0, version=2)

    again = desk.context.new_page()
    desk.close()
    again.context.set_offline(False)
    again.goto("/kit/desk/")

    saved(again, "1.1")
    expect(again.locator("[data-save-line]")).to_have_text("已保存 14:03:22")
    assert (marks()["1.1"], marks()["4.1"]) == (20, 0)


def test_unsent_mark_never_replaces_a_newer_one_in_silence(desk):
    desk.context.set_offline(True)
    start(desk)
    desk.keyboard.press("1")
    waiting(desk, 1)
    memory.leaves["1.1"].update(value=10, version=2)

    again = desk.context.new_page()
    desk.close()
    again.context.set_offline(False)
    again.goto("/kit/desk/")

    expect(leaf(again, "1.1").locator("[data-problem]")).to_contain_text(
        "我的：20分；岳思齐的：10分。"
    )
    assert marks()["1.1"] == 10


def test_closed_sheet_says_why_and_keeps_the_mark_here(desk):
    memory.trouble.append(saving.closed)
    start(desk)
    desk.keyboard.press("1")

    expect(desk.locator("[data-save-bar]")).to_contain_text("申报时间已于2023年8月21日截止。")
    expect(state(desk, "1.1")).to_have_text("未保存")
    expect(leaf(desk, "1.1").locator("input[value='20']")).to_be_checked()


def test_focus_is_never_under_the_sticky_head(open_page):
    desk = open_page("desk", viewport={"width": 1280, "height": 420})
    start(desk)
    for number in ("1.3", "2.1.1", "3.2.1", "4.1", "3.2.1", "2.1.1", "1.3", "1.1"):
        desk.keyboard.press("ArrowDown" if number > "1.3" and number != "x" else "ArrowUp")
        focus = desk.evaluate("document.activeElement.getBoundingClientRect().top")
        head = desk.evaluate("document.querySelector('.desk-head').getBoundingClientRect().bottom")
        assert focus >= head - 1, number


def test_ended_session_keeps_the_mark_until_the_new_log_in(desk):
    memory.trouble.extend([saving.expired, saving.stale])
    start(desk)
    desk.keyboard.press("1")
    bar = desk.locator("[data-save-bar]")
    expect(bar).to_contain_text("登录已过期")

    bar.get_by_role("button", name="已登录，继续保存").click()

    saved(desk, "1.1")
    assert memory.leaves["1.1"]["value"] == 20
