from django.conf import settings
from django.db import models
from django.db.models import Q

from scoring.choices import Attendance, SeatRole
from scoring.querysets import CurrentSeats, SeatQuerySet


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
    """One expert's place in a panel, with the sheet that only this expert fills in.

    ``sheet`` is opened when 评定 begins; nobody else sees it until it is handed in, which
    locks it. The chair returns it with ``return_note``. Who is replaced leaves a seat with
    ``ended_at`` and keeps what was handed in: ``objects`` are the seats of now, ``ever`` all.
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

    sheet = models.OneToOneField(
        "scoring.ScoreSheet",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seat",
        verbose_name="成员计分",
    )
    return_note = models.CharField("组长退回意见", max_length=500, blank=True)
    ended_at = models.DateTimeField("更换时间", null=True, blank=True)

    objects = CurrentSeats.from_queryset(SeatQuerySet)()
    ever = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["role", "pk"]
        verbose_name = verbose_name_plural = "评定组席位"
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "user"],
                condition=Q(ended_at__isnull=True),
                name="seat_once_per_expert",
                violation_error_message="同一专家在一个评定组中只能有一个席位。",
            ),
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(role=SeatRole.CHAIR, ended_at__isnull=True),
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

    @property
    def is_handed_in(self):
        return self.sheet_id is not None and not self.sheet.is_open
