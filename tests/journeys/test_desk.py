"""The desk in a browser: 124 marks by the keyboard alone, two people, and no script at all."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.templatetags.static import static
from django.urls import reverse
from playwright.sync_api import expect

from applications.choices import Status
from applications.formulas import formula_of
from scoring.choices import Column
from scoring.outline import outline_of
from scoring.services import record_mark
from tests.journeys.pressing import press
from tests.paths import bring

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Milliseconds; 52 marks are typed faster than they are stored.
PATIENCE = 60_000
SELF, FIRST = Column.SELF_CHECK, Column.FIRST_REVIEW


@pytest.fixture
def ruleset(standard):
    return standard


def sheet_url(application, column, section=None):
    if section is None:
        return reverse("applications:sheet", args=[application.pk, column])
    return reverse("applications:sheet_section", args=[application.pk, column, section])


def leaf(page, number):
    return page.locator(f"[data-leaf='{number}']")


def focused(page, number):
    """A page is left only when everything on it is saved, which may take its time."""
    expect(leaf(page, number).locator(":focus")).to_have_count(1, timeout=PATIENCE)


def saved(page, number):
    expect(leaf(page, number).locator("[data-leaf-state]")).to_contain_text("已保存")


def marks(sheet):
    return dict(sheet.marks.values_list("leaf__number", "value"))


# --- 124 marks by keys ---------------------------------------------------------------------


def test_all_124_leaves_are_marked_by_the_keyboard_alone(open_as, application):
    page = open_as("head", sheet_url(application, SELF))
    outline, given = outline_of(application.batch.ruleset), {}

    for turn, (number, item) in enumerate(outline.items.items()):
        focused(page, number)
        given[number] = press(page, item, turn)
        page.keyboard.press("Enter")
        if item is outline.part(item.part).items[-1] and item.part != "6":
            expect(page.get_by_role("link", name="下一大项")).to_be_focused()
            page.keyboard.press("Enter")
    expect(page.locator(".desk-head [data-filled]")).to_have_text("124", timeout=PATIENCE)

    assert len(given) == 124
    assert marks(application.self_check) == given
    assert page.locator("[data-total=sheet]").inner_text() == str(sum(given.values()))
    assert page.locator("[data-section-filled='6']").inner_text() == "3"
    expect(page.get_by_role("link", name="返回申报")).to_be_focused()


def test_the_next_unmarked_leaf_may_stand_on_another_page(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "6"))
    for number in ("6.1", "6.2", "6.3"):
        leaf(page, number).get_by_role("radio").first.focus()
        page.keyboard.press("1")

    page.keyboard.press("Alt+ArrowDown")

    page.wait_for_url("**/sheets/self_check/1/#leaf-1.1")
    focused(page, "1.1")
    assert {n: marks(application.self_check)[n] for n in ("6.1", "6.2", "6.3")} == {
        "6.1": 25,
        "6.2": 25,
        "6.3": 10,
    }


def test_what_is_typed_replaces_the_mark_that_stood_there(open_as, application, cast):
    record_mark(
        sheet=application.self_check, number="2.1.1", value=7, version=0, actor=cast["clerk"]
    )
    page = open_as("head", sheet_url(application, SELF, "2") + "#leaf-2.1.1")
    focused(page, "2.1.1")

    page.keyboard.type("9")
    page.keyboard.press("Enter")

    saved(page, "2.1.1")
    assert marks(application.self_check)["2.1.1"] == 9


# --- what the rule says --------------------------------------------------------------------


def test_another_mark_than_the_expected_asks_for_a_reason(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "2"))
    item = leaf(page, "2.4.1")

    item.get_by_role("textbox", name="其他分值").fill("2")
    expect(item.locator("[data-problem]")).to_contain_text("须说明理由")
    item.get_by_role("textbox", name="理由", exact=True).fill("急救点夜间无人值守")

    saved(page, "2.4.1")
    expect(item.locator("[data-mark][value=other]")).to_be_checked()
    page.get_by_label("显示").select_option("要理由")
    expect(page.locator("[data-leaf]:visible")).to_have_count(1)
    assert marks(application.self_check)["2.4.1"] == 2


def test_names_become_a_mark_and_a_mark_empties_the_names(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "4") + "#leaf-4.6.1")
    focused(page, "4.6.1")
    item = leaf(page, "4.6.1")
    names = item.get_by_role("textbox", name="名称")

    page.keyboard.type("棋牌室")
    page.keyboard.press("Enter")
    page.keyboard.type("健身房")
    saved(page, "4.6.1")
    expect(item.locator("[data-sum]")).to_have_text("2项 × 2 = 4分（最多10分）")
    expect(item.locator("[data-value]")).to_have_text("4")
    expect(page.locator("[data-group-total='4.6']")).to_have_text("4")
    item.get_by_text("直接计分、理由、备注").click()
    item.get_by_role("textbox", name="或直接计").fill("10")
    expect(names).to_have_value("")
    expect(item.locator("[data-value]")).to_have_text("10")
    expect(page.locator("[data-group-total='4.6']")).to_have_text("10")

    item.get_by_role("button", name="清除分值").click()
    expect(page.locator("[data-group-total='4.6']")).to_have_text("0")
    assert marks(application.self_check)["4.6.1"] is None


def test_defects_are_listed_with_their_places_and_stand_there_again(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "4") + "#leaf-4.7.4.1")
    focused(page, "4.7.4.1")
    item = leaf(page, "4.7.4.1")

    item.get_by_role("checkbox", name="未发现问题").check()
    expect(item.locator("[data-value]")).to_have_text("8")
    item.get_by_role("checkbox", name="未发现问题").uncheck()
    item.get_by_role("button", name="增加一处").click()
    page.keyboard.type("东门")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("停车场")
    expect(item.locator("[data-sum]")).to_have_text("8 − 2×1 = 6分")
    saved(page, "4.7.4.1")
    page.reload()

    expect(item.get_by_label("地点")).to_have_count(2)
    expect(item.get_by_label("地点").nth(1)).to_have_value("停车场")
    expect(item.locator("[data-value]")).to_have_text("6")
    assert application.self_check.marks.get(leaf__number="4.7.4.1").inputs == {
        "defects": [{"place": "东门"}, {"place": "停车场"}]
    }


def test_the_core_of_one_leaf_is_not_counted_in_another(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "1"))
    resources, kinds = leaf(page, "1.1"), leaf(page, "1.6")
    for kind in ("温泉", "森林"):
        kinds.get_by_role("checkbox", name=kind).check()
        resources.get_by_role("checkbox", name=kind).check()
    expect(kinds.locator("[data-value]")).to_have_text("10")
    expect(resources.locator("[data-leaf-state]")).to_have_text("未填完，填完后保存")

    resources.get_by_role("radio", name="森林").check()

    saved(page, "1.1")
    expect(kinds.get_by_role("checkbox", name="核心产品，不计入")).to_be_disabled()
    saved(page, "1.6")
    expect(kinds.locator("[data-value]")).to_have_text("5")
    page.reload()
    expect(kinds.get_by_role("checkbox", name="森林")).to_be_disabled()
    assert [marks(application.self_check)[number] for number in ("1.1", "1.6")] == [20, 5]


def test_the_page_reckons_like_the_rules(open_as, application):
    """What a mark comes to offline is what the server would say."""
    page = open_as("head", sheet_url(application, SELF, "6"))
    items = outline_of(application.batch.ruleset).items
    cases = [(items[number].rule, inputs) for number, inputs in RECKONED]

    said = page.evaluate(
        """async ([script, cases]) => {
            const { sumUp } = await import(script);
            return cases.map(([formula, inputs]) => sumUp(JSON.parse(formula), inputs).mark);
        }""",
        [static("js/lib/sum.js"), [(formula_of(rule), inputs) for rule, inputs in cases]],
    )

    assert said == [rule.mark_from(inputs) for rule, inputs in cases]


RECKONED = [
    ("4.6.1", {"count": 0}),
    ("4.6.1", {"items": ["棋牌室", "健身房", "棋牌室"]}),
    ("4.6.1", {"count": 9}),
    ("4.7.4.1", {"defects": []}),
    ("4.7.4.1", {"defects": 3}),
    ("4.7.4.1", {"defects": [{"place": f"{n}号门"} for n in range(9)]}),
    ("3.2.1", {"deductions": [5]}),
    ("3.2.1", {"deductions": [{"points": 6, "place": "东沟"}, 9]}),
    ("1.1", {"resources": ["温泉"], "core": "温泉"}),
    ("1.1", {"resources": [], "core": ""}),
    ("1.2", {"clear_theme": True, "core_product": False}),
    ("4.5.5", {"own": ["甲", "乙"], "regional": 1}),
    ("4.5.5", {"own": 6, "regional": 0}),
    ("4.7.5.4", {"bilingual": True, "languages": 5, "errors": 1}),
    ("4.7.5.4", {"bilingual": True, "languages": 1, "errors": 3}),
    ("4.7.5.4", {"bilingual": False}),
]


# --- two people ----------------------------------------------------------------------------


@pytest.fixture
def reviewing(application):
    return bring(application, to=Status.REVIEWING)


def colleague_marks(application, cast, number, **entered):
    sheet = application.first_review
    record_mark(sheet=sheet, number=number, version=0, actor=cast["city_colleague"], **entered)


def test_two_people_on_one_leaf_see_both_marks(open_as, reviewing, cast):
    page = open_as("city", sheet_url(reviewing, FIRST, "4"))
    colleague_marks(reviewing, cast, "4.6.1", inputs={"count": 3}, remark="三处已开放")
    problem = leaf(page, "4.6.1").locator("[data-problem]")

    leaf(page, "4.6.1").get_by_role("textbox").first.fill("5")
    expect(problem).to_contain_text("柳知行已先将本项计为6分，请对照后选择采用哪一个。")
    expect(problem).to_contain_text("我的：10分；柳知行的：6分。")
    problem.get_by_role("button", name="采用我的").click()

    expect(problem).to_be_empty()
    expect(leaf(page, "4.6.1").locator("[data-value]")).to_have_text("10")
    expect(leaf(page, "4.6.1").get_by_role("textbox").first).to_have_value("5")
    expect(leaf(page, "4.6.1").locator("[data-leaf-state]")).to_contain_text("已")
    assert marks(reviewing.first_review)["4.6.1"] == 10


def test_only_leaves_that_differ_are_shown_on_demand(open_as, reviewing, cast):
    colleague_marks(reviewing, cast, "6.1", value=10)
    page = open_as("city", sheet_url(reviewing, FIRST, "6"))

    page.get_by_label("显示").select_option("有差异")
    expect(page.locator("[data-leaf]:visible")).to_have_count(1)
    expect(leaf(page, "6.1")).to_contain_text("初评较自检−15")
    page.get_by_label("显示").select_option("未评")

    expect(page.locator("[data-leaf]:visible")).to_have_count(2)
    expect(leaf(page, "6.1")).to_be_hidden()


def test_differences_follow_the_mark_that_is_chosen(open_as, reviewing):
    page = open_as("city", sheet_url(reviewing, FIRST, "6") + "#leaf-6.1")
    focused(page, "6.1")

    page.keyboard.press("2")
    expect(leaf(page, "6.1").get_by_text("初评较自检−10")).to_be_visible()
    page.get_by_label("显示").select_option("有差异")
    expect(page.locator("[data-leaf]:visible")).to_have_count(1)
    page.get_by_label("显示").select_option("全部")
    leaf(page, "6.1").get_by_role("button", name="清除分值").click()

    expect(leaf(page, "6.1").get_by_text("初评较自检")).to_have_count(0)


# --- without scripts -----------------------------------------------------------------------


def test_a_leaf_is_saved_without_any_script(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "1"), java_script_enabled=False)

    leaf(page, "1.3").get_by_role("radio", name="核心产品规模较大").check()
    leaf(page, "1.3").get_by_role("button", name="保存").click()

    page.wait_for_url("**/sheets/self_check/1/#leaf-1.3")
    expect(leaf(page, "1.3").locator("[data-value]")).to_have_text("15")
    expect(leaf(page, "1.3").get_by_role("radio", name="核心产品规模较大")).to_be_checked()
    assert marks(application.self_check)["1.3"] == 15


def test_enter_without_scripts_saves_and_never_clears(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "2"), java_script_enabled=False)

    leaf(page, "2.1.1").get_by_role("textbox", name="计").fill("8")
    leaf(page, "2.1.1").get_by_role("textbox", name="计").press("Enter")

    expect(leaf(page, "2.1.1").locator("[data-value]")).to_have_text("8")
    assert marks(application.self_check)["2.1.1"] == 8


# --- for everybody ---------------------------------------------------------------------------


def test_every_input_fits_and_is_accessible(open_as, application):
    page = open_as("head", sheet_url(application, SELF, "3"))

    for section, width in (("3", 1280), ("1", 640)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(sheet_url(application, SELF, section))
        page.locator("[data-desk][data-ready]").wait_for()
        page.evaluate(UNFOLD)
        axe = Axe().run(page)
        assert axe.violations_count == 0, f"{section}: {axe.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") == width


#: Everything that a leaf can show stands there.
UNFOLD = """() => {
    document.querySelectorAll("details").forEach((fold) => (fold.open = true));
    document.querySelectorAll("[data-do=add-line]").forEach((button) => button.click());
}"""
