"""The sentences of a bulletin for none, one and many; and its paper, which shows the same."""

from dataclasses import asdict
from datetime import date

import pytest

from reports.bulletins.counting import CityCount
from reports.bulletins.paper import bulletin_paper
from reports.bulletins.texts import first_texts
from reports.bulletins.writing import number, percent, written
from reports.choices import BulletinStatus
from reports.models import Bulletin
from reports.ranking import RULE

CITIES = (
    "太原市", "大同市", "阳泉市", "长治市", "晋城市", "朔州市",
    "晋中市", "运城市", "忻州市", "临汾市", "吕梁市",
)  # fmt: skip
NO_PROJECTS = {
    "count": 0, "priced": 0, "investment": "0", "paid": 0, "completed": "0", "stages": {},
}  # fmt: skip
ORDER = "排队规则：" + "".join(RULE)


def city(name, state="on_time", **counts):
    return CityCount(name, state, **counts)


def in_time(count):
    """So many cities with two organisations each, all of them in time and green."""
    return [city(name, on_time=2, green=2) for name in CITIES[:count]]


def figures(cities=(), **changes):
    """What was counted in February 2026; nothing but ``cities`` and ``changes``."""
    lists = ("late", "missing", "reds", "indicators", "problems", "requests", "trend")
    return {
        **{key: [] for key in lists},
        "year": 2026,
        "month": 2,
        "counted_on": "2026-03-05",
        "merged": len(cities),
        "cities": [asdict(one) for one in cities],
        "rule": {"yellow_points": 10, "red_points": 30},
        "projects": NO_PROJECTS,
        "city_places": [],
        "unit_places": [],
        **changes,
    }


def unit(name, where="太原市", **fields):
    return {"city": where, "name": name, **fields}


def section(key, counted):
    return written(counted)[key].split("\n")


# --- words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 3, "0.0%"),
        (2, 3, "66.7%"),
        (1, 16, "6.3%"),
        (3, 3, "100.0%"),
        (40, 3, "1,333.3%"),
        (-1, 8, "-12.5%"),
    ],
)
def test_shares_have_one_decimal(part, whole, told):
    assert percent(part, whole) == told


@pytest.mark.parametrize(
    ("value", "unit_word", "told"),
    [
        ("1234.5", "万元", "1,234.50"),
        ("1234.50", "人次", "1,234.5"),
        ("12000.00", "人次", "12,000"),
        ("-3.00", "公里", "-3"),
        ("0.00", "万元", "0.00"),
        ("", "万元", ""),
    ],
)
def test_money_has_two_decimals_and_the_rest_what_it_needs(value, unit_word, told):
    assert number(value, unit_word) == told


def test_head_names_the_month_and_the_day_of_the_figures():
    texts = written(figures())

    assert texts["title"] == ("关于2026年2月文旅康养集聚区、文旅康养示范区重点工作调度情况的通报")
    assert texts["lead"].endswith("现将有关情况通报如下（数据截至2026年3月5日）。")
    assert (texts["addressees"], texts["closing"]) == ("各市文化和旅游局", "特此通报。")


# --- 报送情况 ------------------------------------------------------------------------------

NEXT_TABLE = "各市报送情况见附件1。"


def test_nobody_has_to_report():
    assert section("returns", figures()) == ["本月没有应报送台账的市。本月没有在册单位。"]


def test_one_city_in_time():
    assert section("returns", figures(in_time(1))) == [
        "本月应报送台账的市只有太原市，按时报送。在册单位2个，应报2个，按时报送2个，"
        "按时报送率100.0%。",
        NEXT_TABLE,
    ]


def test_all_cities_in_time():
    first, _ = section("returns", figures(in_time(11)))

    assert first == (
        "本月11个市全部按时报送台账。在册单位22个，应报22个，按时报送22个，按时报送率100.0%。"
    )


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("missing", "本月3个市均未报送台账。"),
        ("late", "本月3个市全部逾期报送台账。"),
        ("pending", "本月3个市均尚未报送台账。"),
    ],
)
def test_three_cities_that_did_the_same(state, told):
    assert section("returns", figures([city(name, state) for name in CITIES[:3]]))[0] == (
        f"{told}本月没有在册单位。"
    )


