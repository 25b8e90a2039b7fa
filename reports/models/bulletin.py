from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from reports.choices import BulletinStatus
from reports.querysets import BulletinQuerySet


class Bulletin(models.Model):
    """The 月调度通报 of one month: figures of one merge, texts that a person has edited.

    ``figures`` is what the system counted when the draft was written; ``sections`` is a list
    of {"key", "title", "text", "shown"} in order. An issued one is not written again.
    """

    month = models.DateField("月份", unique=True)
    status = models.CharField(
        "状态", max_length=10, choices=BulletinStatus, default=BulletinStatus.DRAFT
    )
    merge = models.ForeignKey("reports.Merge", models.PROTECT, related_name="+")
    number = models.CharField("文号", max_length=60, blank=True)
    title = models.CharField("标题", max_length=120)
    addressees = models.CharField("主送", max_length=200)
    lead = models.TextField("导语", blank=True)
    closing = models.TextField("结语", blank=True)
    has_ranking = models.BooleanField("公布排队", default=True)
    sections = models.JSONField("各部分")
    figures = models.JSONField("数据")
    version = models.PositiveIntegerField("版本", default=0)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        verbose_name = verbose_name_plural = "月调度通报"
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="bulletin_of_a_month"),
            models.CheckConstraint(
                condition=Q(status=BulletinStatus.DRAFT)
                | (Q(issued_on__isnull=False) & ~Q(number="") & ~Q(sha256="")),
                name="issued_bulletin_is_whole",
            ),
        ]

    def __str__(self):
        return f"{self.month.year}年{self.month.month}月调度通报"

    def get_absolute_url(self):
        return reverse("reports:bulletin", args=[self.month.year, self.month.month])
