import ast
import json
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from pypdf import PdfReader

from reports import charts
from reports.charts import City, LightRow, Returns, Series, base
from reports.charts.axes import BOTTOM, TOP, round_values
from reports.charts.bars import KINDS
from reports.charts.plot import LABEL_GAP, LOOKS, spread
from reports.outputs.pdf import write_pdf

YEAR = [f"2024年{month}月" for month in range(1, 13)]
THREE_YEARS = [f"{2023 + (month + 3) // 12}年{(month + 3) % 12 + 1}月" for month in range(36)]
STYLES = ("css/tokens.css", "css/components/charts.css")
MARKUP = "<b>青岚谷</b>&"


def trend(*values, unit="家", title="新建项目"):
    return charts.trend(title, unit, YEAR[: len(values)], [Series("全省", values)])


def columns(**changes):
    given = {"month": [80, 120, None], "cumulative": [80, 200, None], "target": 400}
    return charts.columns("年度进度", "张", YEAR[:3], **{**given, **changes})


def completeness(*rows):
    return charts.completeness("各市报送情况", rows)


def lights(labels=YEAR[:3], row=("green", "red", None), **changes):
    return charts.lights("红黄绿灯", labels, [LightRow("青岚谷", row, **changes)])


def cities(light="green"):
    return charts.cities("十一市", [City("140100", "太原市", "7/9", light, "/cities/140100/")])


def everything():
    return [
        trend(1, 5, 3),
        columns(),
        completeness(Returns(name="太原市", on_time=7, late=2)),
        lights(row=("green", "yellow", "red"), url="/units/1/"),
        cities(),
    ]


def html(chart, **context):
    return render_to_string("reports/charts/chart.html", {"chart": chart, **context})


# --- lines --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], "0 1"),
        ([0], "0 1"),
        ([1], "0 1"),
        ([3], "0 1 2 3"),
        ([5], "0 1 2 3 4 5"),
        ([6], "0 2 4 6"),
        ([Decimal("0.3")], "0 0.1 0.2 0.3"),
        ([Decimal("1234.5")], "0 500 1000 1500"),
        ([10**9], "0 200000000 400000000 600000000 800000000 1000000000"),
        ([10**9 + 1], "0 500000000 1000000000 1500000000"),
        ([-3, 4], "-4 -2 0 2 4"),
    ],
)
def test_axis_has_few_round_values_around_zero_and_all_values(values, expected):
    assert " ".join(f"{value.normalize():f}" for value in round_values(values)) == expected


def test_trend_breaks_its_line_where_a_month_is_missing():
    (line,) = trend(1, 2, None, 5).lines

    assert re.sub(r"[\d ]+", "", line.path) == "MLM"
    assert line.markers.count("M") == 3


def test_trend_puts_zero_at_the_foot_and_the_greatest_value_on_its_own_height():
    chart = trend(0, 5, 10)

    heights = [int(y) for y in re.findall(r" (\d+)", chart.lines[0].path)]
    assert heights == [BOTTOM, (TOP + BOTTOM) // 2, TOP]


def test_trend_says_latest_highest_and_lowest():
    chart = trend(Decimal("1234.5"), Decimal(1500), Decimal("90.25"), unit="万元")

    assert chart.summary == (
        "全省最近90.25万元（2024年3月），最高1,500.00万元（2024年2月），最低90.25万元（2024年3月）。"
    )


@pytest.mark.parametrize(
    ("values", "summary"),
    [
        ([None, None], "全省暂无数据。"),
        ([], "全省暂无数据。"),
        ([None, 0], "全省最近0家（2024年2月）。"),
        ([4, 4], "全省最近4家（2024年2月）。"),
    ],
)
def test_trend_with_little_to_say_says_little(values, summary):
    assert trend(*values).summary == summary


def test_table_holds_what_is_drawn():
    chart = charts.trend("甲乙", "张", YEAR[:2], [Series("甲", [1200, None]), Series("乙", [0, 2])])

    assert chart.table.head == ("月份", "甲", "乙")
    assert chart.table.rows == (("2024年1月", "1,200", "0"), ("2024年2月", "", "2"))


def test_series_differ_by_more_than_colour():
    chart = charts.trend("四", "家", YEAR[:1], [Series(name, [1]) for name in "甲乙丙丁"])

    looks = [line.look for line in chart.lines]
    assert looks == list(LOOKS)
    assert len({look.dash for look in looks}) == len({look.marker for look in looks}) == 4


def test_labels_of_equal_values_do_not_meet():
    chart = charts.trend("四", "家", YEAR[:1], [Series(name, [0]) for name in "甲乙丙丁"])

    places = sorted(line.name.y for line in chart.lines)
    assert [after - one for one, after in pairwise(places)] == [LABEL_GAP] * 3
    assert places[-1] < BOTTOM


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([50, 90], [50, 90]),
        ([90, 50], [90, 50]),
        ([50, 60], [50, 80]),
        ([95, 99], [70, 100]),
        ([0, 0], [10, 40]),
    ],
)
def test_labels_move_no_further_than_they_must(wanted, places):
    assert spread(wanted, 30, 10, 100) == places