def test_cities_that_were_not_in_time_are_named_and_so_are_organisations():
    cities = [
        city("太原市", on_time=3, excused=1, unchanged=2, identical=1),
        city("大同市", "late", late=1),
        city("阳泉市", "missing", missing=2),
        city("长治市", "pending", pending=1),
        city("晋城市", "excused", excused=1),
    ]
    absent = [unit("甲谷公司", "阳泉市"), unit("阳泉乙谷公司", "阳泉市")]
    late = [unit("大同市丙谷集聚区", "大同市")]

    assert section("returns", figures(cities, missing=absent, late=late)) == [
        "本月应报送台账的市4个，其中按时报送1个，逾期报送1个（大同市），未报送1个（阳泉市），"
        "未到期、尚未报送1个（长治市）。"
        "在册单位9个（其中免报2个、未到期1个），应报6个，按时报送3个、逾期报送1个、未报送2个，"
        "按时报送率50.0%。"
        "已报送的单位中，填报“本月无变化”的2个、进展内容与上月相同的1个。",
        "未报送的单位有2个：阳泉市甲谷公司、阳泉乙谷公司。",
        "逾期报送的单位有1个：大同市丙谷集聚区。",
        NEXT_TABLE,
    ]


def test_everybody_is_excused():
    assert section("returns", figures([city("太原市", "excused", excused=2)]))[0] == (
        "本月没有应报送台账的市。在册单位2个（其中免报2个），没有应报单位。"
    )


# --- 主要指标 ------------------------------------------------------------------------------


def indicator(name="步道", **changes):
    row = {
        "indicator": name,
        "unit_word": "公里",
        "units": 2,
        "month": "5.50",
        "cumulative": "12.50",
        "target": "50.00",
    }
    return {**row, **changes}


def test_nothing_was_merged():
    assert section("indicators", figures()) == [
        "本月没有市报送台账，无可汇总的指标。",
        "各单位没有登记重大项目。",
    ]


def test_nobody_counts_anything():
    assert section("indicators", figures(in_time(1)))[0] == (
        "各市报送的台账中没有填报年度任务数据。"
    )


def test_indicators_with_and_without_an_entry_of_the_month():
    rows = [
        indicator(),
        indicator("完成投资", unit_word="万元", units=1, month="", cumulative="0", target="300"),
    ]

    assert section("indicators", figures(in_time(3), indicators=rows))[:-1] == [
        "根据3个市报送的台账汇总，年度重点任务数据如下。",
        "步道（2个单位）：本月5.5公里，累计12.5公里，完成年度目标50公里的25.0%。",
        "完成投资（1个单位）：本月未填报，累计0.00万元，完成年度目标300.00万元的0.0%。",
        "主要指标完成情况见附件2。",
    ]


@pytest.mark.parametrize(
    ("count", "told", "last"),
    [(10, 10, "主要指标完成情况见附件2。"), (11, 10, "其余1项指标见附件2。")],
)
def test_ten_indicators_are_told(count, told, last):
    rows = [indicator(f"指标{n}") for n in range(count)]

    paragraphs = section("indicators", figures(in_time(1), indicators=rows))

    assert sum("完成年度目标" in paragraph for paragraph in paragraphs) == told
    assert paragraphs[-2] == last


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            {"count": 1, "priced": 0, "investment": "0", "paid": 0, "completed": "0",
             "stages": {"": 1}},
            "重大项目1个，总投资未填报，累计完成投资未填报；按阶段分，未填阶段1个。",
        ),
        (
            {"count": 3, "priced": 2, "investment": "12000.5", "paid": 3, "completed": "900",
             "stages": {"building": 2, "planning": 1}},
            "重大项目3个，总投资12,000.50万元（1个项目未填报），累计完成投资900.00万元；"
            "按阶段分，谋划1个、在建2个。",
        ),
    ],
)  # fmt: skip
def test_projects_are_told_as_far_as_they_are_known(row, told):
    assert section("indicators", figures(projects=row))[-1] == told


