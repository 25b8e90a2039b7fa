from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.choices import LedgerColumn
from reports.querysets import OwnedQuerySet


class YearPlan(models.Model):
    """年度目标 and 工作进度安排 of one organisation; 年度重点任务 are its tasks, in order.

    The texts and the table of tasks are saved apart, each under its own version.
    """

    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, related_name="year_plans", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    goal = models.TextField("年度目标", blank=True)
    schedule = models.TextField("工作进度安排", blank=True)
    version = models.PositiveIntegerField("版本", default=0)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    tasks_version = models.PositiveIntegerField("任务版本", default=0)
    tasks_saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    tasks_saved_at = models.DateTimeField("任务保存时间", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["year"]
        verbose_name = verbose_name_plural = "年度计划"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="plan_once_per_year")
        ]

    def __str__(self):
        return f"{self.organisation}（{self.year}年）"


class YearTask(models.Model):
    """One of the 年度重点任务; with an indicator, a unit and a target it also carries figures.

    Indicator and unit may wait for their target.
    """

    plan = models.ForeignKey("reports.YearPlan", models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField("序号")
    title = models.TextField("任务")
    indicator = models.CharField("指标", max_length=50, blank=True)
    unit_word = models.CharField("计量单位", max_length=20, blank=True)
    target = models.DecimalField(
        "年度目标值", max_digits=16, decimal_places=2, null=True, blank=True
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = verbose_name_plural = "年度重点任务"
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=True)
                | (~Q(indicator="") & ~Q(unit_word="") & Q(target__gt=0)),
                name="task_target_has_its_indicator",
                violation_error_message="填写年度目标值须同时填写指标和计量单位，目标值大于0。",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def has_figures(self):
        return self.target is not None


class LedgerChange(models.Model):
    """A text that was changed after it had stood: before, after, who, when and why.

    ``month`` is empty for a text of the whole year; ``before`` is empty where it was first written.
    """

    organisation = models.ForeignKey("portal.Organisation", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    month = models.DateField("月份", null=True, blank=True)
    column = models.CharField("栏目", max_length=10, choices=LedgerColumn)
    before = models.TextField("改前", blank=True)
    after = models.TextField("改后", blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = verbose_name_plural = "台账更改"
        indexes = [models.Index(fields=["organisation", "year"], name="change_by_year")]

    def __str__(self):
        return f"{self.organisation} {self.get_column_display()}"
