from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.choices import UrgeAbout, UrgeStep
from applications.querysets import UrgeQuerySet


class Urge(models.Model):
    """One reminder about an application that went out. ``key`` says which: none goes out twice.

    A list that went to a city has a row for each application in it. ``sent_by`` empty: by
    the clock. Of a unit that had not begun, ``batch`` and ``organisation`` say whom it meant.
    """

    key = models.CharField(max_length=120, unique=True)
    application = models.ForeignKey(
        "applications.Application", models.CASCADE, null=True, blank=True, related_name="urges"
    )
    batch = models.ForeignKey(
        "applications.Batch", models.CASCADE, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    step = models.CharField("类别", max_length=10, choices=UrgeStep)
    about = models.CharField("事项", max_length=20, choices=UrgeAbout)
    recipients = models.PositiveSmallIntegerField("收到人数")
    note = models.CharField("附言", max_length=200, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField("时间")

    objects = UrgeQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = verbose_name_plural = "催办记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False, batch=None, organisation=None)
                | Q(application=None, batch__isnull=False, organisation__isnull=False),
                name="urge_of_application_or_unit",
            )
        ]

    def __str__(self):
        return f"{self.unit}：{self.get_about_display()}"

    @property
    def unit(self):
        """The 创建单位 that it is about."""
        return self.application.organisation if self.application_id else self.organisation


class CheckCount(models.Model):
    """How often one check of 形式审查 finds something in one application, as last counted."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="check_counts"
    )
    check_name = models.CharField("检查", max_length=50)
    blocking = models.PositiveSmallIntegerField("阻断", default=0)
    reminding = models.PositiveSmallIntegerField("提醒", default=0)
    counted_at = models.DateTimeField("统计时间")

    class Meta:
        verbose_name = verbose_name_plural = "形式审查统计"
        constraints = [
            models.UniqueConstraint(fields=["application", "check_name"], name="check_counted_once")
        ]

    def __str__(self):
        return f"{self.check_name}：{self.blocking}+{self.reminding}"
