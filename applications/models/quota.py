from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from applications.querysets import QuotaBoardQuerySet


class QuotaBoard(models.Model):
    """One city's places in a batch, and its statement where it recommends nobody (C-06)."""

    batch = models.ForeignKey("applications.Batch", models.CASCADE, related_name="boards")
    city = models.ForeignKey("portal.Region", models.PROTECT, related_name="+", verbose_name="市")
    quota = models.PositiveSmallIntegerField("名额")
    none_reason = models.CharField("本批不推荐的理由", max_length=500, blank=True)
    none_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    none_at = models.DateTimeField("声明时间", null=True, blank=True)

    objects = QuotaBoardQuerySet.as_manager()

    class Meta:
        ordering = ["city"]
        verbose_name = verbose_name_plural = "推荐名额"
        constraints = [
            models.UniqueConstraint(fields=["batch", "city"], name="one_board_per_city"),
            models.CheckConstraint(
                condition=Q(none_at__isnull=True, none_reason="")
                | (Q(none_at__isnull=False) & ~Q(none_reason="")),
                name="no_recommendation_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.batch}{self.city}推荐情况"

    def get_absolute_url(self):
        return reverse("applications:board", args=[self.batch_id, self.city_id])


class Nomination(models.Model):
    """A candidate that a city has placed into a slot, before and after 推荐报省.

    ``higher_reason`` says why, where another unit of the city has as many points or more.
    """

    board = models.ForeignKey("applications.QuotaBoard", models.CASCADE, related_name="nominations")
    application = models.OneToOneField(
        "applications.Application", models.CASCADE, related_name="nomination"
    )
    slot = models.PositiveSmallIntegerField("名额序号")
    quota = models.PositiveSmallIntegerField("名额")
    reason = models.CharField("推荐理由", max_length=500)
    higher_reason = models.CharField("同分或越过高分单位的说明", max_length=500, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField("排入时间")

    class Meta:
        ordering = ["slot"]
        verbose_name = verbose_name_plural = "推荐单位"
        constraints = [
            models.UniqueConstraint(
                fields=["board", "slot"],
                name="one_nomination_per_slot",
                violation_error_message="该名额已排入其他单位，请刷新页面后核对。",
            ),
            models.CheckConstraint(
                condition=Q(slot__gte=1, slot__lte=F("quota")), name="slot_within_quota"
            ),
        ]

    def __str__(self):
        return f"名额{self.slot}：{self.application}"

    def get_absolute_url(self):
        board = self.board
        address = [board.batch_id, board.city_id, self.application_id]
        return reverse("applications:candidate", args=address)
