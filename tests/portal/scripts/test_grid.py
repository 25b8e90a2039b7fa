"""``static/js/grid.js`` in a browser: a table that behaves like a sheet."""

import pytest
from django.http import JsonResponse
from playwright.sync_api import expect

from tests.portal.scripts.kit.memory import memory

pytestmark = pytest.mark.browser

PASTE = """(input, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def grid(open_page):
    return open_page("grid")


def line(page):
    return page.locator("[data-save-line]")


def cell(page, row, field):
    """The input of the row with this place on the page, from 0."""
    return page.locator("tr[data-row]").nth(row).locator(f"[data-field={field}]")


def purposes(page):
    values = page.locator("[data-field=purpose]").evaluate_all("all => all.map(one => one.value)")
    return [value for value in values if value]


def sums(page):
    """Per category and overall, the column 实际投资金额."""
    return page.locator("[data-sum=actual], [data-total=actual]").all_inner_texts()


def saved(page):
    expect(line(page)).to_have_text("已保存 14:03:22")


def test_totals_follow_the_keys_exactly(grid):
    assert sums(grid) == ["1,500.50", "5,000.00", "0.00", "6,500.50"]

    cell(grid, 0, "actual").fill("１，２００．１０")

    assert sums(grid) == ["1,500.60", "5,000.00", "0.00", "6,500.60"]
    cell(grid, 0, "actual").fill("90071992547409.93")
    assert sums(grid)[-1] == "90,071,992,552,710.43"
    cell(grid, 0, "actual").fill("12万")
    assert sums(grid)[-1] == "5,300.50"


def test_all_rows_are_sent_in_order_and_blank_ones_left_out(grid):
    cell(grid, 2, "purpose").fill("拆迁补偿")
    cell(grid, 2, "actual").fill("80")

    saved(grid)
    sent = memory.received[-1]
    assert sent["version"] == len(memory.received)
    assert [(row["id"], row["category"], row["purpose"]) for row in sent["rows"]] == [
        (31, "1", "温泉用地"),
        (32, "1", "停车场用地"),
        (None, "1", "拆迁补偿"),
        (33, "2", "康养中心"),
    ]
    assert grid.locator("[data-id='41'] [data-number]").inner_text() == "3"
    assert grid.locator("[name='41-purpose']").input_value() == "拆迁补偿"
    assert grid.locator("[name='41-category']").input_value() == "1"
    assert grid.locator("[name=version]").input_value() == str(sent["version"] + 1)


def test_row_with_a_wrong_number_keeps_what_was_typed(grid):
    cell(grid, 0, "actual").fill("约1200")

    expect(line(grid)).to_contain_text("有1处未保存")
    expect(grid.locator(".cell-error")).to_contain_text("请只填写阿拉伯数字")
    assert cell(grid, 0, "actual").input_value() == "约1200"
    grid.get_by_role("button", name="请按提示修改").click()
    expect(cell(grid, 0, "actual")).to_be_focused()

    cell(grid, 0, "actual").fill("1,200")

    saved(grid)
    expect(grid.locator(".cell-error")).to_have_count(0)
    assert memory.rows[0]["actual"] == "1,200"


def test_block_of_a_spreadsheet_spreads_over_rows_and_fields(grid):
    block = '景观绿化\t１，２３４．５０\t 1,000 \r\n"道路\n照明"\t12万\t-\r\n补植\t3.5\r\n'

    cell(grid, 5, "purpose").evaluate(PASTE, block)

    assert purposes(grid)[3:] == ["景观绿化", "道路 照明", "补植"]
    assert cell(grid, 5, "actual").input_value() == "1234.50"
    assert cell(grid, 5, "paid").input_value() == "1000"
    assert cell(grid, 6, "actual").input_value() == "12万"
    assert sums(grid) == ["1,500.50", "5,000.00", "1,238.00", "7,738.50"]
    expect(grid.locator("tbody[data-category='3'] tr[data-row]")).to_have_count(4)


def test_what_is_typed_before_the_scripts_come_is_saved(open_slowly):
    grid, let_scripts_come = open_slowly("grid")
    cell(grid, 0, "actual").fill("80")
    cell(grid, 2, "purpose").fill("拆迁补偿")

    let_scripts_come()

    saved(grid)
    assert [(row["purpose"], row["actual"]) for row in memory.rows] == [
        ("温泉用地", "80"),
        ("停车场用地", "300.50"),
        ("拆迁补偿", ""),
        ("康养中心", "5000.00"),
    ]


def test_pasted_word_stays_an_ordinary_paste(grid):
    prevented = cell(grid, 0, "purpose").evaluate(
        """input => {
            const data = new DataTransfer();
            data.setData("text/plain", "温泉用地二期\\n");
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            return !input.dispatchEvent(event);
        }"""
    )

    assert prevented is False


def test_enter_and_arrows_move_between_cells(grid):
    cell(grid, 0, "actual").click()

    grid.keyboard.press("Enter")
    expect(cell(grid, 1, "actual")).to_be_focused()
    grid.keyboard.press("ArrowDown")
    expect(cell(grid, 2, "actual")).to_be_focused()
    grid.keyboard.press("Shift+Enter")
    expect(cell(grid, 1, "actual")).to_be_focused()
    grid.keyboard.press("End")
    grid.keyboard.press("ArrowRight")
    expect(cell(grid, 1, "paid")).to_be_focused()
    grid.keyboard.press("Tab")
    expect(grid.locator("tr[data-row]").nth(1).get_by_label("上移")).to_be_focused()


def test_moving_deleting_and_undoing_rows(grid):
    cell(grid, 1, "purpose").click()
    grid.keyboard.press("Alt+ArrowUp")
    assert purposes(grid) == ["停车场用地", "温泉用地", "康养中心"]
    expect(cell(grid, 0, "purpose")).to_be_focused()

    grid.locator("tr[data-row]").first.get_by_label("删除这一行").click()
    assert purposes(grid) == ["温泉用地", "康养中心"]
    assert sums(grid)[-1] == "6,200.00"

    grid.get_by_role("button", name="撤销：删除第1行").click()
    assert purposes(grid) == ["停车场用地", "温泉用地", "康养中心"]
    grid.get_by_role("button", name="撤销：上移一行").click()
    assert purposes(grid) == ["温泉用地", "停车场用地", "康养中心"]
    expect(grid.get_by_role("button", name="撤销", exact=True)).to_be_disabled()


def test_refused_deletion_that_is_undone_leaves_nothing_unsaved(grid):
    bar = grid.locator("[data-save-bar]")
    cell(grid, 0, "actual").fill("80")
    saved(grid)
    memory.trouble.append(lambda: JsonResponse({"message": "这一行不能删除。"}, status=422))

    grid.locator("tr[data-row]").first.get_by_label("删除这一行").click()
    expect(bar).to_contain_text("这一行不能删除。")
    grid.get_by_role("button", name="撤销：删除第1行").click()

    expect(bar).to_be_hidden()
    saved(grid)
    assert purposes(grid) == ["温泉用地", "停车场用地", "康养中心"]


def test_rows_that_only_one_changed_are_merged_in_silence(grid):
    memory.rows[1]["purpose"] = "停车场用地（二期）"
    memory.version += 1

    cell(grid, 0, "purpose").fill("温泉用地（东区）")

    saved(grid)
    expect(grid.locator("section.conflict")).to_have_count(0)
    assert [row["purpose"] for row in memory.rows] == [
        "温泉用地（东区）",
        "停车场用地（二期）",
        "康养中心",
    ]


@pytest.mark.parametrize(
    ("choice", "kept"), [("采用我的", "我的用途"), ("采用对方的", "对方的用途")]
)
def test_row_that_both_changed_is_asked_about(grid, choice, kept):
    memory.rows[0]["purpose"] = "对方的用途"
    memory.version += 1
    cell(grid, 0, "purpose").fill("我的用途")

    panel = grid.locator("section.conflict")
    expect(panel).to_contain_text("有1行与他人的修改不同")
    expect(panel).to_contain_text("投资用途：对方的用途")
    panel.get_by_role("button", name=choice, exact=True).click()
    cell(grid, 1, "paid").fill("1")

    saved(grid)
    assert [row["purpose"] for row in memory.rows] == [kept, "停车场用地", "康养中心"]
    assert memory.rows[1]["paid"] == "1"


def test_rows_of_a_crashed_visit_are_offered(grid):
    grid.context.set_offline(True)
    cell(grid, 2, "purpose").fill("拆迁补偿")
    expect(grid.locator("[data-save-bar]")).to_be_visible()

    again = grid.context.new_page()
    grid.close()
    again.context.set_offline(False)
    again.goto("/kit/grid/")
    panel = again.locator("section.conflict")
    expect(panel).to_contain_text("上次有1行没有保存到服务器")
    assert purposes(again) == ["温泉用地", "停车场用地", "康养中心"]
    panel.get_by_role("button", name="恢复未保存内容", exact=True).click()

    saved(again)
    assert purposes(again) == ["温泉用地", "停车场用地", "拆迁补偿", "康养中心"]
    assert [row["purpose"] for row in memory.rows] == purposes(again)
    assert again.evaluate("localStorage.length") == 0
