from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from applications.choices import SoilGrade, ToiletGrade, WaterClass
from applications.models.dossier import count_field


def decimal_field(label, *, digits=7, places=2, most, **options):
    """A measured figure from 0 to ``most``, both included."""
    return models.DecimalField(
        label,
        max_digits=digits,
        decimal_places=places,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(Decimal(0), f"{label}不能为负数，请填写0或正数。"),
            MaxValueValidator(Decimal(most), f"{label}不应超过{most}，请核对数值和单位。"),
        ],
        **options,
    )


#: A list holds so many names of so many characters, one a line.
MOST_NAMES, NAME_LENGTH = 50, 50


def list_field(label):
    """Names, one a line; an empty text is none."""
    return models.TextField(label, blank=True, max_length=MOST_NAMES * (NAME_LENGTH + 2))


def names_in(text):
    """The names that a list holds, in their order."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class ScoringFigures(models.Model):
    """评分佐证数据: what the cross-checks need and the official form does not ask.

    The unit may leave all of it blank: the check then says 无法核对. Areas in 平方公里, shares in
    percent, noise in dB(A), people and beds as whole numbers (scoresheet.md §5).
    """

    #: Texts that hold names, one a line.
    LISTS = (
        "clean_vehicles",
        "own_goods",
        "regional_goods",
        "indoor_venues",
        "outdoor_venues",
        "leisure_venues",
        "wellness_venues",
    )

    application = models.OneToOneField(
        "applications.Application",
        models.CASCADE,
        related_name="scoring_figures",
        primary_key=True,
    )
    # 3 生态环境
    water_class = models.PositiveSmallIntegerField(
        "地表水环境质量类别", choices=WaterClass, null=True, blank=True
    )
    soil_grade = models.PositiveSmallIntegerField(
        "土壤环境质量等级", choices=SoilGrade, null=True, blank=True
    )
    good_air_days = models.PositiveSmallIntegerField(
        "一年内优良天数",
        null=True,
        blank=True,
        validators=[MaxValueValidator(366, "一年内优良天数不能超过366天，请核对。")],
    )
    air_source = models.CharField("优良天数的年度和来源", max_length=100, blank=True)
    noise_day = decimal_field("昼间噪声平均值", digits=5, places=1, most=200)
    noise_night = decimal_field("夜间噪声平均值", digits=5, places=1, most=200)
    green_area_km2 = decimal_field("绿化面积", digits=12, places=4, most=10000)
    inner_area_km2 = decimal_field("区内面积", digits=12, places=4, most=10000)
    # 4 设施设备
    clean_vehicles = list_field("清洁能源交通工具种类")
    toilet_grade = models.CharField("旅游厕所等级", max_length=10, choices=ToiletGrade, blank=True)
    lodging_high = count_field("高、中档住宿设施种类数", null=True, blank=True)
    lodging_low = count_field("低档住宿设施种类数", null=True, blank=True)
    beds = count_field("床位总数", null=True, blank=True)
    wellness_share = decimal_field("康养服务住宿设施占比", digits=5, most=100)
    own_goods = list_field("具有本创建区域特色的商品")
    regional_goods = list_field("具有本地区特色的商品")
    indoor_venues = list_field("室内活动场所")
    outdoor_venues = list_field("户外活动场所")
    leisure_venues = list_field("文化休闲场所")
    wellness_venues = list_field("康体养生场所")
    # 5 经营管理
    qualified_staff = count_field("取得资格证明人数", null=True, blank=True)
    staff = count_field("从业人员总数", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分佐证数据"

    def __str__(self):
        return f"{self.application}评分佐证数据"
