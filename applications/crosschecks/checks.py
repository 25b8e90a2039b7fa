"""Cross-checks X1 to X13 (scoresheet.md §5): one small function each, on declared figures.

A check is asked where the standard names it beside a leaf. Where one name serves several
leaves, each has a function of its own, registered with the leaf's number. 以上 includes the
number, 低于 and 高于 exclude it (scoresheet.md A21); nothing is rounded.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from applications.choices import SoilGrade, ToiletGrade, WaterClass
from applications.crosschecks.figures import WORDS, Figures, Names, is_declared
from applications.crosschecks.judging import Answer, Check

Function = Callable[[Figures], Answer]
CHECKS: dict[tuple[str, str], Check] = {}


def check(
    name: str,
    title: str,
    *needs: str,
    leaves: Names = ("",),
    decides: Callable[[Figures], Names] | None = None,
    shows: Names = (),
    warning: str = "",
) -> Callable[[Function], Function]:
    """Register a function as check ``name``, for ``leaves`` or for every leaf that names it.

    The standard names checks by ``name``; ``title`` is what people read.
    It is asked when all that it ``needs``, or what ``decides``, is declared.
    """

    def register(answer: Function) -> Function:
        for leaf in leaves:
            CHECKS[name, leaf] = Check(
                name, title, decides or (lambda _: needs), shows, warning, answer
            )
        return answer

    return register


def checks_of(number: str, names: Iterable[str]) -> list[Check]:
    """The checks that a standard names beside leaf ``number``; unknown names are passed over."""
    found = (CHECKS.get((name, number)) or CHECKS.get((name, "")) for name in names)
    return [one for one in found if one]


def level(reached: Iterable[bool]) -> dict[str, int]:
    """The first level that is reached, from the best one down; 0 when none is."""
    return {"level": next((place for place, is_reached in enumerate(reached, 1) if is_reached), 0)}


# --- the official form -------------------------------------------------------------------

INVESTMENT = ("audited_wan", "investment_total", "invested_wan")


def _best_proven(figures: Figures) -> Names:
    """审定 before 明细合计 before 基本信息."""
    declared = [name for name in INVESTMENT if is_declared(figures, name)]
    return (declared[0] if declared else INVESTMENT[-1],)


@check("X1", "投资规模", decides=_best_proven, shows=INVESTMENT)
def investment(figures: Figures) -> Answer:
    (name,) = _best_proven(figures)
    amount = getattr(figures, name)
    return level(amount >= least for least in (100_000, 50_000, 20_000))


@check("X2", "带动就业", "employees", shows=("provable_staff",))
def employment(figures: Figures) -> Answer:
    return level(figures.employees >= least for least in (300, 200, 100))


@check("X3", "全年接待和收入", "visits_year", "revenue_year_wan")
def full_year(figures: Figures) -> Answer:
    visits, revenue = figures.visits_year, figures.revenue_year_wan
    return level(
        visits >= people and revenue >= wan
        for people, wan in ((300_000, 5_000), (200_000, 3_000), (100_000, 1_500))
    )


@check(
    "X9",
    "开业时间",
    "opened_on",
    "declared_on",
    warning="开业不足12个月，难有一年以上的记录和全年数据",
)
def a_year_of_records(figures: Figures) -> Answer:
    return months_between(figures.opened_on, figures.declared_on) >= 12


def months_between(first: date, second: date) -> int:
    """How many whole months lie between two days; negative when ``second`` is the earlier."""
    months = (second.year - first.year) * 12 + second.month - first.month
    return months - (second.day < first.day)


# --- 评分佐证数据 ----------------------------------------------------------------------------


@check("X4", "康养床位和占比", "beds", "wellness_share")
def wellness_beds(figures: Figures) -> Answer:
    return {"met": figures.beds >= 200 and figures.wellness_share >= 80}


@check("X5", "住宿设施种类", "lodging_high", "lodging_low")
def kinds_of_lodging(figures: Figures) -> Answer:
    high, low = figures.lodging_high, figures.lodging_low
    return level(high >= h and low >= least for h, least in ((3, 2), (2, 1), (1, 1)))


@check("X6", "绿化占比", "green_area_km2", "inner_area_km2", shows=("area_km2",))
def green_share(figures: Figures) -> Answer:
    return _share(figures.green_area_km2, figures.inner_area_km2, (70, 50, 30))


@check("X8", "持证人员占比", "qualified_staff", "staff")
def qualified_share(figures: Figures) -> Answer:
    return _share(figures.qualified_staff, figures.staff, (100, 80, 50))


def _share(part: Decimal | int, whole: Decimal | int, percents: tuple[int, ...]) -> Answer:
    """Exact, without a division; a part of nothing or beyond the whole proves nothing."""
    if not 0 <= part <= whole or not whole:
        return None
    return level(part * 100 >= percent * whole for percent in percents)


@check("X7", "空气优良天数", "good_air_days", shows=("air_source",))
def good_air(figures: Figures) -> Answer:
    return level(figures.good_air_days >= least for least in (320, 260))


@check("X11", "地表水质量", "water_class", leaves=("3.1",))
def water(figures: Figures) -> Answer:
    return level(
        figures.water_class == one for one in (WaterClass.I, WaterClass.II, WaterClass.III)
    )


@check("X11", "土壤质量", "soil_grade", leaves=("3.3",))
def soil(figures: Figures) -> Answer:
    return level(figures.soil_grade == one for one in (SoilGrade.FIRST, SoilGrade.SECOND))


@check("X11", "噪声", "noise_day", "noise_night", leaves=("3.5",))
def noise(figures: Figures) -> Answer:
    """Anything louder is the second level, however loud (scoresheet.md A12)."""
    return level((figures.noise_day < 55 and figures.noise_night < 45, True))


@check("X13", "旅游厕所等级", "toilet_grade")
def toilets(figures: Figures) -> Answer:
    return {"met": figures.toilet_grade != ToiletGrade.NONE}


# --- lists ---------------------------------------------------------------------------------

LISTS = {
    "4.1.6": "clean_vehicles",
    "4.6.1": "indoor_venues",
    "4.6.2": "outdoor_venues",
    "4.6.3": "leisure_venues",
    "4.6.4": "wellness_venues",
}
GOODS = ("own_goods", "regional_goods")


def _counts(name: str) -> Function:
    return lambda figures: {"count": len(getattr(figures, name))}


for number, name in LISTS.items():
    check("X12", WORDS[name].label, name, leaves=(number,))(_counts(name))


def _declared_goods(figures: Figures) -> Names:
    return tuple(name for name in GOODS if is_declared(figures, name)) or GOODS


@check("X12", "特色商品种类", leaves=("4.5.5",), decides=_declared_goods)
def goods(figures: Figures) -> Answer:
    """One product counts once, as the zone's own."""
    own = set(figures.own_goods or ())
    return {"own": len(own), "regional": len(set(figures.regional_goods or ()) - own)}


# --- inside the sheet --------------------------------------------------------------------------

#: 1.1 and 1.6 call one kind by two names (scoresheet.md A7).
KIND_OF = {"山岳": "山地"}


@check("X10", "核心资源", "core", leaves=("1.1",))
def core_is_named(figures: Figures) -> Answer:
    return True


@check(
    "X10",
    "核心资源不重复计分",
    "core",
    "ticked",
    leaves=("1.6",),
    warning="核心产品的种类不计入本项",
)
def core_is_not_counted(figures: Figures) -> Answer:
    return KIND_OF.get(figures.core, figures.core) not in figures.ticked


@check(
    "X10",
    "有核心资源才有核心产品",
    "resource_mark",
    leaves=("1.2",),
    warning="没有核心资源，也就没有核心产品",
)
def core_product_without_resource(figures: Figures) -> Answer:
    no_product = {"clear_theme": False, "core_product": False}
    return True if figures.resource_mark else no_product


@check(
    "X10",
    "有核心产品才计本项",
    "product_mark",
    leaves=("1.3", "1.4", "1.5"),
    warning="没有核心产品，本项难以计分",
)
def merits_of_no_product(figures: Figures) -> Answer:
    return figures.product_mark > 0
