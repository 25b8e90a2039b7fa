import re
from collections import Counter
from urllib.request import pathname2url

import pytest

from applications.documents.dossier import Narratives
from applications.documents.score_table import ScoreTable
from portal.fonts import SERIF_REGULAR, SHIPPED
from reports.outputs import pdf
from reports.outputs.evaluation import render_dossier
from reports.outputs.progress import OutputError, silent
from tests.reports.papers import RARE, dossier, empty_dossier, rows_of_standard
from tests.reports.printed import bare, draws_before_text, fonts_of, name_of, places_of, rendered

pytestmark = pytest.mark.thorough

PARTS = [
    "一、文旅康养示范区评定申请",
    "二、文旅康养示范区创建报告",
    "三、投资明细表",
    "四、用工情况表",
    "五、初评意见",
    "六、文旅康养示范区评分表",
    "七、文旅康养示范区评定结果",
]
BY = ["（由申请单位填写）", "（由申请单位填写）", "（由申请单位填写，子项目可续表）"]
BY += ["（由申请单位填写，可续表）", "", "", "（由省评定组填写）"]
A4 = (595, 842)
FOOTER = re.compile(r"第二批·版本v3·校验码.{8}·初评.{8}·评定.{8}|—\d+—")
MARKUP = '<b>青岚谷</b><img src="file:///etc/passwd">{{ settings }}'


def has_picture(page) -> bool:
    objects = page["/Resources"]["/XObject"].values()
    return any(thing.get_object()["/Subtype"] == "/Image" for thing in objects)


def first_page_of(printed, part):
    """Index of the page on which a part begins; cover and 目录 come before."""
    return next(i for i, page in enumerate(printed.pages) if i > 1 and part in page)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return rendered(render_dossier, dossier(), tmp_path_factory.mktemp("full"))


@pytest.fixture(scope="module")
def worst(tmp_path_factory):
    """Names of 100 characters, a word of 200, 1000 characters without an end."""
    narratives = Narratives(("W" * 200, "康" * 1000), ("养" * 600,), ("区" * 600,))
    scores = ScoreTable(rows_of_standard()[:9], (None, None, None))
    document = dossier("长" * 100, narratives=narratives, scores=scores, duplex=True)
    return rendered(render_dossier, document, tmp_path_factory.mktemp("worst"))


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    return rendered(render_dossier, empty_dossier(MARKUP), tmp_path_factory.mktemp("draft"))


# --- the official form ------------------------------------------------------------------------


def test_cover_says_what_the_form_says(full):
    cover = full.pages[0]

    assert cover.startswith("文旅康养示范区评定申请报告书")
    assert f"示范区名称{RARE}康养有限公司" in cover
    assert f"申请单位{RARE}康养有限公司" in cover
    assert "推荐单位忻州市文化和旅游局、忻州市民政局" in cover
    assert "二〇二三年八月" in cover


def test_contents_give_the_page_on_which_each_part_begins(full):
    entries = re.findall(r"([一二三四五六七]、\D+?)[.…]+(\d+)", full.pages[1])

    expected = [(part, str(first_page_of(full, part) - 1)) for part in PARTS]
    assert entries == expected
    assert expected[0][1] == "1"


def test_parts_follow_in_order_each_on_a_page_of_its_own(full):
    beginnings = [first_page_of(full, part + by) for part, by in zip(PARTS, BY, strict=True)]

    assert beginnings == sorted(set(beginnings))
    for page, part in zip(beginnings, PARTS, strict=True):
        assert full.pages[page].startswith(part)


def test_application_repeats_the_wording_of_the_notice(full):
    unit = f"{RARE}康养有限公司"

    assert (
        "根据《文旅康养示范区竞争性申报评定办法》和我省《文旅康养示范区评定规范》"
        f"（DB14/T2480-2022），{unit}申请对文旅康养示范区创建情况进行评定。"
        f"{unit}将全面填写申请报告的各项数据，提交相关材料，对其真实性负责。"
        "申请单位负责人签字：申请单位公章2023年8月18日"
    ) in full.pages[2]


def test_basics_stand_beside_their_labels_with_units(full):
    for entry in (
        "统一社会信用代码91149901MA0TE5T01L",
        "电话0351-0000000",
        "申报项目面积0.1333平方公里",
        "已完成投资总额123,456.78万元",
        "直接从业人员数量312",
        "2022年营业总收入5,123.40万元",
        "2023年上半年接待人次150,000人次",
        "省级旅游度假区（2020年）全省森林康养基地（2021年）",
    ):
        assert entry in full.pages[3]


