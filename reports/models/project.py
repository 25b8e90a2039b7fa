from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.choices import Stage
from reports.querysets import OwnedQuerySet


class ProjectList(models.Model):
    """The version of an organisation's table of 重大项目: who saved it last, and when."""

    organisation = models.OneToOneField(
        "portal.Organisation", models.PROTECT, related_name="project_list", verbose_name="单位"
    )
    version = models.PositiveIntegerField("版本", default=0)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重大项目表"

    def __str__(self):
        return f"{self.organisation}重大项目"


class Project(models.Model):
    """One 重大项目; amounts in 万元."""

    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, related_name="projects", verbose_name="单位"
    )
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("项目名称", max_length=100)
    investment_wan = models.DecimalField(
        "总投资", max_digits=14, decimal_places=2, null=True, blank=True
    )
    completed_wan = models.DecimalField(
        "累计完成投资", max_digits=14, decimal_places=2, null=True, blank=True
    )
    stage = models.CharField("阶段", max_length=10, choices=Stage, blank=True)
    progress = models.CharField("进展", max_length=500, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "position", "pk"]
        verbose_name = verbose_name_plural = "重大项目"
        constraints = [
            models.CheckConstraint(
                condition=(Q(investment_wan__isnull=True) | Q(investment_wan__gte=0))
                & (Q(completed_wan__isnull=True) | Q(completed_wan__gte=0)),
                name="project_amounts_not_negative",
            )
        ]

    def __str__(self):
        return self.name
