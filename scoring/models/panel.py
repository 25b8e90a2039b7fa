from django.conf import settings
from django.db import models
from django.db.models import Q

from scoring.choices import Attendance, SeatRole
from scoring.querysets import SeatQuerySet


class Panel(models.Model):
    """The 评定组 of one application: a chair and members."""

    visit_on = models.DateField("现场验收日期", null=True, blank=True)
    defence_on = models.DateField("汇报答辩日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评定组"

    def __str__(self):
        return f"评定组 #{self.pk}"

    @property
    def chair_seat(self):
        return next((s for s in self.seats.all() if s.role == SeatRole.CHAIR), None)


class Seat(models.Model):
    """One expert's place in a panel.

    ``declared_at`` is when the 回避声明 was made, ``recused`` what it said; nothing of
    the application opens before. ``attendance`` is recorded by the chair at the end.
    """

    panel = models.ForeignKey("scoring.Panel", models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    role = models.CharField("角色", max_length=10, choices=SeatRole)
    declared_at = models.DateTimeField("回避声明时间", null=True, blank=True)
    recused = models.BooleanField("是否回避", null=True, blank=True)
    recusal_reason = models.CharField("回避情形", max_length=200, blank=True)
    attendance = models.CharField("参评情况", max_length=10, choices=Attendance, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["role", "pk"]
        verbose_name = verbose_name_plural = "评定组席位"
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "user"],
                name="seat_once_per_expert",
                violation_error_message="同一专家在一个评定组中只能有一个席位。",
            ),
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(role=SeatRole.CHAIR),
                name="one_chair_per_panel",
                violation_error_message="一个评定组只能有一名组长。",
            ),
            models.CheckConstraint(
                condition=Q(declared_at__isnull=True, recused__isnull=True)
                | Q(declared_at__isnull=False, recused__isnull=False),
                name="recusal_is_a_declaration",
            ),
        ]

    def __str__(self):
        return f"{self.user}（{self.get_role_display()}）"

    @property
    def may_judge(self):
        return self.recused is False