# --- 进展亮灯 ------------------------------------------------------------------------------

LIGHTS = (
    "亮灯规则：逾期未报，或者年度任务完成率落后于时间进度超过30个百分点的，亮红灯；"
    "逾期补报，或者落后超过10个百分点的，亮黄灯；其余已报送的亮绿灯。"
)


def test_no_light_at_all():
    assert section("lights", figures()) == ["本月没有亮灯的单位。", LIGHTS]


def test_only_green_lights():
    assert section("lights", figures(in_time(3))) == [
        "本月亮灯单位6个：绿灯6个。",
        "没有单位亮红灯。",
        LIGHTS,
    ]


def test_red_lights_have_names_and_reasons_city_by_city():
    reds = [
        unit("甲谷公司", reason="逾期未报"),
        unit("乙谷公司", reason="进度落后31个百分点"),
        unit("丙谷公司", "大同市", reason="逾期未报"),
    ]
    cities = [city("太原市", yellow=1, red=2), city("大同市", red=1)]

    assert section("lights", figures(cities, reds=reds))[:-1] == [
        "本月亮灯单位4个：黄灯1个、红灯3个。",
        "亮红灯的单位有3个。",
        "太原市：甲谷公司（逾期未报）、乙谷公司（进度落后31个百分点）。",
        "大同市：丙谷公司（逾期未报）。",
    ]


# --- 存在的主要问题, 需协调事项 --------------------------------------------------------------


def test_no_problem_and_no_request():
    assert section("problems", figures()) == ["报送的台账中没有反映存在的问题。"]
    assert section("requests", figures()) == ["报送的台账中没有提出需协调的事项。"]


def test_problems_are_quoted_in_their_order():
    rows = [unit("甲谷公司", text="土地未批。"), unit("丙谷公司", "大同市", text="缺水。")]

    assert section("problems", figures(problems=rows)) == [
        "报送的台账中有2个单位反映了存在的问题。",
        "太原市甲谷公司：土地未批。",
        "大同市丙谷公司：缺水。",
    ]


def test_requests_are_grouped_in_the_order_of_kinds():
    rows = [
        unit("甲谷公司", kind="other", text="请指导。"),
        unit("乙谷公司", kind="land", text="请协调用地。"),
        unit("丙谷公司", "大同市", kind="other", text="请培训。"),
    ]

    assert section("requests", figures(requests=rows)) == [
        "报送的台账中有3个单位提出需协调的事项，分类如下。",
        "（一）用地",
        "太原市乙谷公司：请协调用地。",
        "（二）其他",
        "太原市甲谷公司：请指导。",
        "大同市丙谷公司：请培训。",
    ]


# --- 调度排队 ------------------------------------------------------------------------------


