import re
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from reports import charts
from reports.charts import Returns
from reports.documents import BulletinSection
from reports.outputs.bulletin_xlsx import write_bulletin_tables
from reports.outputs.papers import render_bulletin
from tests.reports.monthly import DRAFT, bulletin, table
from tests.reports.papers import RARE
from tests.reports.printed import (
    MILLIMETRE,
    draws_before_text,
    font_names,
    places_of,
    rendered,
    sizes,
    texts_at,
)

SENTENCE = "各地按照年度目标任务，加快项目建设，完善服务设施，丰富产品业态，带动群众就业。"


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """Three pages of text, one annex upright, one across."""
    returns = charts.completeness("各市报送情况", [Returns(name="太原市", on_time=7, late=2)])
    sections = (
        BulletinSection(
            "总体情况", (f"（一）报送情况。{SENTENCE * 12}",), (table(),), charts=(returns,)
        ),
        BulletinSection("存在问题", (f"{RARE}公司反映：用地手续尚未办结。", SENTENCE * 9)),
    )
    document = bulletin(sections=sections)
    return rendered(render_bulletin, document, tmp_path_factory.mktemp("issued"))


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    document = bulletin(stamp=DRAFT, number="", issued_on=None, contact="", annexes=(table(),))
    return rendered(render_bulletin, document, tmp_path_factory.mktemp("draft"))


# --- an official document ---------------------------------------------------------------------


@pytest.mark.thorough
def test_document_opens_with_number_title_and_addressees(issued):
    assert issued.pages[0].startswith(
        "晋文旅函〔2024〕99号山西省文化和旅游厅关于2024年3月文旅康养集聚区、示范区和创建单位"
        "重点工作调度情况的通报各市文化和旅游局：现将2024年3月重点工作调度情况通报如下。"
        "一、总体情况（一）报送情况。各地按照"
    )


@pytest.mark.thorough
def test_document_closes_with_annexes_signer_date_and_contact(issued):
    assert (
        "请各市认真抓好落实。附件：1.各单位报送情况2.重大项目进展情况"
        "山西省文化和旅游厅2024年4月8日（联系人：温小禾，0351-0000000）"
    ) in issued.whole


@pytest.mark.thorough
def test_signature_never_stands_on_a_page_of_its_own(issued):
    (page,) = [page for page in issued.pages if "2024年4月8日" in page]

    assert "请各市认真抓好落实。" in page


@pytest.mark.thorough
def test_lines_of_28_characters_stand_as_22_on_a_page(issued):
    body = [line for line in issued.texts[0].split("\n") if set(line) <= set(SENTENCE)]
    heights = {y for _, y, text in texts_at(issued.reader.pages[0]) if text.strip() in body}
    steps = {round(high - low, 1) for low, high in pairwise(sorted(heights))}

    assert {len(line) for line in body[:-1]} <= {27, 28}
    assert steps == {28.9}


@pytest.mark.thorough
def test_date_ends_four_characters_from_the_edge(issued):
    (page,) = [page for page in issued.reader.pages if "2024年4月8日" in page.extract_text()]
    (left,) = places_of(page, "2024年4月8日")
    width = 6.5 * 15.75

    assert left + width == pytest.approx((210 - 26) * MILLIMETRE - 4 * 15.75, abs=8)


@pytest.mark.thorough
def test_chart_stands_with_its_figures_in_its_section(issued):
    assert "各市报送情况" in issued.whole
    assert re.search("名称按时逾期.*太原市72.*77.8%", issued.whole)


@pytest.mark.thorough
def test_annexes_stand_on_pages_of_their_own_the_wide_one_across(issued):
    first = next(n for n, page in enumerate(issued.pages) if page.startswith("附件1"))

    assert issued.pages[first].startswith(
        "附件1各单位报送情况市应报（家）按时（家）按时率太原市121191.7%大同市88100.0%"
    )
    assert issued.pages[first + 1].startswith("附件2重大项目进展情况市应报（家）")
    assert sizes(issued) == [(210, 297)] * (first + 1) + [(297, 210)]