def test_long_name_is_cut_in_the_drawing_and_whole_in_the_table():
    chart = charts.trend("长", "家", YEAR[:1], [Series("长" * 40, [1])])

    assert chart.lines[0].name.text == "长" * 10 + "…"
    assert chart.table.head == ("月份", "长" * 40)


@pytest.mark.parametrize("labels", [YEAR[:1], YEAR, THREE_YEARS])
def test_words_under_the_months_do_not_meet_and_name_the_latest(labels):
    axes = charts.trend("月", "万元", labels, [Series("甲", [10**9] * len(labels))]).axes

    for words in (axes.month_words, axes.year_words):
        ends = [
            (one.x - base.text_width(one.text) // 2, one.x + base.text_width(one.text) // 2)
            for one in words
        ]
        assert all(end < start for (_, end), (start, _) in pairwise(ends))
    assert axes.month_words[-1].text == labels[-1].partition("年")[2]
    assert {word.text for word in axes.year_words} == {label[:5] for label in labels}


def test_short_first_year_gives_way_to_the_next():
    labels = ["2023年12月", *YEAR, "2025年1月"]

    axes = charts.trend("月", "家", labels, [Series("甲", [1] * 14)]).axes

    assert [word.text for word in axes.year_words] == ["2024年", "2025年"]


def test_labels_without_a_year_have_no_year():
    axes = charts.trend("月", "家", ["1月", "2月"], [Series("甲", [1, 2])]).axes

    assert [word.text for word in axes.month_words] == ["1月", "2月"]
    assert axes.year_words == []


@pytest.mark.parametrize("count", [0, 5])
def test_trend_refuses_no_series_and_a_fifth(count):
    with pytest.raises(ValueError, match="1 to 4 series"):
        charts.trend("多", "家", YEAR[:1], [Series("甲", [1])] * count)


@pytest.mark.parametrize("values", [[1], [1, 2, 3]])
def test_trend_refuses_another_number_of_values(values):
    with pytest.raises(ValueError, match=r"Not a value a month: \['甲'\]"):
        charts.trend("错", "家", YEAR[:2], [Series("甲", values)])


# --- columns ------------------------------------------------------------------------------------


def test_columns_stand_on_zero_under_the_cumulative_line_and_the_target():
    chart = columns()
    month, cumulative, target = chart.lines

    assert [column.y + column.height for column in chart.columns] == [BOTTOM] * 2
    assert chart.columns[1].y == chart.axes.y(120)
    assert (month.path, cumulative.path.count("L"), target.path.count("L")) == ("", 1, 2)
    assert [line.name.text for line in chart.lines] == ["当月", "累计", "年度目标"]
    assert [line.value.text for line in chart.lines] == ["120", "200", "400"]


def test_columns_say_how_much_of_the_target_is_reached():
    assert columns().summary == (
        "截至2024年2月累计200张，完成年度目标400张的50%；"
        "当月最近120张（2024年2月），最高120张（2024年2月），最低80张（2024年1月）。"
    )


@pytest.mark.parametrize("target", [None, 0])
def test_columns_without_a_target_name_no_share(target):
    assert columns(target=target).summary.startswith("截至2024年2月累计200张；当月最近")


def test_columns_of_a_year_without_a_report_say_so():
    chart = columns(month=[None] * 3, cumulative=[None] * 3)

    assert chart.summary == "当月暂无数据。"
    assert chart.columns == ()


def test_correction_downwards_hangs_under_zero():
    chart = columns(month=[80, -20, None], cumulative=[80, 60, None])

    assert chart.columns[1].y == chart.axes.zero < BOTTOM


# --- completeness -------------------------------------------------------------------------------


def test_bar_is_cut_by_shares_without_a_rest():
    chart = completeness(
        Returns(name="太原市", on_time=4, late=3, missing=2, excused=1, not_due=1),
        Returns(name="大同市", on_time=3),
    )
    first, second = chart.bars

    assert [part.kind.name for part in first.parts] == [
        "on_time",
        "late",
        "missing",
        "excused",
        "not_due",
    ]
    assert [part.number for part in first.parts] == ["4", "3", "2", "1", "1"]
    assert sum(part.width for part in first.parts) == second.parts[0].width
    for part, after in pairwise(first.parts):
        assert part.x + part.width == after.x


def test_number_is_left_out_where_it_does_not_fit():
    (bar,) = completeness(Returns(name="全省", on_time=69, missing=1)).bars

    assert [part.number for part in bar.parts] == ["69", ""]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"on_time": 7, "late": 2}, "7/9，77.8%"),
        ({"on_time": 3, "excused": 2, "not_due": 4}, "3/3，100%"),
        ({"missing": 1}, "0/1，0%"),
        ({"excused": 1}, "无应报"),
        ({}, "无应报"),
    ],
)
def test_rate_counts_only_what_was_due(counts, words):
    (bar,) = completeness(Returns(name="太原市", **counts)).bars

    assert bar.rate.text == words