def places(*ranks, where=""):
    names = [f"{chr(0x7532 + n)}谷公司" for n in range(len(ranks))] if where else CITIES
    return [
        {"rank": rank, "name": name, "city": where, "rate": "90.0%", "progress": "",
         "light": "绿灯", "note": "绿灯2家"}
        for rank, name in zip(ranks, names, strict=False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cities", "units", "told"),
    [
        ((), (), ["本年度还没有应报的月份，各市不排名次。"]),
        ((None,), (None,), ["本年度还没有应报的月份，各市不排名次。"]),
        (
            (1,),
            (1,),
            [
                "参加排队的市只有太原市，不分先后。详见附件3。",
                "参加排队的单位只有太原市甲谷公司，不分先后。",
            ],
        ),
        (
            (1, 1, 1),
            (1, 1),
            [
                "参加排队的3个市并列，不分先后。详见附件3。",
                "参加排队的2个单位并列，不分先后。",
            ],
        ),
        (
            (1, 2, 2, None),
            (1, 2, 3),
            [
                "各市排队：第1名太原市，并列第2名大同市、阳泉市。详见附件3。",
                "各单位排队：第1名太原市甲谷公司；末位太原市甴谷公司。",
            ],
        ),
    ],
)
def test_places_of_none_one_equals_and_many(cities, units, told):
    counted = figures(city_places=places(*cities), unit_places=places(*units, where="太原市"))

    assert section("ranking", counted) == [*told, ORDER]


@pytest.mark.parametrize(("sharing", "told"), [(10, "甲谷公司、"), (11, "并列第1名11个；末位")])
def test_place_shared_by_very_many_is_told_by_their_number(sharing, told):
    ranks = (*[1] * sharing, sharing + 1)

    assert told in section("ranking", figures(unit_places=places(*ranks, where="太原市")))[1]


# --- the paper -----------------------------------------------------------------------------


def paper_of(counted, **changes):
    """The paper of an unsaved draft with the texts of the system."""
    texts = first_texts(written(counted))
    fields = {"month": date(2026, 2, 1), "figures": counted, **texts, **changes}
    return bulletin_paper(Bulletin(**fields))


@pytest.fixture
def february():
    return figures(
        [city("太原市", on_time=3, late=1, green=2, yellow=1, red=1), city("大同市", "missing")],
        trend=[{"month": "2026-01-01", "rate": "50.0"}, {"month": "2026-02-01", "rate": "75.0"}],
        indicators=[indicator(month="")],
        city_places=places(1, None),
    )


def test_annexes_are_tables_with_a_total(db, february):
    returns, sums, ranked = paper_of(february).annexes

    assert returns.rows == (
        ("太原市", "按时", "4", "3", "1", "0", "0", "0", "0", "75.0%"),
        ("大同市", "未报", "0", "0", "0", "0", "0", "0", "0", "—"),
        ("合计", "—", "4", "3", "1", "0", "0", "0", "0", "75.0%"),
    )
    assert sums.rows == (("步道", "公里", "2", "—", "12.5", "50", "25.0%"),)
    assert ranked.rows == (
        ("1", "太原市", "90.0%", "—", "绿灯", "绿灯2家"),
        ("—", "大同市", "90.0%", "—", "绿灯", "绿灯2家"),
    )


def test_no_table_is_wider_than_the_page(db, february):
    assert [table.caption for table in paper_of(february).tables if table.is_wide] == []


def test_charts_stand_with_the_returns_and_lights_have_a_table(db, february):
    returns, _, lights, *others = paper_of(february).sections

    assert [chart.title for chart in returns.charts] == [
        "2026年2月各市台账报送情况",
        "2026年各月按时报送率",
    ]
    assert lights.tables[0].rows == (
        ("太原市", "2", "1", "1", "0"),
        ("大同市", "0", "0", "0", "0"),
        ("合计", "2", "1", "1", "0"),
    )
    assert not any(other.charts or other.tables for other in others)


def test_first_month_has_no_line(db, february):
    february["trend"] = february["trend"][:1]

    assert [chart.title for chart in paper_of(february).sections[0].charts] == [
        "2026年2月各市台账报送情况"
    ]


def test_empty_month_has_empty_tables_and_no_chart(db):
    paper = paper_of(figures())

    assert [table.rows for table in paper.tables] == [(), (), (), ()]
    assert paper.sections[0].charts == ()


def test_without_ranking_neither_section_nor_annex(db, february):
    paper = paper_of(february, has_ranking=False)

    assert [one.title for one in paper.sections] == [
        "报送情况", "主要指标", "进展亮灯", "存在的主要问题", "需协调事项", "下一步工作",
    ]  # fmt: skip
    assert [label for label, _ in paper.labelled_annexes] == ["附件1", "附件2"]


def test_hidden_section_is_left_out(db, february):
    texts = first_texts(written(february))["sections"]
    texts[0]["shown"] = False

    assert paper_of(february, sections=texts).numbered_sections[0][1].title == "主要指标"


def test_draft_carries_no_code_and_an_issued_one_its_own(db, february):
    draft = paper_of(february)
    issued = paper_of(
        february, status=BulletinStatus.ISSUED, sha256="ab12cd34" * 8, issued_on=date(2026, 3, 6)
    )

    assert (draft.stamp.draft, draft.date_text) == (True, "　　年　　月　　日")
    assert (issued.stamp.check_code, issued.date_text) == ("AB12CD34", "2026年3月6日")
