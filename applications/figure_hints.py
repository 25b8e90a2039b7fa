"""What looks odd in 评分佐证数据, and the shares that follow from it."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

from applications.models import Dossier, ScoringFigures
from applications.models.scoring_figures import names_in
from portal.numbers import format_area, format_count, format_figure

Number = Decimal | int


def share(part: Number | None, whole: Number | None) -> Decimal | None:
    """Percent, rounded down so that no threshold is reached that is not; None without both."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_DOWN)


def share_text(part: Number | None, whole: Number | None) -> str:
    """「69.99 %」; empty without both numbers."""
    percent = share(part, whole)
    return "" if percent is None else f"{format_figure(percent)} %"


def _exceeds(part: Number | None, whole: Number | None) -> bool:
    return None not in (part, whole) and part > whole


def _differs(one: Number | None, other: Number | None) -> bool:
    return None not in (one, other) and one != other


def green_area(figures: ScoringFigures, dossier: Dossier) -> str:
    if _exceeds(figures.green_area_km2, figures.inner_area_km2):
        return "绿化面积大于区内面积，请核对。"
    return ""


def inner_area(figures: ScoringFigures, dossier: Dossier) -> str:
    if _differs(figures.inner_area_km2, dossier.area_km2):
        area = format_area(dossier.area_km2)
        return f"与基本信息申报项目面积{area}平方公里不一致，请核对。"
    return ""


def air_source(figures: ScoringFigures, dossier: Dossier) -> str:
    if figures.good_air_days is not None and not figures.air_source:
        return "请写明优良天数的年度和来源。"
    return ""


def noise(figures: ScoringFigures, dossier: Dossier) -> str:
    if _exceeds(figures.noise_night, figures.noise_day):
        return "夜间噪声高于昼间噪声，请核对是否填反。"
    return ""


def goods(figures: ScoringFigures, dossier: Dossier) -> str:
    own = names_in(figures.own_goods)
    if both := [name for name in names_in(figures.regional_goods) if name in own]:
        return f"“{both[0]}”已列入本创建区域特色商品，只计一次。"
    return ""


def qualified(figures: ScoringFigures, dossier: Dossier) -> str:
    if _exceeds(figures.qualified_staff, figures.staff):
        return "取得资格证明人数多于从业人员总数，请核对。"
    return ""


def staff(figures: ScoringFigures, dossier: Dossier) -> str:
    if _differs(figures.staff, dossier.employees):
        count = format_count(dossier.employees)
        return f"与基本信息直接从业人员{count}人不一致，请核对。"
    return ""


#: By the box beside which the sentence stands; empty where nothing is odd.
HINTS: dict[str, Callable[[ScoringFigures, Dossier], str]] = {
    "green_area_km2": green_area,
    "inner_area_km2": inner_area,
    "air_source": air_source,
    "noise_night": noise,
    "regional_goods": goods,
    "qualified_staff": qualified,
    "staff": staff,
}
