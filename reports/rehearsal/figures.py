"""Invented 评分佐证数据: plausible beside the unit's own basics."""

from decimal import Decimal
from random import Random

from applications.choices import SoilGrade, ToiletGrade, WaterClass
from reports.rehearsal.invention import InventedUnit

LISTS = {
    "clean_vehicles": ("电动观光车", "电动摆渡车", "共享单车", "电动巡逻车"),
    "own_goods": ("药茶礼盒", "手工香囊", "温泉浴盐", "草编凉席", "药膳料包"),
    "regional_goods": ("陈醋", "小米", "黄芪", "核桃"),
    "indoor_venues": ("儿童乐园", "棋牌室", "健身房", "乒乓球室", "瑜伽室"),
    "outdoor_venues": ("组合滑梯", "篮球场", "网球场", "门球场"),
    "leisure_venues": ("图书馆", "影音厅", "台球室", "书画室"),
    "wellness_venues": ("桑拿房", "SPA护理室", "理疗馆", "汗蒸房", "艾灸馆"),
}


def invent_figures(chance: Random, unit: InventedUnit, full_year: int) -> dict[str, object]:
    """What the unit would declare; now and then something stays blank."""
    area, staff = unit.basics["area_km2"], unit.basics["employees"]
    green = area * chance.randint(35, 85) / 100
    return {
        "water_class": chance.choice([WaterClass.I, WaterClass.II, WaterClass.III]),
        "soil_grade": chance.choice([SoilGrade.FIRST, SoilGrade.SECOND]),
        "good_air_days": chance.randint(250, 345),
        "air_source": f"{full_year}年，市生态环境部门公布数据",
        "noise_day": Decimal(chance.randint(420, 560)) / 10,
        "noise_night": chance.choice([None, Decimal(chance.randint(350, 460)) / 10]),
        "green_area_km2": green.quantize(Decimal("0.0001")),
        "inner_area_km2": area,
        "toilet_grade": chance.choice([ToiletGrade.A, ToiletGrade.AA, ToiletGrade.CLASS_II, ""]),
        "lodging_high": chance.randint(1, 4),
        "lodging_low": chance.randint(1, 3),
        "beds": chance.randint(120, 480),
        "wellness_share": Decimal(chance.randint(600, 1000)) / 10,
        "qualified_staff": staff * chance.randint(40, 100) // 100,
        "staff": staff,
        **{
            name: "\n".join(chance.sample(words, chance.randint(1, len(words))))
            for name, words in LISTS.items()
        },
    }
