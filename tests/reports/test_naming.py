"""Names as offices write them find the organisation that is meant, or say what to write."""

import pytest

from portal.models import Organisation, Region
from reports.naming import Match, find_unit, person_name

TAIYUAN = Region(code="140100", name="太原市", kind="city")
# fmt: off
VALLEY = Organisation(pk=1, name="青岚谷康养有限公司", zone_name="青岚谷文旅康养示范区", city=TAIYUAN)
PINES = Organisation(pk=2, name="松涛里(太原)康养有限公司", zone_name="", city=TAIYUAN)
DISTRICT = Organisation(pk=3, name="云溪区文旅康养集聚区", zone_name="", city=TAIYUAN)
COUNTY = Region(code="140199", name="云岭县", kind="county")
SPRING = Organisation(pk=4, name="云上泉康养有限公司", zone_name="", city=TAIYUAN, county=COUNTY)
UNITS = [VALLEY, PINES, DISTRICT, SPRING]
# fmt: on


@pytest.mark.parametrize(
    ("name", "unit"), [("青岚谷康养有限公司", VALLEY), ("青岚谷文旅康养示范区", VALLEY)]
)
def test_name_of_unit_or_zone_is_understood_without_a_word(name, unit):
    assert find_unit(name, UNITS) == Match(unit)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("青岚谷 康养有限公司", VALLEY),
        ("“青岚谷”康养有限公司", VALLEY),
        ("松涛里（太原）康养有限公司", PINES),
        ("太原市云溪区", DISTRICT),
        ("太原云溪区集聚区", DISTRICT),
        ("云溪区", DISTRICT),
        ("青岚谷", VALLEY),
        ("山西省太原市青岚谷康养有限责任公司", VALLEY),
        ("青岚谷文旅康养示范区（创建）", VALLEY),
        ("云上泉康养公司", SPRING),
        ("1.云上泉康养有限公司", SPRING),
        ("（二）云上泉康养有限公司", SPRING),
        ("云岭县云上泉", SPRING),
        ("太原市云岭县云上泉康养有限公司", SPRING),
        ("青岚谷旅游风景区", VALLEY),
        ("溪畔县青岚谷", VALLEY),
    ],
)
def test_other_spelling_is_understood_with_a_hint(name, unit):
    assert find_unit(name, UNITS) == Match(unit, hint=f"“{name}”按“{unit.name}”识别")


@pytest.mark.parametrize("name", [" 青岚谷康养有限公司　", "青岚谷康养\n有限公司"])
def test_blanks_around_and_broken_lines_are_no_other_spelling(name):
    assert find_unit(name, UNITS) == Match(VALLEY)


@pytest.mark.parametrize("name", ["青岚谷森林", "青岚谷森林康养", "太原青岚谷森林康养公司"])
def test_longer_name_of_two_is_not_taken_for_the_shorter(name):
    forest = Organisation(pk=5, name="青岚谷森林康养有限公司", zone_name="", city=TAIYUAN)

    assert find_unit(name, [*UNITS, forest]).organisation == forest
    assert find_unit(name, UNITS).organisation is None


@pytest.mark.parametrize("name", ["云溪区晋水湖康养示范区", "青岚谷温泉酒店有限公司"])
def test_name_that_says_more_is_another_organisation(name):
    assert find_unit(name, UNITS).problem.startswith(f"没有找到单位“{name}”")


def test_name_of_several_is_not_guessed_at():
    match = find_unit("康养有限公司", [VALLEY, SPRING])

    assert match.organisation is None
    assert match.problem == (
        "“康养有限公司”可能是“青岚谷康养有限公司”、“云上泉康养有限公司”，请填写单位全称。"
    )


def test_unknown_name_suggests_what_is_near():
    match = find_unit("青山谷康养有限公司", UNITS)

    assert match.organisation is None
    assert match.problem.startswith("没有找到单位“青山谷康养有限公司”，是否为“青岚谷康养有限公司”")
    assert match.problem.endswith("？请按系统中的单位名称填写。")


def test_foreign_name_is_refused():
    assert find_unit("观海阁", UNITS).problem == (
        "没有找到单位“观海阁”，请按系统中的单位名称填写。"
    )


@pytest.mark.parametrize("name", ["", "  ", "· · · ·"])
def test_no_name_is_asked_for(name):
    assert find_unit(name, UNITS) == Match(None, problem="请填写单位名称。")


@pytest.mark.parametrize("name", ["云", "公司"])
def test_too_little_is_no_name(name):
    assert find_unit(name, UNITS).organisation is None


@pytest.mark.parametrize(
    ("name", "stored"),
    [("梁　云", "梁云"), (" 欧阳 云 舟 ", "欧阳云舟"), ("𠮷 田", "𠮷田"), ("Anna Li", "Anna Li")],
)
def test_name_of_a_person_has_no_blanks_between_characters(name, stored):
    assert person_name(name) == stored
