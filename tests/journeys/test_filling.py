"""A unit fills in its 报告书 in a browser: from nothing, in pairs, too late, without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from applications.choices import Status
from applications.models import Application
from tests.factories.files import pdf
from tests.paths import bring

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile("已保存 [0-9]{2}:[0-9]{2}:[0-9]{2}")


def section_url(application, name="basics"):
    return reverse("applications:section", args=[application.pk, name])


def table_url(application, name="investment"):
    return reverse(f"applications:{name}", args=[application.pk])


def line(page):
    return page.locator("[data-save-line]")


def saved(page):
    expect(line(page)).to_have_text(SAVED)


def box(page, name):
    return page.locator(f"#id_{name}")


def cell(page, category, place, field):
    """The box of one column in the row with this place in its category, from 0."""
    body = page.locator(f"tbody[data-category='{category}']")
    return body.locator("tr[data-row]").nth(place).locator(f"[data-field={field}]")


# --- from nothing ------------------------------------------------------------------------


def test_unit_begins_and_fills_in_part_two(open_as, batch):
    page = open_as("clerk", "/applications/")
    page.get_by_role("button", name="开始填报").click()
    page.get_by_role("link", name="二（一）基本信息").click()
    page.wait_for_load_state()
    assert box(page, "unit_name").input_value() == "青岚谷康养有限公司"

    box(page, "zone_name").fill("岢岚䶮谷")
    box(page, "area_km2").fill("200亩")
    box(page, "visits_year").fill("８６")
    box(page, "opened_on").fill("2021年5月")
    expect(line(page)).to_contain_text("有1处未保存")
    expect(page.locator("#id_area_km2_error")).to_have_text(
        "200亩等于0.1333平方公里，请填写0.1333。"
    )
    expect(page.locator("#id_visits_year_hint")).to_contain_text("请核对单位是否误填为万人次")
    box(page, "area_km2").fill("0.1333")
    saved(page)
    page.reload()

    shown = [box(page, name).input_value() for name in ("zone_name", "area_km2", "visits_year")]
    assert shown == ["岢岚䶮谷", "0.1333", "86"]
    assert box(page, "opened_on").input_value() == "2021年5月"
    dossier = Application.objects.get().dossier
    assert (dossier.zone_name, dossier.visits_year) == ("岢岚䶮谷", 86)


def test_narrative_is_counted_while_it_is_typed(open_as, application):
    page = open_as("clerk", section_url(application, "achievements"))
    count = page.locator("[data-count-for=id_achievements]")
    expect(count).to_contain_text("已写0字")

    box(page, "achievements").fill("谷" * 499)
    expect(count).to_have_attribute("data-state", "bad")
    box(page, "achievements").fill("谷" * 500)
    expect(count).to_contain_text("已写500字")
    expect(count).not_to_have_attribute("data-state", "bad")
    saved(page)
    page.get_by_role("button", name="保存并填写下一部分").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("二（三）经营状况")
    application.dossier.refresh_from_db()
    assert application.dossier.achievements == "谷" * 500


def test_table_adds_up_while_it_is_typed(open_as, application):
    page = open_as("clerk", table_url(application))

    cell(page, 2, 0, "purpose").fill("康养木屋")
    cell(page, 2, 0, "amount_wan").fill("1,200.50")
    cell(page, 2, 0, "paid_wan").fill("１０００")
    cell(page, 2, 0, "paid_wan").press("Tab")
    expect(cell(page, 2, 0, "unpaid_wan")).to_have_value("200.50")
    cell(page, 10, 0, "purpose").fill("其他")
    cell(page, 10, 0, "amount_wan").fill("0.50")
    expect(page.locator("tbody[data-category='2'] [data-sum=amount_wan]")).to_have_text("1,200.50")
    expect(page.locator("[data-total=amount_wan]")).to_have_text("1,201.00")
    saved(page)

    note = page.locator("[data-identity]")
    expect(note).to_be_hidden()
    cell(page, 2, 0, "unpaid_wan").fill("100")
    expect(note).to_contain_text("二类第1行：实际投资金额不等于实际付款金额与未付款金额之和")
    cell(page, 2, 0, "remark").fill("质保金")
    expect(note).to_be_hidden()
    saved(page)
    page.reload()

    assert cell(page, 2, 0, "remark").input_value() == "质保金"
    rows = application.investment_lines.values_list("category", "purpose", "unpaid_wan")
    assert [(c, p, str(u)) for c, p, u in rows] == [
        (2, "康养木屋", "100.00"),
        (10, "其他", "None"),
    ]


def test_wrong_cell_keeps_its_text_and_says_why(open_as, application):
    page = open_as("clerk", table_url(application, "staffing"))

    cell(page, "", 0, "form").fill("劳务派遣")
    cell(page, "", 0, "paid").fill("约30")
    expect(page.locator(".cell-error")).to_contain_text("请只填写阿拉伯数字")
    assert cell(page, "", 0, "paid").input_value() == "约30"
    cell(page, "", 0, "paid").fill("30")
    saved(page)

    expect(page.locator(".cell-error")).to_have_count(0)
    line_ = application.staffing_lines.get()
    assert (line_.form, line_.paid) == ("劳务派遣", 30)


def test_file_comes_into_its_slot(open_as, application, batch):
    item = batch.catalogue.get(code="3.1")
    page = open_as("clerk", table_url(application, "attachments"))
    slot = page.locator(f"#slot-{item.pk}")

    slot.locator("input[type=file]").set_input_files(
        {"name": "执照.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(200)}
    )
    slot.get_by_role("button", name="上传").click()
    expect(slot.get_by_role("alert")).to_contain_text("文件实际是程序，不能上传")
    slot.locator("input[type=file]").set_input_files(
        {"name": "执照.pdf", "mimeType": "application/pdf", "buffer": pdf(2)}
    )
    slot.get_by_role("button", name="上传").click()
    expect(slot.locator(".badge-state")).to_have_text("已上传")

    expect(slot).to_contain_text("执照.pdf")
    expect(slot).to_contain_text("2页")
    with page.expect_download() as download:
        slot.get_by_role("link", name="执照.pdf").click()
    assert download.value.suggested_filename == "执照.pdf"


# --- in pairs, and too late ----------------------------------------------------------------


def test_second_of_two_people_chooses_between_both_texts(open_as, application):
    clerk = open_as("clerk", section_url(application))
    head = open_as("head", section_url(application))

    box(clerk, "zone_name").fill("清泉里")
    saved(clerk)
    box(head, "zone_name").fill("松风里")
    conflict = head.locator(".conflict")
    expect(conflict).to_contain_text("温小禾")
    expect(conflict).to_contain_text("清泉里")
    expect(conflict).to_contain_text("松风里")
    conflict.get_by_role("button", name="采用我的").click()
    saved(head)

    application.dossier.refresh_from_db()
    assert application.dossier.zone_name == "松风里"


def test_page_opened_before_the_submission_keeps_the_text(open_as, application):
    page = open_as("clerk", section_url(application, "direction"))
    bring(application, to=Status.SUBMITTED)

    box(page, "direction").fill("提交以后才写的内容")
    expect(page.locator("[data-save-bar]")).to_contain_text("当前状态为“已提交”")

    assert box(page, "direction").input_value() == "提交以后才写的内容"
    application.dossier.refresh_from_db()
    assert "提交以后" not in application.dossier.direction


def test_leaving_and_coming_back_finds_everything(open_as, application):
    page = open_as("clerk", section_url(application))
    box(page, "address").fill("隰县青岚谷1号")
    saved(page)
    page.get_by_role("link", name="返回申报页").click()
    page.wait_for_url(f"**{application.get_absolute_url()}")
    page.go_back()

    expect(box(page, "address")).to_have_value("隰县青岚谷1号")


# --- without scripts -------------------------------------------------------------------------


def test_part_is_filled_in_without_scripts(open_as, application):
    page = open_as("clerk", section_url(application), java_script_enabled=False)

    box(page, "zone_name").fill("清泉里")
    box(page, "employees").fill("约300")
    page.get_by_role("button", name="保存", exact=True).click()
    summary = page.locator(".error-summary")
    expect(summary.get_by_text("直接从业人员数量")).to_have_count(1)
    expect(box(page, "employees")).to_have_value("约300")
    box(page, "employees").fill("300")
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.locator(".messages")).to_contain_text("已保存")
    application.dossier.refresh_from_db()
    assert (application.dossier.zone_name, application.dossier.employees) == ("清泉里", 300)


def test_table_is_filled_in_without_scripts(open_as, application):
    page = open_as("clerk", table_url(application), java_script_enabled=False)

    cell(page, 3, 0, "purpose").fill("步道")
    cell(page, 3, 0, "amount_wan").fill("80")
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.locator("[data-total=amount_wan]")).to_have_text("80.00")
    assert application.investment_lines.get().purpose == "步道"


# --- for everybody ---------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 820, 640])
def test_pages_fit_and_are_accessible(open_as, application, width):
    bring(application, to=Status.CITY_RETURNED)
    page = open_as("head", "/applications/", viewport={"width": width, "height": 900})
    names = ("investment", "staffing", "attachments", "checks")
    pages = [
        "/applications/",
        application.get_absolute_url(),
        section_url(application, "declaration"),
        section_url(application),
        section_url(application, "operations"),
        *(table_url(application, name) for name in names),
    ]

    for url in pages:
        page.goto(url)
        axe = Axe().run(page)
        assert axe.violations_count == 0, f"{url}: {axe.generate_report()}"
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert (url, overflow) == (url, 0)
