from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from applications.choices import ObjectionChannel, ObjectionOutcome


class Objection(models.Model):
    """异议 during 公示: who said what, who examines it, what was answered (A-07).

    ``number`` is what the objector is told. Name and telephone are for the province alone.
    """

    batch = models.ForeignKey("applications.Batch", models.CASCADE, related_name="objections")
    application = models.ForeignKey(
        "applications.Application",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name="涉及单位",
    )
    number = models.CharField("登记号", max_length=20, unique=True)
    channel = models.CharField("来源", max_length=10, choices=ObjectionChannel)
    name = models.CharField("异议人", max_length=50)
    contact = models.CharField("联系方式", max_length=100)
    text = models.TextField("异议内容", max_length=2000)
    received_at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="承办人",
    )
    assigned_at = models.DateTimeField("交办时间", null=True, blank=True)
    outcome = models.CharField("核查结论", max_length=10, choices=ObjectionOutcome, blank=True)
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    released_at = models.DateTimeField("办结时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=0)

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = verbose_name_plural = "异议"
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True)
                | (Q(answered_at__isnull=False) & ~Q(outcome="")),
                name="objection_answered_before_release",
            )
        ]

    def __str__(self):
        return f"异议{self.number}"

    def get_absolute_url(self):
        return reverse("applications:objection", args=[self.pk])
