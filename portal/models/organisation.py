from django.db import models

from portal.choices import (
    CITY_KINDS,
    Nature,
    OrganisationKind,
    OrganisationStanding,
    RegionKind,
    Resource,
)
from portal.querysets import OrganisationQuerySet
from portal.validators import validate_credit_code


class Organisation(models.Model):
    """Anybody who has a part in the programme: a unit, a bureau, a department.

    ``city`` fixes who sees it and is empty for the province's own bodies. Nothing
    with history is deleted, only 停用.
    """

    name = models.CharField("单位名称", max_length=100)
    kind = models.CharField("单位类型", max_length=20, choices=OrganisationKind)
    city = models.ForeignKey(
        "portal.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        limit_choices_to={"kind": RegionKind.CITY},
        verbose_name="所属市",
    )
    county = models.ForeignKey(
        "portal.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind__in": [RegionKind.COUNTY, RegionKind.SPECIAL]},
        verbose_name="所属县（市、区）",
    )
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_credit_code],
    )
    nature = models.CharField("单位性质", max_length=20, choices=Nature, blank=True)
    nature_other = models.CharField("单位性质说明", max_length=50, blank=True)
    zone_name = models.CharField("示范区名称", max_length=100, blank=True)
    core_resource = models.CharField("核心业态", max_length=20, choices=Resource, blank=True)
    standing = models.CharField(
        "状态", max_length=10, choices=OrganisationStanding, default=OrganisationStanding.LISTED
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["city", "name"]
        verbose_name = verbose_name_plural = "单位"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "name"],
                name="organisation_name_once_per_city",
                violation_error_message="本市已有同名单位，请核对后填写全称。",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=CITY_KINDS, city__isnull=False)
                | (~models.Q(kind__in=CITY_KINDS) & models.Q(city__isnull=True)),
                name="organisation_city_fits_kind",
                violation_error_message="市属单位必须选择所属市，省级单位不选择所属市。",
            ),
        ]

    def __str__(self):
        return self.name


class KindPeriod(models.Model):
    """From which month an organisation belonged to which group of the ledger.

    A 创建单位 that is designated becomes a 示范区; earlier months keep the old group.
    """

    organisation = models.ForeignKey(
        "portal.Organisation", models.CASCADE, related_name="kind_periods", verbose_name="单位"
    )
    kind = models.CharField("单位类型", max_length=20, choices=OrganisationKind)
    since = models.DateField("起始月份", help_text="当月1日")

    class Meta:
        ordering = ["since"]
        verbose_name = verbose_name_plural = "单位类型沿革"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "since"], name="kind_once_per_month"),
            models.CheckConstraint(
                condition=models.Q(since__day=1),
                name="kind_since_first_of_month",
                violation_error_message="起始月份应为当月1日。",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}：{self.get_kind_display()}（{self.since:%Y-%m}起）"