@pytest.mark.parametrize(
    ("on_time", "ending"),
    [
        ([2, 1, 0], "按时率50%；最高为甲；最低为丙。"),
        ([2, 0, 0], "按时率33.3%；最高为甲；最低为乙、丙。"),
        ([0, 1, 1, 1], "按时率37.5%；最高为乙等3个；最低为甲。"),
        ([2, 2], "按时率100%。"),
    ],
)
def test_summary_names_first_and_last(on_time, ending):
    rows = [
        Returns(name=name, on_time=count, missing=2 - count)
        for name, count in zip("甲乙丙丁", on_time, strict=False)
    ]

    assert completeness(*rows).summary.endswith(ending)


@pytest.mark.parametrize("rows", [[], [Returns(name="太原市", not_due=9)]])
def test_summary_before_anything_is_due(rows):
    assert completeness(*rows).summary == "暂无应报事项。"


def test_legend_shows_only_what_occurs():
    chart = completeness(Returns(name="太原市", on_time=1, excused=1))

    assert [swatch.word.text for swatch in chart.legend] == ["按时", "免报"]
    assert [kind.name for kind in chart.patterns] == ["excused"]


# --- lights and cities --------------------------------------------------------------------------


def test_lights_differ_by_word_and_shape():
    assert [(one.key, one.sign, one.word) for one in charts.LIGHTS.values()] == [
        ("green", "●绿", "绿灯"),
        ("yellow", "▲黄", "黄灯"),
        ("red", "■红", "红灯"),
        ("none", "—无", "无灯"),
    ]


def test_lights_stand_by_group_year_and_month():
    labels = ["2023年12月", "2024年1月"]
    rows = [
        LightRow("甲", ["green", "red"], group="太原市"),
        LightRow("乙", [None, "yellow"], group="太原市"),
        LightRow("丙", ["red", "none"], group="大同市"),
    ]

    chart = charts.lights("灯", labels, rows)

    assert chart.years == (("2023年", 1), ("2024年", 1))
    assert chart.months == ("12月", "1月")
    assert [
        (group, [(row.name, "".join(one.sign for one in row.lights)) for row in rows])
        for group, rows in chart.groups
    ] == [("太原市", [("甲", "●绿■红"), ("乙", "—无▲黄")]), ("大同市", [("丙", "■红—无")])]
    assert chart.summary == "2024年1月：绿灯0个，黄灯1个，红灯1个，无灯1个。"


def test_cell_of_a_light_is_cheap_and_has_a_word():
    cells = re.findall("<td class.*?</td>", html(lights()))

    assert cells == [
        '<td class="light-green">●绿</td>',
        '<td class="light-red">■红</td>',
        '<td class="light-none">—无</td>',
    ]
    assert max(len(cell.encode()) for cell in cells) <= 60


def test_lights_refuse_what_is_no_light_and_another_number_of_months():
    with pytest.raises(KeyError, match="blue"):
        lights(row=("green", "blue", None))
    with pytest.raises(ValueError, match="青岚谷"):
        lights(row=("green",))


def test_lights_of_nobody_are_an_empty_table():
    assert charts.lights("灯", [], []).summary == "绿灯0个，黄灯0个，红灯0个。"


def test_city_is_a_link_with_name_number_and_light():
    page = html(cities())

    assert page.count('<a href="/cities/140100/">') == 1
    assert " ".join(strip_tags(page).split()) == (
        "十一市 绿灯1个市，黄灯0个市，红灯0个市。 太原市 7/9 ● 绿灯"
    )


def test_city_without_a_light_is_counted():
    assert cities(None).summary == "绿灯0个市，黄灯0个市，红灯0个市，无灯1个市。"