def test_narratives_carry_the_brackets_of_the_form(full):
    for heading in (
        "（一）基本信息",
        "（二）创建情况（标准宣贯、产品开发、提升服务、改善环境、完善设施设备、人员培训、"
        "加强管理等工作情况，自评情况，500-1000字）",
        "（三）经营状况（主要文旅康养产品和服务、市场推广、运营管理、相关活动等，300字左右）",
        "（四）发展方向（发展定位、总体布局、总投资规模、未来预期等，300字左右）",
    ):
        assert heading in full.whole


def test_investment_lists_ten_categories_and_the_total(full):
    start, end = first_page_of(full, PARTS[2]), first_page_of(full, PARTS[3])
    table = "".join(full.pages[start:end])

    assert "（单位：万元）" in table
    assert (
        "一土地购买或租赁、拆迁补偿123,456.78100,000.0023,456.781用途1之12021.03—2022.10" in table
    )
    assert "六运输工具12七电子设备" in table
    assert "十一合计123,456.78100,000.0023,456.78" in table
    assert Counter(page.count("序号投资用途投资期限") for page in full.pages[start:end]) == {
        1: end - start
    }


def test_staffing_ends_with_its_sums(full):
    page = full.pages[first_page_of(full, PARTS[3])]

    assert "用工形式签订劳务合同人数发放工资人数社会参保人数个税申报人数备注" in page
    assert "全日制劳动合同1,2001,1901,1001,150含季节性用工合计1,2001,1901,1001,150" in page


def test_opinion_has_two_places_for_seals_and_no_seal(full):
    page = full.pages[first_page_of(full, PARTS[4])]

    text = "五、初评意见符合条件，同意推荐。忻州市文化和旅游局（公章）忻州市民政局（公章）2023年8月25日"
    assert text in page
    assert not any(map(has_picture, full.reader.pages))


def test_score_sheet_prints_all_rows_with_repeated_head(full):
    start, end = first_page_of(full, PARTS[5]), first_page_of(full, PARTS[6])
    head = "序号评定项目大项分值分项分值次分项分值小项分值自检计分初评计分评定计分"
    pages = full.pages[start:end]

    assert all(page.count(head) == 1 for page in pages)
    table = "".join(FOOTER.sub("", page).split(head)[1] for page in pages)
    expected = "".join(
        bare("".join([row.number, row.text, *row.values, *row.cells]))
        for row in rows_of_standard(("11", "12", "13"))
    )
    assert table == expected


def test_no_page_of_the_sheet_ends_above_what_belongs_under_it(full):
    start, end = first_page_of(full, PARTS[5]), first_page_of(full, PARTS[6])
    kept = tuple(
        bare("".join([row.number, row.text, *row.values, *row.cells]))
        for row in rows_of_standard(("11", "12", "13"))
        if row.keep
    )

    for page in full.pages[start:end]:
        assert not FOOTER.sub("", page).endswith(kept)


def test_result_has_places_for_signatures_and_the_final_total(full):
    page = full.pages[first_page_of(full, PARTS[6])]

    unit = f"{RARE}康养有限公司"
    text = f"申请单位{unit}示范区名称{unit}评定分值851评定组长签名评定组成员签名"
    assert text in page


# --- what makes it a paper --------------------------------------------------------------------


def test_every_page_is_a4_and_carries_version_and_codes(full):
    stamp = "第二批·版本v3·校验码1A2B3C4D·初评5E6F7A8B·评定9C0D1E2F"

    assert all(page.count(stamp) == 1 for page in full.pages)
    assert {tuple(map(round, page.mediabox[2:])) for page in full.reader.pages} == {A4}


def test_pages_are_numbered_from_one_after_the_contents(full):
    numbers = [re.findall(r"—(\d+)—", page) for page in full.pages]

    assert numbers[:2] == [[], []]
    assert numbers[2:] == [[str(n)] for n in range(1, len(full.pages) - 1)]


@pytest.mark.parametrize(("index", "side"), [(2, "right"), (3, "left")])
def test_page_number_stands_on_the_outer_side(full, index, side):
    (x,) = places_of(full.reader.pages[index], r"— \d+ —")

    assert (x > A4[0] / 2) == (side == "right")


def test_rare_characters_are_drawn_and_can_be_copied(full):
    assert full.whole.count(RARE) >= 5
    assert f"山西省忻州市{RARE}镇康养大道1号" in full.whole


def test_fonts_are_the_portals_own_and_embedded(full):
    fonts = fonts_of(full)

    assert set(map(name_of, fonts)) == {"Portal-Serif", "Portal-Sans-Bold"}
    for font in fonts:
        assert {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object())


