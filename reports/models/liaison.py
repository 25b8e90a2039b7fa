from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from portal.validators import validate_phone
from reports.choices import LiaisonListStatus
from reports.models.sealed import Sealed
from reports.querysets import CityScopedQuerySet, LiaisonQuerySet


class Liaison(models.Model):
    """A 工作联络员 of one organisation, from a day on; who leaves is ended, never deleted."""

    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, related_name="liaisons", verbose_name="单位"
    )
    name = models.CharField("姓名", max_length=50)
    position = models.CharField("职务", max_length=50)
    phone = models.CharField("联系方式", max_length=30, validators=[validate_phone])
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("登记时间")

    objects = LiaisonQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = verbose_name_plural = "工作联络员"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "phone"],
                condition=Q(until__isnull=True),
                name="liaison_once_while_current",
                violation_error_message="该联络员已登记，请勿重复添加。",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="liaison_ends_after_it_began",
                violation_error_message="截止日期不能早于起始日期。",
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.organisation}）"


class LiaisonConfirmation(models.Model):
    """Somebody of the organisation, or its city, said this year that the persons are right."""

    organisation = models.ForeignKey("portal.Organisation", models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "联络员年度确认"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"], name="liaison_confirmed_once_a_year"
            )
        ]

    def __str__(self):
        return f"{self.organisation}（{self.year}年）"


class LiaisonList(models.Model):
    """One city's 回执表 of one year; a change after 报送 opens a revision."""

    city = models.ForeignKey("portal.Region", models.PROTECT, related_name="+", verbose_name="市")
    year = models.PositiveSmallIntegerField("年度")
    status = models.CharField(
        "状态", max_length=10, choices=LiaisonListStatus, default=LiaisonListStatus.FILLING
    )
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    first_submitted_at = models.DateTimeField("首次报送时间", null=True, blank=True)

    objects = CityScopedQuerySet.as_manager()

    class Meta:
        ordering = ["year", "city"]
        verbose_name = verbose_name_plural = "联络员回执表"
        constraints = [
            models.UniqueConstraint(fields=["city", "year"], name="liaison_list_once_a_year"),
            models.CheckConstraint(
                condition=Q(status=LiaisonListStatus.FILLING) | Q(first_submitted_at__isnull=False),
                name="reported_list_has_its_time",
            ),
        ]

    def __str__(self):
        return f"{self.city.name}{self.year}年工作联络员回执表"

    def get_absolute_url(self):
        return reverse("reports:liaison_list", args=[self.city_id, self.year])


class LiaisonVersion(Sealed):
    """The 回执表 as it was reported."""

    liaison_list = models.ForeignKey("reports.LiaisonList", models.CASCADE, related_name="versions")

    class Meta(Sealed.Meta):
        verbose_name = verbose_name_plural = "回执表版本"
        constraints = [
            models.UniqueConstraint(fields=["liaison_list", "number"], name="liaison_version_once")
        ]
