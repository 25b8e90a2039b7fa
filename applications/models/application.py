from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from applications.choices import (
    FROM_RECOMMENDATION,
    HOLDING_PLACE,
    SectionName,
    Status,
)
from applications.querysets import ApplicationQuerySet


class Application(models.Model):
    """One unit in one batch: the 报告书, its three columns and where it stands.

    ``quota`` is copied from the batch and ``place`` is the city's place that a
    recommended application holds, 1..quota: two of them cannot hold the same one.
    ``review_digest`` is the SHA-256 of the 初评 that was handed to 会签, ``final_digest`` that
    of the 评定 that the chair confirmed; both are empty while their sheet is open.
    """

    batch = models.ForeignKey("applications.Batch", models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, related_name="applications"
    )
    city = models.ForeignKey("portal.Region", models.PROTECT, related_name="+")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.DRAFTING)
    quota = models.PositiveSmallIntegerField("本市名额")
    place = models.PositiveSmallIntegerField("占用名额", null=True, blank=True)
    self_check = models.OneToOneField(
        "scoring.ScoreSheet", models.PROTECT, related_name="+", verbose_name="自检计分"
    )
    first_review = models.OneToOneField(
        "scoring.ScoreSheet",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="初评计分",
    )
    final_score = models.OneToOneField(
        "scoring.ScoreSheet",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="评定计分",
    )
    panel = models.OneToOneField(
        "scoring.Panel", models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="初评人",
    )
    review_digest = models.CharField("初评摘要", max_length=64, blank=True)
    final_digest = models.CharField("评定摘要", max_length=64, blank=True)
    started_at = models.DateTimeField("建立时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["city", "pk"]
        verbose_name = verbose_name_plural = "申报"
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "organisation"],
                name="one_application_per_batch",
                violation_error_message="本单位在本批次已有申报，请在原申报上继续填写。",
            ),
            models.UniqueConstraint(
                fields=["batch", "city", "place"],
                name="one_application_per_place",
                violation_error_message="本市本批次的推荐名额已用完。",
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(place__gte=1, place__lte=F("quota")),
                name="place_within_quota",
            ),
            models.CheckConstraint(
                condition=Q(status__in=HOLDING_PLACE, place__isnull=False)
                | Q(status=Status.FAILED)
                | (~Q(status__in=FROM_RECOMMENDATION) & Q(place__isnull=True)),
                name="recommended_holds_a_place",
            ),
        ]
        indexes = [models.Index(fields=["batch", "status"], name="application_by_status")]

    def __str__(self):
        return f"{self.organisation}（{self.batch}）"

    def get_absolute_url(self):
        return reverse("applications:detail", args=[self.pk])

    @property
    def notice_mark(self):
        """What every message about the application begins with."""
        return self.batch.notice_mark


class Section(models.Model):
    """The version of one part of an application: who saved it last, and when.

    ``copied_from`` names the batch whose 报告书 was taken over, until somebody saves the part.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="sections"
    )
    name = models.CharField("部分", max_length=20, choices=SectionName)
    version = models.PositiveIntegerField("版本", default=0)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    copied_from = models.CharField("沿用自", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "部分"
        constraints = [models.UniqueConstraint(fields=["application", "name"], name="section_once")]

    def __str__(self):
        return f"{self.get_name_display()} v{self.version}"