def test_document_is_named_and_declares_pdf_a(full):
    assert full.reader.metadata.title == f"文旅康养示范区评定申请报告书（{RARE}康养有限公司）"
    assert full.reader.metadata.author == f"{RARE}康养有限公司"
    assert full.reader.root_object["/Lang"] == "zh-CN"
    xmp = full.reader.root_object["/Metadata"].get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in xmp or b'pdfaid:part="2"' in xmp
    assert full.reader.root_object["/MarkInfo"]["/Marked"]


def test_progress_grows_and_says_what_happens(full):
    percents = [percent for percent, _ in full.steps]

    assert percents == sorted(percents)
    assert {percents[0], percents[-1]} == {10, 90}
    assert "正在排版第5页…" in [stage for _, stage in full.steps]


# --- drafts and extremes ----------------------------------------------------------------------


def test_empty_draft_prints_the_blank_form(draft):
    whole = draft.whole

    assert "二〇年月" in draft.pages[0]
    assert "申请单位负责人签字：申请单位公章年月日" in draft.pages[2]
    assert "申报项目面积平方公里已完成投资总额万元" in draft.pages[3]
    assert "一土地购买或租赁、拆迁补偿12二房屋、建筑物12三绿化、环境整治12" in whole
    assert "评定分值评定组长签名" in whole
    assert all("演练·第二批·草稿·2023年8月20日10:21" in page for page in draft.pages)


def test_watermark_is_drawn_on_every_page_but_is_no_text(draft, full):
    assert all(draws_before_text(page) for page in draft.reader.pages)
    assert not any(draws_before_text(page) for page in full.reader.pages)
    assert "演练草稿" not in draft.whole
    assert draft.whole.count("演练·") == len(draft.pages)


def test_nothing_is_clipped(worst):
    assert worst.whole.count("W") == 200
    for character, count in (("康", 1000), ("养", 600), ("区", 600)):
        runs = re.findall(f"{character}{{10,}}", worst.whole)
        assert sum(map(len, runs)) == count


def test_long_words_end_at_the_margin(worst):
    right = A4[0] - 26 / 25.4 * 72
    lines = [line for page in worst.reader.pages for line in places_of(page, "W+|康+|养+|区+")]
    characters = [len(line) for line in re.findall("W+|康+|养+|区+", "\n".join(worst.texts))]

    assert len(lines) > 80
    assert max(lines) < right - 72
    assert max(characters) <= 28


def test_long_names_leave_cover_and_result_on_one_page_each(worst):
    assert worst.pages[0].count("长") == 200
    assert "二〇二三年八月" in worst.pages[0]
    last = worst.pages[-1]
    assert last.startswith(PARTS[6])
    assert "评定组成员签名" in last


def test_two_sided_print_moves_even_pages_to_the_other_margin(worst, full):
    millimetre = 72 / 25.4

    assert heading_edges(full) == pytest.approx([28 * millimetre] * 2, abs=0.5)
    assert heading_edges(worst) == pytest.approx([28 * millimetre, 26 * millimetre], abs=0.5)


def heading_edges(printed) -> list[float]:
    """Where the headings of an odd and of an even page begin."""
    odd, even = printed.reader.pages[2], printed.reader.pages[3]
    return [*places_of(odd, PARTS[0]), *places_of(even, PARTS[1])]


# --- what it may not do -----------------------------------------------------------------------


def test_text_of_the_user_is_text(draft):
    assert bare(f"示范区名称{MARKUP}申请单位{MARKUP}") in draft.pages[0]
    assert not any(map(has_picture, draft.reader.pages))


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:1/",
        "https://example.com/a.css",
        "file:///etc/passwd",
        "data:text/css,p{}",
        "portal:../../settings/base.py",
    ],
)
def test_renderer_opens_nothing_but_its_own_files(address):
    fetcher = pdf.OwnFiles({})

    with pytest.raises(ValueError, match="Not a file of the portal"):
        fetcher.fetch(address)


def test_missing_font_stops_with_a_sentence(tmp_path, settings):
    settings.FONTS_DIR = tmp_path
    for name in SHIPPED:
        if name != SERIF_REGULAR:
            (tmp_path / name).write_bytes(b"")

    with pytest.raises(OutputError, match=f"缺少中文字体文件（{SERIF_REGULAR}）"):
        render_dossier(dossier(), tmp_path / "output.pdf", silent)


def test_licensed_face_of_the_office_is_used(tmp_path, settings):
    settings.FONTS_EXTRA_DIR = tmp_path
    (tmp_path / "fangsong.otf").write_bytes((settings.FONTS_DIR / SERIF_REGULAR).read_bytes())

    faces = pdf.font_faces()

    assert ("Portal FangSong", "normal", tmp_path / "fangsong.otf") in faces
    assert pathname2url("fangsong.otf") in pdf.face_rule(*faces[-1])
