"""What a bulletin counts: the sealed versions of one merge, and the months as they came in."""

from datetime import date
from decimal import Decimal

import pytest

from portal import clock
from reports.bulletins.counting import CityCount, cities_of, count, said, total
from reports.models import Excuse, LedgerLine, LightRule, Merge, Project
from reports.services.merging import merge_month
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import disable, figure_of, line_of, moment, report_month, task_of

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
IN_TIME = moment(2026, 2, 27, 17)
UNIT, OTHER, FAR = (
    {"city": "太原市", "name": "青岚谷康养有限公司"},
    {"city": "太原市", "name": "松涛里康养有限公司"},
    {"city": "大同市", "name": "云上泉康养有限公司"},
)


@pytest.fixture(autouse=True)
def fifth_of_march(db):
    """February has been due for five days."""
    with clock.at(moment(2026, 3, 5, 9)):
        yield


@pytest.fixture
def february(cast, places, taiyuan):
    """太原市 has reported in time and 大同市 not at all."""
    unit, other = places["unit"], places["other_unit"]
    trail, visits = task_of(unit, 2026, 10), task_of(other, 2026, 40)
    wrote = line_of(
        unit,
        FEBRUARY,
        problems="1.土地未批\n2.资金不足。",
        requests="请协调林地手续",
        request_kind="land",
        is_identical=True,
    )
    figure_of(wrote, trail, "2.5")
    figure_of(line_of(other, FEBRUARY, problems="无。", is_unchanged=True), visits, 3)
    report_month(taiyuan, FEBRUARY, by=cast["city"], at=IN_TIME)
    return merge_month(month=FEBRUARY, actor=cast["province"])


@pytest.fixture
def nothing(cast, places):
    """A merge into which nobody's version went."""
    return Merge.objects.create(
        month=FEBRUARY, versions={}, merged_by=cast["province"], merged_at=clock.now()
    )


# --- cities and organisations --------------------------------------------------------------


def test_cities_are_counted_by_state_and_light(february):
    assert cities_of(count(february)) == [
        CityCount("太原市", "on_time", on_time=2, unchanged=1, identical=1, green=2),
        CityCount("大同市", "missing", missing=1, red=1),
    ]


def test_city_whose_organisations_have_left_is_not_counted(cast, february, places):
    january = date(2026, 1, 1)
    line_of(places["far_unit"], january)
    report_month(places["far_unit"].city, january, by=cast["far_city"], at=IN_TIME)
    disable(places["far_unit"])

    assert [city.city for city in cities_of(count(february))] == ["太原市"]


def test_who_is_missing_is_named_and_has_a_red_light(february):
    figures = count(february)

    assert figures["missing"] == [FAR]
    assert figures["late"] == []
    assert figures["reds"] == [{**FAR, "reason": "逾期未报"}]


def test_late_city_makes_its_organisations_late(february, cast, places, datong):
    line_of(places["far_unit"], FEBRUARY)
    report_month(datong, FEBRUARY, by=cast["far_city"], at=moment(2026, 3, 2))

    figures = count(merge_month(month=FEBRUARY, actor=cast["province"]))

    assert cities_of(figures)[1] == CityCount("大同市", "late", late=1, yellow=1)
    assert (figures["late"], figures["missing"], figures["reds"]) == ([FAR], [], [])


def test_excused_city_owes_nothing(february, cast, places):
    Excuse.objects.create(
        organisation=places["far_unit"],
        since=FEBRUARY,
        until=FEBRUARY,
        reason="停业改造。",
        granted_by=cast["province"],
        granted_at=clock.now(),
    )

    assert cities_of(count(february))[1] == CityCount("大同市", "excused", excused=1)


def test_before_the_due_date_nobody_is_missing(february):
    with clock.at(moment(2026, 2, 28, 23, 59, 59)):
        figures = count(february)

    assert cities_of(figures)[1] == CityCount("大同市", "pending", pending=1)
    assert figures["missing"] == []


def test_totals_add_up_and_have_no_state(february):
    assert total(cities_of(count(february))) == CityCount(
        "合计", "", on_time=2, missing=1, unchanged=1, identical=1, green=2, red=1
    )


def test_year_so_far_has_the_rate_of_each_month(february):
    assert count(february)["trend"] == [
        {"month": "2026-01-01", "rate": "0.0"},
        {"month": "2026-02-01", "rate": "66.7"},
    ]


def test_first_month_of_the_ledger_has_no_earlier_one(cast, places):
    march = date(2024, 3, 1)
    line_of(places["unit"], march, reported_at=moment(2024, 3, 20))
    merge = Merge.objects.create(
        month=march, versions={}, merged_by=cast["province"], merged_at=clock.now()
    )

    assert count(merge)["trend"] == [{"month": "2024-03-01", "rate": "33.3"}]