@pytest.mark.thorough
def test_pages_are_numbered_throughout_and_carry_the_version(issued):
    stamp = "晋文旅函〔2024〕99号·版本v3·校验码1A2B3C4D"
    numbers = [re.findall(r"—(\d+)—", page) for page in issued.pages]

    assert numbers == [[str(n)] for n in range(1, len(issued.pages) + 1)]
    assert all(page.count(stamp) == 1 for page in issued.pages)


@pytest.mark.thorough
def test_paper_uses_the_portals_own_fonts_and_draws_no_seal(issued):
    assert font_names(issued) == {"Portal-Serif", "Portal-Sans", "Portal-Sans-Bold"}
    assert f"{RARE}公司反映" in issued.whole
    assert not any(draws_before_text(page) for page in issued.reader.pages)


@pytest.mark.thorough
def test_draft_leaves_date_and_number_open(draft):
    assert draft.pages[0].startswith("山西省文化和旅游厅关于2024年3月")
    assert "附件：各市报送情况山西省文化和旅游厅年月日" in draft.whole
    assert draft.pages[-1].startswith("附件各市报送情况")
    assert all("演练·山西省文化和旅游厅·草稿·2024年3月29日16:05" in page for page in draft.pages)
    assert all(draws_before_text(page) for page in draft.reader.pages)


# --- what the parts say -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "parts"),
    [
        ("（一）报送情况。全省70家。", ("（一）报送情况。", "全省70家。")),
        ("（十二）报送情况", ("（十二）报送情况", "")),
        ("全省（一）70家。", ("", "全省（一）70家。")),
        ("（1）全省70家。", ("", "（1）全省70家。")),
    ],
)
def test_heading_of_the_second_level_ends_with_its_sentence(paragraph, parts):
    assert BulletinSection("总体情况", (paragraph,)).printed_paragraphs == (parts,)


def test_sections_are_counted_in_chinese():
    sections = tuple(BulletinSection(f"第{n}") for n in range(12))

    numbers = [number for number, _ in bulletin(sections=sections).numbered_sections]

    assert numbers == ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("1", "1,234.50", "—", ""), "figure"),
        (("91.7%", "100.0%", "—"), "share"),
        (("91.7%", "3"), "text"),
        (("2024", "2025"), "text"),
        (("太原市", "3"), "text"),
        (("", ""), "text"),
        ((), "text"),
    ],
)
def test_column_of_numbers_is_told_from_texts(texts, kind):
    rows = tuple((text,) for text in texts)

    assert table(head=("列",), rows=rows, widths=(40,)).kinds == (kind,)


@pytest.mark.parametrize(("width", "is_wide"), [(156, False), (157, True)])
def test_table_wider_than_the_text_lies_across(width, is_wide):
    assert table(widths=(40, 40, 40, width - 120)).is_wide is is_wide


# --- as a workbook ----------------------------------------------------------------------------


def test_tables_stand_one_on_each_sheet(tmp_path):
    write_bulletin_tables(bulletin(), tmp_path / "output.xlsx")

    workbook = load_workbook(tmp_path / "output.xlsx")
    assert workbook.sheetnames == ["1.各市报送情况", "2.各单位报送情况", "3.重大项目进展情况"]
    sheet = workbook["1.各市报送情况"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["月调度通报 · 1.各市报送情况", None, None, None],
        ["晋文旅函〔2024〕99号 · 版本 v3 · 校验码 1A2B3C4D", None, None, None],
        ["市", "应报（家）", "按时（家）", "按时率"],
        ["太原市", 12, 11, 0.917],
        ["大同市", 8, 8, 1],
    ]
    assert [cell.number_format for cell in sheet[4]] == ["@", "#,##0", "#,##0", "0.0%"]


def test_sheet_names_are_short_and_without_forbidden_signs(tmp_path):
    names = (table(caption=f"重大项目[进展]/情况：{'长' * 40}"), table(caption="重大项目"))

    write_bulletin_tables(bulletin(sections=(), annexes=names), tmp_path / "output.xlsx")

    first, second = load_workbook(tmp_path / "output.xlsx").sheetnames
    assert first == f"1.重大项目进展情况：{'长' * 20}"
    assert second == "2.重大项目"
