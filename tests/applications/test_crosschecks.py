"""X1 to X13 on plain figures: every boundary of scoresheet.md §5, by the standard's own rules."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest

from applications.choices import SoilGrade, ToiletGrade, WaterClass
from applications.crosschecks.checks import CHECKS, checks_of
from applications.crosschecks.figures import Figures
from applications.crosschecks.holding import lines_of
from applications.crosschecks.judging import Line, Verdict, doubts_about, judge
from applications.crosschecks.reading import Entered, with_sheet
from scoring import rules
from scoring.outline import Item
from tests.conftest import STANDARD

ROWS = {row["key"]: row for row in json.loads(STANDARD.read_text(encoding="utf-8"))["rows"]}
NAMES = tuple("甲乙丙丁戊己庚辛")


def item(number, **changes):
    row = ROWS[number] | changes
    leaf = row["leaf"]
    rule = rules.build(leaf["rule"], row["points"], leaf["params"], leaf["certainty"])
    checks = tuple(leaf["crosscheck"])
    return Item(number, row["text"], row["points"], number[0], rule, (), "", "", checks)


def line(number, name, **declared):
    """What check ``name`` says beside leaf ``number``."""
    (check,) = checks_of(number, [name])
    return judge(check, item(number), Figures(full_year=2022, **declared))


wan = Decimal


# fmt: off
SUPPORTED = [
    # X1: 审定 > 明细合计 > 基本信息, in 万元
    ("1.3", "X1", {"investment_total": wan("100000.00")}, 20),
    ("1.3", "X1", {"investment_total": wan("99999.99")}, 15),
    ("1.3", "X1", {"investment_total": wan("50000.00")}, 15),
    ("1.3", "X1", {"investment_total": wan("49999.99")}, 10),
    ("1.3", "X1", {"investment_total": wan("20000.00")}, 10),
    ("1.3", "X1", {"investment_total": wan("19999.99")}, 0),
    ("1.3", "X1", {"investment_total": wan("0.00")}, 0),
    ("1.3", "X1", {"invested_wan": wan("100000.00")}, 20),
    ("1.3", "X1", {"invested_wan": wan("100000.00"), "investment_total": wan("50000.00")}, 15),
    ("1.3", "X1", {"invested_wan": wan("100000.00"), "investment_total": wan("50000.00"),
                   "audited_wan": wan("20000.00")}, 10),
    ("1.3", "X1", {}, None),
    # X2
    ("6.1", "X2", {"employees": 300}, 25),
    ("6.1", "X2", {"employees": 299}, 15),
    ("6.1", "X2", {"employees": 200}, 15),
    ("6.1", "X2", {"employees": 199}, 10),
    ("6.1", "X2", {"employees": 100}, 10),
    ("6.1", "X2", {"employees": 99}, 0),
    ("6.1", "X2", {"provable_staff": 300}, None),
    # X3: both conditions
    ("6.2", "X3", {"visits_year": 300_000, "revenue_year_wan": wan("5000.00")}, 25),
    ("6.2", "X3", {"visits_year": 299_999, "revenue_year_wan": wan("5000.00")}, 15),
    ("6.2", "X3", {"visits_year": 300_000, "revenue_year_wan": wan("4999.99")}, 15),
    ("6.2", "X3", {"visits_year": 200_000, "revenue_year_wan": wan("3000.00")}, 15),
    ("6.2", "X3", {"visits_year": 900_000, "revenue_year_wan": wan("2999.99")}, 10),
    ("6.2", "X3", {"visits_year": 100_000, "revenue_year_wan": wan("1500.00")}, 10),
    ("6.2", "X3", {"visits_year": 99_999, "revenue_year_wan": wan("9000.00")}, 0),
    ("6.2", "X3", {"visits_year": 100_000, "revenue_year_wan": wan("1499.99")}, 0),
    ("6.2", "X3", {"visits_year": 300_000}, None),
    # X4: both conditions
    ("4.3.3", "X4", {"beds": 200, "wellness_share": wan("80.00")}, 10),
    ("4.3.3", "X4", {"beds": 199, "wellness_share": wan("100.00")}, 0),
    ("4.3.3", "X4", {"beds": 500, "wellness_share": wan("79.99")}, 0),
    ("4.3.3", "X4", {"beds": 200}, None),
    # X5
    ("4.3.1", "X5", {"lodging_high": 3, "lodging_low": 2}, 20),
    ("4.3.1", "X5", {"lodging_high": 3, "lodging_low": 1}, 15),
    ("4.3.1", "X5", {"lodging_high": 2, "lodging_low": 2}, 15),
    ("4.3.1", "X5", {"lodging_high": 1, "lodging_low": 9}, 10),
    ("4.3.1", "X5", {"lodging_high": 5, "lodging_low": 0}, 0),
    ("4.3.1", "X5", {"lodging_high": 0, "lodging_low": 5}, 0),
    # X6: exact, without a division
    ("3.6.2", "X6", {"green_area_km2": wan("2.1000"), "inner_area_km2": wan("3.0000")}, 15),
    ("3.6.2", "X6", {"green_area_km2": wan("2.0999"), "inner_area_km2": wan("3.0000")}, 10),
    ("3.6.2", "X6", {"green_area_km2": wan("1.5000"), "inner_area_km2": wan("3.0000")}, 10),
    ("3.6.2", "X6", {"green_area_km2": wan("0.9000"), "inner_area_km2": wan("3.0000")}, 5),
    ("3.6.2", "X6", {"green_area_km2": wan("0.8999"), "inner_area_km2": wan("3.0000")}, 0),
    ("3.6.2", "X6", {"green_area_km2": wan("3.0000"), "inner_area_km2": wan("3.0000")}, 15),
    ("3.6.2", "X6", {"green_area_km2": wan("3.0001"), "inner_area_km2": wan("3.0000")}, None),
    ("3.6.2", "X6", {"green_area_km2": wan("0.0000"), "inner_area_km2": wan("0.0000")}, None),
    # X7
    ("3.4", "X7", {"good_air_days": 366}, 20),
    ("3.4", "X7", {"good_air_days": 320}, 20),
    ("3.4", "X7", {"good_air_days": 319}, 15),
    ("3.4", "X7", {"good_air_days": 260}, 15),
    ("3.4", "X7", {"good_air_days": 259}, 0),
    # X8: in whole people
    ("5.5.1", "X8", {"qualified_staff": 7, "staff": 7}, 20),
    ("5.5.1", "X8", {"qualified_staff": 9_999, "staff": 10_000}, 15),
    ("5.5.1", "X8", {"qualified_staff": 4, "staff": 5}, 15),
    ("5.5.1", "X8", {"qualified_staff": 799, "staff": 999}, 5),
    ("5.5.1", "X8", {"qualified_staff": 1, "staff": 2}, 5),
    ("5.5.1", "X8", {"qualified_staff": 499, "staff": 999}, 0),
    ("5.5.1", "X8", {"qualified_staff": 8, "staff": 7}, None),
    ("5.5.1", "X8", {"qualified_staff": 0, "staff": 0}, None),
    # X11
    ("3.1", "X11", {"water_class": WaterClass.I}, 20),
    ("3.1", "X11", {"water_class": WaterClass.II}, 15),
    ("3.1", "X11", {"water_class": WaterClass.III}, 10),
    ("3.1", "X11", {"water_class": WaterClass.IV}, 0),
    ("3.1", "X11", {"water_class": WaterClass.WORSE}, 0),
    ("3.3", "X11", {"soil_grade": SoilGrade.FIRST}, 20),
    ("3.3", "X11", {"soil_grade": SoilGrade.SECOND}, 15),
    ("3.3", "X11", {"soil_grade": SoilGrade.THIRD}, 0),
    ("3.5", "X11", {"noise_day": wan("54.9"), "noise_night": wan("44.9")}, 20),
    ("3.5", "X11", {"noise_day": wan("55.0"), "noise_night": wan("44.9")}, 15),
    ("3.5", "X11", {"noise_day": wan("54.9"), "noise_night": wan("45.0")}, 15),
    ("3.5", "X11", {"noise_day": wan("90.0"), "noise_night": wan("90.0")}, 15),
    ("3.5", "X11", {"noise_day": wan("54.9")}, None),
    # X12
    ("4.1.6", "X12", {"clean_vehicles": NAMES[:2]}, 4),
    ("4.1.6", "X12", {"clean_vehicles": NAMES[:4]}, 6),
    ("4.6.1", "X12", {"indoor_venues": NAMES[:1]}, 2),
    ("4.6.2", "X12", {"outdoor_venues": NAMES[:5]}, 10),
    ("4.6.3", "X12", {"leisure_venues": NAMES[:6]}, 10),
    ("4.6.4", "X12", {"wellness_venues": None}, None),
    ("4.5.5", "X12", {"own_goods": NAMES[:3], "regional_goods": NAMES[3:5]}, 8),
    ("4.5.5", "X12", {"own_goods": NAMES[:3], "regional_goods": NAMES[:4]}, 7),
    ("4.5.5", "X12", {"own_goods": NAMES[:5]}, 9),
    ("4.5.5", "X12", {"regional_goods": NAMES[:2]}, 2),
    ("4.5.5", "X12", {}, None),
    # X13
    ("4.2.2.5", "X13", {"toilet_grade": ToiletGrade.A}, 4),
    ("4.2.2.5", "X13", {"toilet_grade": ToiletGrade.CLASS_II}, 4),
    ("4.2.2.5", "X13", {"toilet_grade": ToiletGrade.NONE}, 0),
]
# fmt: on


@pytest.mark.parametrize(("number", "name", "declared", "mark"), SUPPORTED)
def test_figures_support_a_mark(number, name, declared, mark):
    assert line(number, name, **declared).supports == mark


@pytest.mark.parametrize("number", ["5.1.3", "5.2.2", "6.2"])
@pytest.mark.parametrize(
    ("opened", "verdict"),
    [
        (date(2022, 8, 1), Verdict.AGREES),
        (date(2022, 8, 2), Verdict.DIFFERS),
        (date(2021, 5, 18), Verdict.AGREES),
        (None, Verdict.UNKNOWN),
    ],
)
def test_less_than_a_year_of_business_is_pointed_at(number, opened, verdict):
    said = line(number, "X9", opened_on=opened, declared_on=date(2023, 8, 1))

    assert said.verdict(5) == verdict
    assert said.doubt(5) == ""


def test_month_of_opening_is_said_without_a_day():
    declared = {"opened_on": date(2021, 5, 1), "declared_on": date(2023, 8, 1)}

    said = line("6.2", "X9", opened_has_day=False, **declared)

    assert said.figure == "基本信息开业时间 2021年5月、评定申请日期 2023年8月1日"


# --- inside the sheet --------------------------------------------------------------------


def verdict_in_sheet(number, mark, **sheet):
    """``sheet`` by leaf: mark and inputs."""
    marks = {name[1:].replace("_", "."): Entered(*said) for name, said in sheet.items()}
    figures = with_sheet(Figures(), marks)
    (said,) = (one for one in lines_of(item(number), figures) if one.check == "X10")
    return said.verdict(mark), bool(said.doubt(mark))


SPRING = (20, {"resources": ["温泉", "森林"], "core": "温泉"})
MOUNTAIN = (20, {"resources": ["山岳"], "core": "山岳"})


@pytest.mark.parametrize(
    ("number", "mark", "sheet", "expected"),
    [
        ("1.1", 20, {"n1_1": SPRING}, (Verdict.AGREES, False)),
        ("1.1", 20, {"n1_1": (20, {})}, (Verdict.UNKNOWN, False)),
        ("1.6", 5, {"n1_1": SPRING, "n1_6": (5, {"items": ["森林"]})}, (Verdict.AGREES, False)),
        ("1.6", 5, {"n1_1": SPRING, "n1_6": (5, {"items": ["森林", "温泉"]})}, (Verdict.DIFFERS, False)),
        ("1.6", 5, {"n1_1": MOUNTAIN, "n1_6": (5, {"items": ["山地", "乡村"]})}, (Verdict.DIFFERS, False)),
        ("1.6", 5, {"n1_1": SPRING, "n1_6": (5, {"count": 1})}, (Verdict.UNKNOWN, False)),
        ("1.2", 20, {"n1_1": SPRING}, (Verdict.AGREES, False)),
        ("1.2", 20, {"n1_1": (0, {})}, (Verdict.DIFFERS, True)),
        ("1.2", 0, {"n1_1": (0, {})}, (Verdict.AGREES, False)),
        ("1.2", 20, {"n1_1": (None, {})}, (Verdict.UNKNOWN, False)),
        ("1.3", 10, {"n1_2": (0, {})}, (Verdict.DIFFERS, False)),
        ("1.4", 0, {"n1_2": (0, {})}, (Verdict.AGREES, False)),
        ("1.5", 20, {"n1_2": (20, {})}, (Verdict.AGREES, False)),
    ],
)  # fmt: skip
def test_sheet_agrees_with_itself(number, mark, sheet, expected):
    assert verdict_in_sheet(number, mark, **sheet) == expected


# --- a line --------------------------------------------------------------------------------


def test_line_names_the_figure_and_those_beside_it():
    amounts = {
        "audited_wan": wan(60000),
        "investment_total": wan("99999.99"),
        "invested_wan": wan(10),
    }
    investment = line("1.3", "X1", **amounts)
    staff = line("6.1", "X2", employees=320, provable_staff=290)
    year = line("6.2", "X3", visits_year=250_000)

    assert (investment.figure, investment.beside) == (
        "审定投资额 60,000.00 万元",
        "投资明细表合计 99,999.99 万元、基本信息已完成投资总额 10.00 万元",
    )
    assert staff.beside == "用工情况表四项合计中最低 290 人"
    assert year.figure == "基本信息：2022年接待 250,000 人次、2022年营业总收入未填写"


def test_every_check_has_a_title_of_its_own_beside_a_leaf():
    titles = {place: check.title for place, check in CHECKS.items()}

    assert all(titles.values())
    assert [title for title in titles.values() if re.search(r"X\d", title)] == []
    assert titles["X11", "3.1"] == "地表水质量"
    assert titles["X12", "4.6.1"] == "室内活动场所"


@pytest.mark.parametrize(
    ("mark", "verdict", "state", "needs_reason"),
    [
        (20, Verdict.DIFFERS, "differs", True),
        (15, Verdict.AGREES, "agrees", False),
        (10, Verdict.AGREES, "below", False),
        (0, Verdict.AGREES, "below", False),
        (None, None, "", None),
    ],
)
def test_mark_is_held_against_what_is_supported(mark, verdict, state, needs_reason):
    said = Line("X1", "投资规模", "投资明细表合计 60,000.00 万元", "", 15, is_strict=True)

    assert (said.verdict(mark), said.state(mark)) == (verdict, state)
    if mark is not None:
        assert bool(doubts_about([said], mark)) == needs_reason


def test_doubt_says_figure_mark_and_remedy():
    said = line("1.3", "X1", investment_total=wan("60000"))

    assert doubts_about([said], 20) == [
        "申报数据只支持15分（投资明细表合计 60,000.00 万元），计20分须说明理由，请填写理由后再保存。"
    ]


def test_leaf_whose_rule_takes_no_such_answer_cannot_be_checked():
    (check,) = checks_of("9.9", ["X2"])

    said = judge(check, item("2.1.1"), Figures(employees=300))

    assert (said.supports, said.verdict(10)) == (None, Verdict.UNKNOWN)


def test_standard_decides_which_leaf_is_checked():
    figures = Figures(employees=300)

    assert lines_of(item("6.3"), figures) == ()
    assert checks_of("9.9", ["X99", "X11", "X12"]) == []


def test_every_check_that_the_standard_names_is_known():
    named = {number: row["leaf"]["crosscheck"] for number, row in ROWS.items() if "leaf" in row}

    assert {
        number: [check.name for check in checks_of(number, names)]
        for number, names in named.items()
    } == named
    assert {name for names in named.values() for name in names} == {f"X{n}" for n in range(1, 14)}
