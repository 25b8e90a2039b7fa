"""评分佐证数据: what the cross-checks need and the official form does not ask."""

from typing import Any

from django import forms

from applications.choices import SectionName, SoilGrade, ToiletGrade, WaterClass
from applications.facts import NUMBERS
from applications.figure_hints import HINTS, share_text
from applications.forms.fields import AreaField, CountField, LineField, MeasureField, NamesField
from applications.forms.sections import SectionForm
from applications.models import ScoringFigures


def _limits(name: str) -> dict[str, Any]:
    """Bounds and unit of a number as they are stored and read."""
    validators = [*ScoringFigures._meta.get_field(name).validators]
    return {"validators": validators, "unit": NUMBERS[name][1]}


def choice(choices: Any, help_text: str, *, coerce: Any = str, empty: Any = "") -> forms.Field:
    """A list to choose from, or nothing."""
    return forms.TypedChoiceField(
        choices=[("", "未填写"), *choices.choices],
        coerce=coerce,
        empty_value=empty,
        required=False,
        help_text=help_text,
        widget=forms.Select(attrs={"data-width": "medium"}),
        error_messages={"invalid_choice": "请从列表中选择。"},
    )


def names(help_text: str) -> NamesField:
    return NamesField(help_text=f"每行一项，同一项只填一次。{help_text}")


class FiguresForm(SectionForm):
    """All of it may stay blank."""

    section = SectionName.FIGURES
    layout = (
        (
            "3 生态环境",
            (
                *("water_class", "soil_grade", "good_air_days", "air_source"),
                *("noise_day", "noise_night", "green_area_km2", "inner_area_km2"),
            ),
        ),
        (
            "4 设施设备",
            (
                *("clean_vehicles", "toilet_grade", "lodging_high", "lodging_low"),
                *("beds", "wellness_share", "own_goods", "regional_goods"),
                *("indoor_venues", "outdoor_venues", "leisure_venues", "wellness_venues"),
            ),
        ),
        ("5 经营管理", ("qualified_staff", "staff")),
    )
    # 3 生态环境
    water_class = choice(
        WaterClass,
        "用于3.1：监测结论页的水质类别，一至三类对应三个档次。",
        coerce=int,
        empty=None,
    )
    soil_grade = choice(
        SoilGrade, "用于3.3：检测结论页的土壤等级，一级、二级对应两个档次。", coerce=int, empty=None
    )
    good_air_days = CountField(
        **_limits("good_air_days"), help_text="用于3.4：320天以上、260天以上对应两个档次。"
    )
    air_source = LineField(max_length=100, help_text="如“2022年，市生态环境局公报”。")
    noise_day = MeasureField(
        **_limits("noise_day"), places=1, help_text="用于3.5：低于55且夜间低于45为第一档。"
    )
    noise_night = MeasureField(
        **_limits("noise_night"), places=1, help_text="用于3.5：低于45且昼间低于55为第一档。"
    )
    green_area_km2 = AreaField(
        **_limits("green_area_km2"), help_text="用于3.6.2：与区内面积相比得出绿化率。"
    )
    inner_area_km2 = AreaField(
        **_limits("inner_area_km2"), help_text="用于3.6.2：70%、50%、30%以上对应三个档次。"
    )
    # 4 设施设备
    clean_vehicles = names("用于4.1.6：每种2分，最多6分。")
    toilet_grade = choice(ToiletGrade, "用于4.2.2.5：达到A级（2016版）或Ⅱ类（2022版）以上。")
    lodging_high = CountField(
        **_limits("lodging_high"), help_text="用于4.3.1：高、中档住宿设施有几种。"
    )
    lodging_low = CountField(**_limits("lodging_low"), help_text="用于4.3.1：低档住宿设施有几种。")
    beds = CountField(**_limits("beds"), help_text="用于4.3.3：不低于200张。")
    wellness_share = MeasureField(
        **_limits("wellness_share"),
        places=2,
        help_text="用于4.3.3：康养服务住宿设施占整体住宿设施的比例，80%以上。",
    )
    own_goods = names("用于4.5.5：每种2分。")
    regional_goods = names("用于4.5.5：每种1分，两类合计最多9分。")
    indoor_venues = names("用于4.6.1：如儿童娱乐场、棋牌室、健身房，每项2分，最多10分。")
    outdoor_venues = names("用于4.6.2：如组合滑梯、足球场、网球场，每项2分，最多10分。")
    leisure_venues = names("用于4.6.3：如图书馆、影剧院、台球馆，每项2分，最多10分。")
    wellness_venues = names("用于4.6.4：如桑拿、SPA护理、理疗，每项2分，最多10分。")
    # 5 经营管理
    qualified_staff = CountField(
        **_limits("qualified_staff"), help_text="用于5.5.1：持有资格证明的从业人员。"
    )
    staff = CountField(
        **_limits("staff"), help_text="用于5.5.1：100%、80%以上、50%以上对应三个档次。"
    )

    def hint(self, stored: ScoringFigures) -> dict[str, list[str]]:
        said = {name: look(stored, self.application.dossier) for name, look in HINTS.items()}
        return {name: [sentence] if sentence else [] for name, sentence in said.items()}

    def sums(self, stored: ScoringFigures) -> dict[str, str]:
        return {
            "绿化率": share_text(stored.green_area_km2, stored.inner_area_km2),
            "持证比例": share_text(stored.qualified_staff, stored.staff),
        }
