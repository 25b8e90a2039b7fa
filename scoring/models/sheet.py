from django.conf import settings
from django.db import models

from scoring.choices import Column, Origin, SheetStatus
from scoring.querysets import ScoreSheetQuerySet


class ScoreSheet(models.Model):
    """One filled column: a mark for every leaf of its rule set.

    Opened with all its marks blank. ``revision`` counts how often it was reopened.
    """

    ruleset = models.ForeignKey("scoring.RuleSet", models.PROTECT, related_name="sheets")
    column = models.CharField("栏", max_length=15, choices=Column)
    status = models.CharField("状态", max_length=10, choices=SheetStatus, default=SheetStatus.OPEN)
    revision = models.PositiveSmallIntegerField("修订", default=1)
    opened_at = models.DateTimeField("建立时间")
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评分表"

    def __str__(self):
        return f"{self.get_column_display()} #{self.pk}"

    @property
    def is_open(self):
        return self.status == SheetStatus.OPEN


class Mark(models.Model):
    """What a sheet gives one leaf, in whole points.

    ``value`` is None until somebody marks the leaf; an explicit 0 is a mark.
    ``reason`` stands where the rule asks one, ``remark`` is free, ``inputs`` are
    what the rule was fed with. ``version`` grows with each save; ``token`` names the last
    send of a desk, so that a send whose answer was lost is known again.
    """

    sheet = models.ForeignKey("scoring.ScoreSheet", models.CASCADE, related_name="marks")
    leaf = models.ForeignKey("scoring.Leaf", models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField("得分", null=True, blank=True)
    inputs = models.JSONField("录入", default=dict, blank=True)
    remark = models.CharField("备注", max_length=500, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    origin = models.CharField(
        "来源", max_length=10, choices=Origin, default=Origin.DESK, blank=True
    )
    version = models.PositiveIntegerField("版本", default=0)
    token = models.CharField("发送编号", max_length=36, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField("修改时间", null=True, blank=True)

    class Meta:
        ordering = ["leaf__position"]
        verbose_name = verbose_name_plural = "得分"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "leaf"], name="mark_once_per_leaf"),
            models.CheckConstraint(
                condition=models.Q(value__lte=1000),
                name="mark_at_most_1000",
                violation_error_message="得分不能超过1000分。",
            ),
        ]

    def __str__(self):
        return f"{self.leaf}：{self.value}"
