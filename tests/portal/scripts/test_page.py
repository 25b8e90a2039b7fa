"""The frame, the counter, jobs and uploads in a browser."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import JsonResponse
from playwright.sync_api import expect

from tests.portal.scripts.kit.memory import memory
from tests.portal.text_samples import COUNTED

pytestmark = pytest.mark.browser

FIRST_LOAD_KB = 200
SCREENS = {"desktop": (1280, 800), "tablet": (820, 1180), "zoomed": (640, 400)}
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, .btn, input:not([type=hidden]), select, summary, .menu a, .pages a, .account a"
)].filter((one) => one.getClientRects().length && !one.closest("label") && one.getBoundingClientRect().height < 24)
  .map((one) => one.outerHTML)"""
COUNTER_WORDS = {
    499: ("已写499字，还差1字（要求500至1000字）", "bad"),
    500: ("已写500字（要求500至1000字）", "good"),
    1000: ("已写1000字（要求500至1000字）", "good"),
    1001: ("已写1001字，超出1字（要求500至1000字）", "bad"),
}
WRONG_FILES = [
    ("执照.exe", b"MZ", "不能上传“执照.exe”，只接受PDF、JPG文件，请转换格式后再上传。"),
    ("执照.pdf", b"", "“执照.pdf”是空文件，请重新选择。"),
    ("执照.pdf", b"x" * 2049, "“执照.pdf”有3KB，超过2KB的上限，请压缩或分成几个文件后再上传。"),
]


@pytest.mark.parametrize("name", ["look", "form", "grid", "desk", "files", "findings"])
def test_page_is_accessible_at_every_size(open_page, name):
    page = open_page(name)

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    overflow = {screen: sideways(page, *size) for screen, size in SCREENS.items()}

    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
    assert overflow == dict.fromkeys(SCREENS, 0)
    assert page.evaluate(SMALL_TARGETS) == []


def sideways(page, width, height):
    """By how many pixels the page is wider than the screen."""
    page.set_viewport_size({"width": width, "height": height})
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_first_load_is_small(open_page, sample_server, new_page):
    sizes = {}
    page = new_page(base_url=sample_server)
    page.on("response", lambda response: sizes.update({response.url: response}))
    open_page("other")
    page.goto("/kit/desk/")

    bodies = {url: len(gzip.compress(response.body())) for url, response in [*sizes.items()]}

    assert sum(bodies.values()) / 1024 < FIRST_LOAD_KB
    assert any(url.endswith("desk.js") for url in bodies)


def test_page_is_whole_without_scripts(open_page):
    page = open_page("form", java_script_enabled=False)

    page.get_by_role("textbox", name="示范区名称").fill("岢岚谷")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("申报总览")
    assert memory.received[0]["zone"] == "岢岚谷"


def test_count_agrees_with_the_server(open_page):
    page = open_page("form")
    text = page.get_by_role("textbox", name="创建情况")

    counts = text.evaluate(
        """(box, texts) => texts.map((text) => {
            const event = new Event("input", { bubbles: true });
            Object.defineProperty(box, "value", { value: text, configurable: true });
            box.dispatchEvent(event);
            return Number(document.getElementById("id_story_count").textContent.match(/已写(\\d+)字/)[1]);
        })""",
        [text for text, _ in COUNTED],
    )

    assert list(zip([text for text, _ in COUNTED], counts, strict=True)) == COUNTED


def test_counter_says_what_is_missing(open_page):
    page = open_page("form")
    text, count = page.get_by_role("textbox", name="创建情况"), page.locator("#id_story_count")

    shown = {}
    for length in COUNTER_WORDS:
        text.fill("康" * length)
        shown[length] = (count.inner_text(), count.get_attribute("data-state"))

    assert shown == COUNTER_WORDS


def test_job_is_followed_to_its_end(open_page):
    page = open_page("files")
    bar = page.get_by_role("progressbar", name="生成进度")
    stage = "正在排版评分表"

    memory.job = {"status": "running", "label": "生成中", "progress": 40, "stage": stage}
    expect(page.locator("[data-job-stage]")).to_have_text(stage)
    expect(bar).to_have_attribute("value", "40")
    memory.job = {"status": "done", "label": "已完成", "progress": 100, "download": "/kit/other/"}

    expect(page.locator("[data-job-badge]")).to_have_text("已完成")
    expect(bar).to_be_hidden()
    assert page.get_by_role("link", name="下载").get_attribute("href") == "/kit/other/"


def test_failed_job_says_why(open_page):
    page = open_page("files")
    error = "生成失败，请重新生成。"
    memory.job = {"status": "failed", "label": "失败", "progress": 40, "error": error}

    expect(page.locator("[data-job-error]")).to_have_text("生成失败，请重新生成。")
    expect(page.get_by_role("link", name="下载")).to_be_hidden()


def test_wrong_file_is_refused_before_it_is_sent(open_page):
    page = open_page("files")

    for name, content, sentence in WRONG_FILES:
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        page.get_by_label("营业执照").set_input_files(file)
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()

    assert memory.received == []


def test_file_is_sent_and_the_page_goes_on(open_page):
    page = open_page("files")
    file = {"name": "执照.PDF", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    memory.trouble.append(JsonResponse({"message": "文件已损坏，请重新扫描。"}, status=422))

    page.get_by_label("营业执照").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("alert").filter(has_text="文件已损坏，请重新扫描。")).to_be_visible()
    page.get_by_role("button", name="上传").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("申报总览")
    assert memory.received == [{"file": "执照.PDF"}, {"file": "执照.PDF"}]


def test_second_click_sends_nothing(open_page):
    page = open_page("files")
    button = page.get_by_role("button", name="提交")

    button.evaluate("button => { button.click(); button.click(); }")

    page.wait_for_url("**/kit/files/save/")
    assert len(memory.received) == 1


def test_end_of_the_session_is_announced_and_put_off(open_page):
    page = open_page("form")
    page.clock.install()
    page.reload()

    page.clock.fast_forward("54:30")
    expect(page.locator(".session-bar")).to_have_count(0)
    page.clock.fast_forward("00:31")
    expect(page.get_by_role("alert")).to_contain_text("登录将在5分钟内过期")
    page.get_by_role("button", name="继续使用").click()

    expect(page.locator(".session-bar")).to_have_count(0)


def test_scripts_use_nothing_that_older_office_browsers_lack(settings):
    scripts = (settings.BASE_DIR / "static" / "js").rglob("*.js")

    newer = (".at(", "structuredClone", "Object.hasOwn", "AbortSignal.timeout", ".findLast(")
    used = [
        (script.name, word) for script in scripts for word in newer if word in script.read_text()
    ]

    assert used == []