def test_every_city_has_a_tile_of_its_own(settings):
    regions = json.loads(
        (settings.BASE_DIR / "fixtures/reference/regions.json").read_text(encoding="utf-8")
    )
    css = (settings.BASE_DIR / "static/css/components/charts.css").read_text(encoding="utf-8")

    tiles = dict(re.findall(r"\.city-(\d{6}) \{ grid-area: (\d / \d); \}", css))

    assert set(tiles) == {region["code"] for region in regions if region["kind"] == "city"}
    assert len(set(tiles.values())) == 11


# --- markup -------------------------------------------------------------------------------------


def test_drawing_is_named_by_its_title_and_sentence():
    chart = trend(1, 5, 3)
    page = html(chart)

    named = re.search(r'role="img" aria-labelledby="(\S+) (\S+)"', page)
    texts = dict(re.findall(r'id="([^"]+)">([^<]+)<', page))
    assert [texts[key] for key in named.groups()] == [chart.title, chart.summary]


def test_ids_of_two_charts_differ():
    rows = [Returns(name="太原市", late=1)]
    page = html(charts.completeness("五月", rows)) + html(charts.completeness("六月", rows))

    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 6
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)


def test_table_is_folded_on_the_page_and_open_on_paper():
    assert "<summary>数据表</summary>" in html(trend(1, 2))
    assert "<details" not in html(trend(1, 2), paper=True)
    assert html(trend(1, 2), paper=True).count("<td") == 2


def test_paper_has_no_links():
    assert html(cities()).count("<a ") == html(lights(url="/units/1/")).count("<a ") == 1
    assert "<a " not in html(cities(), paper=True) + html(lights(url="/units/1/"), paper=True)


def test_texts_of_the_user_are_text():
    pages = [
        html(charts.trend(MARKUP, MARKUP, [MARKUP], [Series(MARKUP, [1])])),
        html(charts.completeness(MARKUP, [Returns(name=MARKUP, on_time=1)])),
        html(charts.lights(MARKUP, [MARKUP], [LightRow(MARKUP, ["red"], group=MARKUP)])),
        html(charts.cities(MARKUP, [City("140100", MARKUP, MARKUP)])),
    ]

    assert all("<b>" not in page and "青岚谷" in page for page in pages)


# --- colours ------------------------------------------------------------------------------------


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_palette_is_that_of_the_pages(settings):
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
    palette = {value for value in vars(base).values() if re.fullmatch("#[0-9a-f]+", str(value))}

    assert palette <= set(re.findall("#[0-9a-f]{3,6}", tokens))


def test_words_and_shapes_stand_out():
    words = [base.INK, *(look.colour for look in LOOKS)]
    shapes = [base.ACCENT, *(kind.colour for kind in KINDS)]

    assert min(contrast(colour, base.SURFACE) for colour in words) >= 4.5
    assert min(contrast(colour, base.SURFACE) for colour in shapes) >= 3


# --- where they stand ---------------------------------------------------------------------------


def test_charts_know_nothing_of_django():
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for path in Path(base.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert "django" not in imported
    assert imported & {"portal", "reports", "applications", "scoring"} == {"portal", "reports"}


@pytest.mark.thorough
def test_paper_shows_the_chart_with_words_that_can_be_copied(tmp_path):
    context = {"chart": completeness(Returns(name="岢岚县", on_time=7, late=2)), "paper": True}
    write_pdf("reports/charts/chart.html", context, tmp_path / "a.pdf", styles=STYLES)
    context["chart"] = lights(row=("green", "yellow", "red"))
    write_pdf("reports/charts/chart.html", context, tmp_path / "b.pdf", styles=STYLES)

    bars, table = (PdfReader(tmp_path / name).pages[0] for name in ("a.pdf", "b.pdf"))
    assert bars.extract_text().count("岢岚县") == 2
    assert "7/9，77.8%" in bars.extract_text()
    assert [sign in table.extract_text() for sign in ("●绿", "▲黄", "■红")] == [True] * 3
    fonts = {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in (bars, table)
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts == {"Portal-Sans", "Portal-Sans-Bold"}


@pytest.mark.browser
def test_charts_are_accessible_at_every_size(new_page, settings):
    page = new_page()
    page.set_content(
        "<!doctype html><html lang=zh><title>图</title><main><h1>图</h1>"
        + "".join(map(html, everything()))
    )
    for name in ("tokens", "base", "components/tables", "components/charts"):
        page.add_style_tag(path=settings.BASE_DIR / f"static/css/{name}.css")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    for width in (1280, 820, 640):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
