"""What an application declares, as the cross-checks look at it: exact values, no queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from applications.choices import SoilGrade, ToiletGrade, WaterClass
from portal.numbers import format_amount, format_area, format_count

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Amounts in 万元, areas in 平方公里, shares in percent, noise in dB(A); None: not declared.

    ``full_year`` is the last full year of the batch, ``provable_staff`` the lowest of the four
    head counts. The last four are what the sheet itself says of 大项 1.
    """

    full_year: int = 0
    audited_wan: Decimal | None = None
    investment_total: Decimal | None = None
    invested_wan: Decimal | None = None
    employees: int | None = None
    provable_staff: int | None = None
    visits_year: int | None = None
    revenue_year_wan: Decimal | None = None
    opened_on: date | None = None
    opened_has_day: bool = True
    declared_on: date | None = None
    area_km2: Decimal | None = None

    water_class: WaterClass | None = None
    soil_grade: SoilGrade | None = None
    good_air_days: int | None = None
    air_source: str | None = None
    noise_day: Decimal | None = None
    noise_night: Decimal | None = None
    green_area_km2: Decimal | None = None
    inner_area_km2: Decimal | None = None
    clean_vehicles: Names | None = None
    toilet_grade: ToiletGrade | None = None
    lodging_high: int | None = None
    lodging_low: int | None = None
    beds: int | None = None
    wellness_share: Decimal | None = None
    own_goods: Names | None = None
    regional_goods: Names | None = None
    indoor_venues: Names | None = None
    outdoor_venues: Names | None = None
    leisure_venues: Names | None = None
    wellness_venues: Names | None = None
    qualified_staff: int | None = None
    staff: int | None = None

    core: str | None = None
    ticked: Names | None = None
    resource_mark: int | None = None
    product_mark: int | None = None


class Words(NamedTuple):
    """How a figure is spoken of; ``source`` is empty where the label says it."""

    label: str
    unit: str = ""
    source: str = ""


BASICS, EVIDENCE = "基本信息", "评分佐证数据"
WORDS = {
    "audited_wan": Words("审定投资额", "万元"),
    "investment_total": Words("投资明细表合计", "万元"),
    "invested_wan": Words("基本信息已完成投资总额", "万元"),
    "employees": Words("基本信息直接从业人员", "人"),
    "provable_staff": Words("用工情况表四项合计中最低", "人"),
    "visits_year": Words("{year}年接待", "人次", BASICS),
    "revenue_year_wan": Words("{year}年营业总收入", "万元", BASICS),
    "opened_on": Words("基本信息开业时间"),
    "declared_on": Words("评定申请日期"),
    "area_km2": Words("基本信息申报项目面积", "平方公里"),
    "water_class": Words("地表水环境质量", "", EVIDENCE),
    "soil_grade": Words("土壤环境质量", "", EVIDENCE),
    "good_air_days": Words("一年内优良天数", "天", EVIDENCE),
    "air_source": Words("年度和来源"),
    "noise_day": Words("昼间噪声", "dB(A)", EVIDENCE),
    "noise_night": Words("夜间噪声", "dB(A)", EVIDENCE),
    "green_area_km2": Words("绿化面积", "平方公里", EVIDENCE),
    "inner_area_km2": Words("区内面积", "平方公里", EVIDENCE),
    "clean_vehicles": Words("清洁能源交通工具", "种", EVIDENCE),
    "toilet_grade": Words("旅游厕所等级", "", EVIDENCE),
    "lodging_high": Words("高、中档住宿设施", "种", EVIDENCE),
    "lodging_low": Words("低档住宿设施", "种", EVIDENCE),
    "beds": Words("床位", "张", EVIDENCE),
    "wellness_share": Words("康养服务住宿设施占比", "%", EVIDENCE),
    "own_goods": Words("本创建区域特色商品", "种", EVIDENCE),
    "regional_goods": Words("本地区特色商品", "种", EVIDENCE),
    "indoor_venues": Words("室内活动场所", "项", EVIDENCE),
    "outdoor_venues": Words("户外活动场所", "项", EVIDENCE),
    "leisure_venues": Words("文化休闲场所", "项", EVIDENCE),
    "wellness_venues": Words("康体养生场所", "项", EVIDENCE),
    "qualified_staff": Words("取得资格证明", "人", EVIDENCE),
    "staff": Words("从业人员", "人", EVIDENCE),
    "core": Words("1.1核心资源"),
    "ticked": Words("1.6勾选", "种"),
    "resource_mark": Words("1.1资源种类", "分"),
    "product_mark": Words("1.2核心产品", "分"),
}


def is_declared(figures: Figures, name: str) -> bool:
    return getattr(figures, name) is not None


def said(figures: Figures, names: Iterable[str]) -> str:
    """「评分佐证数据：床位 210 张、康养服务住宿设施占比 80 %」; what is not declared is 未填写."""
    parts = []
    for source, group in groupby(names, lambda name: WORDS[name].source):
        words = "、".join(_one(figures, name) for name in group)
        parts.append(f"{source}：{words}" if source else words)
    return "，".join(parts)


def _one(figures: Figures, name: str) -> str:
    label, unit, _ = WORDS[name]
    label = label.format(year=figures.full_year)
    value = getattr(figures, name)
    if value is None:
        return f"{label}未填写"
    shown = _shown(value, unit)
    if name == "opened_on" and not figures.opened_has_day:
        shown = shown[: shown.index("月") + 1]
    return f"{label} {shown}"


def _shown(value: Any, unit: str) -> str:
    if label := getattr(value, "label", ""):
        return str(label)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, tuple):
        return f"{len(value)} {unit}（{'、'.join(value)}）"
    return f"{_number(value, unit)} {unit}" if unit else str(value)


def _number(value: Decimal | int, unit: str) -> str:
    if unit == "万元":
        return format_amount(value)
    return format_area(value) if isinstance(value, Decimal) else format_count(value)