def test_places_are_those_of_the_ranking(february):
    figures = count(february)

    assert figures["city_places"] == [
        {
            "rank": 1,
            "name": "太原市",
            "city": "",
            "rate": "50.0%",
            "progress": "16.3%",
            "light": "绿灯",
            "note": "绿灯2家",
        },
        {
            "rank": 2,
            "name": "大同市",
            "city": "",
            "rate": "0.0%",
            "progress": "",
            "light": "红灯",
            "note": "红灯1家",
        },
    ]
    assert [place["name"] for place in figures["unit_places"]] == [
        one["name"] for one in (UNIT, OTHER, FAR)
    ]


@pytest.mark.parametrize("rule", [{"yellow_points": 10, "red_points": 30}, None])
def test_thresholds_are_those_of_the_year(february, rule):
    if rule is None:
        rule = {"yellow_points": 5, "red_points": 20}
        LightRule.objects.create(year=2026, **rule)

    assert count(february)["rule"] == rule


# --- what was sealed -----------------------------------------------------------------------


def test_indicators_are_summed_by_name_and_unit(february):
    assert count(february)["indicators"] == [
        {
            "indicator": "步道",
            "unit_word": "公里",
            "units": 2,
            "month": "5.50",
            "cumulative": "5.50",
            "target": "50.00",
        }
    ]


def test_shares_are_not_added_up_and_silence_is_no_nought(cast, places, taiyuan):
    unit, other = places["unit"], places["other_unit"]
    task_of(unit, 2026, 80, indicator="入住率", unit_word="\uff05")
    task_of(unit, 2026, 5, indicator="培训", unit_word="期")
    task_of(unit, 2026, 9, indicator="床位", unit_word="张")
    task_of(other, 2026, 1, indicator="床位", unit_word="张")
    for one in (unit, other):
        line_of(one, FEBRUARY)
    report_month(taiyuan, FEBRUARY, by=cast["city"], at=IN_TIME)

    figures = count(merge_month(month=FEBRUARY, actor=cast["province"]))

    assert [
        (row["indicator"], row["units"], row["month"], Decimal(row["cumulative"]), row["target"])
        for row in figures["indicators"]
    ] == [("床位", 2, "", 0, "10.00"), ("培训", 1, "", 0, "5.00")]


def test_problems_and_requests_are_quoted_by_organisation(february):
    figures = count(february)

    assert figures["problems"] == [{**UNIT, "text": "1.土地未批；2.资金不足。"}]
    assert figures["requests"] == [{**UNIT, "kind": "land", "text": "请协调林地手续。"}]


def test_what_was_changed_after_sealing_is_not_told(february):
    LedgerLine.objects.update(problems="以后的话。", requests="以后的事。", request_kind="other")

    assert "以后" not in str(count(february))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", ""),
        (" 无。\n", ""),
        ("暂无", ""),
        ("—", ""),
        ("资金不足", "资金不足。"),
        ("资金不足；", "资金不足。"),
        ("一、用地：\n指标未下达\n二、资金。", "一、用地：指标未下达；二、资金。"),
        ("何时批复？", "何时批复？"),
    ],
)
def test_text_is_told_as_one_paragraph(written, told):
    assert said(written) == told


# --- projects, nothing, queries ------------------------------------------------------------


def test_projects_are_counted_with_what_is_known_of_them(february, places):
    known = {"investment_wan": Decimal("1200.50"), "completed_wan": Decimal(300)}
    Project.objects.create(
        organisation=places["unit"], position=1, name="游客中心", stage="building", **known
    )
    Project.objects.create(organisation=places["far_unit"], position=1, name="温泉酒店")

    assert count(february)["projects"] == {
        "count": 2,
        "priced": 1,
        "investment": "1200.50",
        "paid": 1,
        "completed": "300.00",
        "stages": {"building": 1, "": 1},
    }


def test_everything_is_missing(nothing):
    figures = count(nothing)

    assert [city.state for city in cities_of(figures)] == ["missing", "missing"]
    assert figures["missing"] == [UNIT, OTHER, FAR]
    told = {name: figures[name] for name in ("merged", "indicators", "problems", "requests")}
    assert told == {"merged": 0, "indicators": [], "problems": [], "requests": []}


@pytest.mark.parametrize("more", [0, 2])
def test_counting_asks_the_same_queries_for_few_and_many(
    february, taiyuan, more, django_assert_num_queries
):
    for unit in OrganisationFactory.create_batch(more, city=taiyuan):
        line_of(unit, FEBRUARY)

    with django_assert_num_queries(9):
        count(february)
