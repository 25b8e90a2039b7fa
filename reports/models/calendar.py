from django.conf import settings
from django.db import models
from django.db.models import F, Q

from reports.choices import Duty, Step
from reports.querysets import CityScopedQuerySet, ExcuseQuerySet


class DueDate(models.Model):
    """A due date that the province has set anew, for one city or (``city`` empty) for all.

    Rows are only added: the last one counts, its city's before everybody's. ``period`` is the
    first day of the month, or of the year for a yearly duty; the day itself is included.
    """

    duty = models.CharField("事项", max_length=10, choices=Duty)
    period = models.DateField("期间")
    city = models.ForeignKey(
        "portal.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="市"
    )
    due_on = models.DateField("截止日期")
    reason = models.CharField("调整原因", max_length=300)
    document_number = models.CharField("依据文号", max_length=60, blank=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="调整人"
    )
    moved_at = models.DateTimeField("调整时间")

    class Meta:
        ordering = ["moved_at", "pk"]
        verbose_name = verbose_name_plural = "截止日期调整"
        constraints = [
            models.CheckConstraint(
                condition=Q(period__day=1),
                name="due_date_of_a_period",
                violation_error_message="期间应为当月1日或当年1月1日。",
            )
        ]
        indexes = [models.Index(fields=["duty", "period"], name="due_date_by_period")]

    def __str__(self):
        return f"{self.get_duty_display()} {self.period:%Y-%m}：{self.due_on}"


class Excuse(models.Model):
    """Months in which one organisation need not report, and why; ended, never deleted."""

    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, related_name="+", verbose_name="单位"
    )
    since = models.DateField("起始月份", help_text="当月1日")
    until = models.DateField("截止月份", help_text="当月1日，含当月")
    reason = models.CharField("免报原因", max_length=300)
    document_number = models.CharField("依据文号", max_length=60, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="批准人"
    )
    granted_at = models.DateTimeField("批准时间")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="取消人",
    )
    ended_at = models.DateTimeField("取消时间", null=True, blank=True)

    objects = ExcuseQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = verbose_name_plural = "免报"
        constraints = [
            models.CheckConstraint(
                condition=Q(since__day=1, until__day=1, since__lte=F("until")),
                name="excuse_of_whole_months",
                violation_error_message="免报起止应为整月，截止月份不早于起始月份。",
            )
        ]

    def __str__(self):
        return f"{self.organisation}（{self.since:%Y-%m}至{self.until:%Y-%m}）"


class LightRule(models.Model):
    """From how many points behind the calendar a year's progress turns yellow and red.

    Points are per cent of the year's target, 0 to 100. A year without a row has the defaults.
    """

    year = models.PositiveSmallIntegerField("年度", unique=True)
    yellow_points = models.PositiveSmallIntegerField("黄灯：落后超过（个百分点）", default=10)
    red_points = models.PositiveSmallIntegerField("红灯：落后超过（个百分点）", default=30)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField("设定时间", null=True, blank=True)

    class Meta:
        ordering = ["year"]
        verbose_name = verbose_name_plural = "亮灯规则"
        constraints = [
            models.CheckConstraint(
                condition=Q(yellow_points__lt=F("red_points"), red_points__lte=100),
                name="yellow_before_red",
                violation_error_message="黄灯的百分点应小于红灯，红灯不超过100。",
            )
        ]

    def __str__(self):
        return f"{self.year}年：黄{self.yellow_points}，红{self.red_points}"


class Reminder(models.Model):
    """One reminder that was sent. ``key`` says which one: the database lets none be sent twice.

    ``organisation`` empty: to the city about its whole list. ``sent_by`` empty: by the ladder.
    """

    key = models.CharField(max_length=120, unique=True)
    duty = models.CharField("事项", max_length=10, choices=Duty)
    period = models.DateField("期间")
    city = models.ForeignKey("portal.Region", models.PROTECT, related_name="+", verbose_name="市")
    organisation = models.ForeignKey(
        "portal.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="单位",
    )
    step = models.CharField("级别", max_length=10, choices=Step)
    recipients = models.PositiveSmallIntegerField("人数")
    note = models.CharField("附言", max_length=200, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发送人",
    )
    sent_at = models.DateTimeField("发送时间")

    objects = CityScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = verbose_name_plural = "催报记录"
        indexes = [models.Index(fields=["duty", "period"], name="reminder_by_period")]

    def __str__(self):
        return self.key
