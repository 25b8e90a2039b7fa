from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models


class Receipt(models.Model):
    """省级受理: the paper that came in, and the number of the upload elsewhere (A-05)."""

    application = models.OneToOneField(
        "applications.Application", models.CASCADE, related_name="receipt", primary_key=True
    )
    paper_sets = models.PositiveSmallIntegerField("收到纸质材料套数")
    received_on = models.DateField("收到日期")
    number = models.CharField("受理编号", max_length=50)
    platform_number = models.CharField("涉企政策平台申报编号", max_length=50, blank=True)
    scans_match = models.BooleanField("扫描件与系统版本校验码一致")

    class Meta:
        verbose_name = verbose_name_plural = "受理登记"

    def __str__(self):
        return self.number


class Result(models.Model):
    """What the province decided: audited investment in 万元 and 拟评定 yes or no."""

    application = models.OneToOneField(
        "applications.Application", models.CASCADE, related_name="result", primary_key=True
    )
    audited_wan = models.DecimalField(
        "审定投资额",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), "审定投资额不能为负数，请核对。")],
    )
    proposed = models.BooleanField("拟评定", null=True, blank=True)
    remark = models.CharField("备注", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评定结果"

    def __str__(self):
        return f"{self.application}"


class FormerResult(models.Model):
    """T18: a confirmed 评定 that the province had done again; what it was is kept for ever.

    ``marks`` are value, reason and remark by leaf number, ``points`` their total.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="former_results"
    )
    number = models.PositiveSmallIntegerField("次数")
    marks = models.JSONField("评定计分")
    points = models.PositiveSmallIntegerField("评定分值")
    digest = models.CharField("评定摘要", max_length=64)
    audited_wan = models.DecimalField("审定投资额", max_digits=14, decimal_places=2, null=True)
    proposed = models.BooleanField("拟评定", null=True)
    remark = models.CharField("备注", max_length=500, blank=True)
    reason = models.CharField("重新评定的理由", max_length=500)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("重新评定时间")

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "原评定结果"
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="former_result_once")
        ]

    def __str__(self):
        return f"第{self.number}次评定：{self.points}分"
