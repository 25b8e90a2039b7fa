from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from reports.choices import OPEN_MONTH, CityMonthStatus, LineState, RequestKind
from reports.models.sealed import Sealed
from reports.querysets import CityScopedQuerySet, LedgerLineQuerySet, MergeQuerySet


class CityMonth(models.Model):
    """One city's 月调度台账 of one month: a container of lines that is reported as a whole.

    A month that nobody has touched has no row. ``first_submitted_at`` decides whether the
    city was late, whatever came back afterwards.
    """

    city = models.ForeignKey(
        "portal.Region", models.PROTECT, related_name="city_months", verbose_name="市"
    )
    month = models.DateField("月份", help_text="当月1日")
    status = models.CharField(
        "状态", max_length=10, choices=CityMonthStatus, default=CityMonthStatus.FILLING
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="报送人",
    )
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    first_submitted_at = models.DateTimeField("首次报送时间", null=True, blank=True)

    objects = CityScopedQuerySet.as_manager()

    class Meta:
        ordering = ["month", "city"]
        verbose_name = verbose_name_plural = "市月台账"
        constraints = [
            models.UniqueConstraint(fields=["city", "month"], name="city_month_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="city_month_of_a_month"),
            models.CheckConstraint(
                condition=Q(status=CityMonthStatus.FILLING, first_submitted_at__isnull=True)
                | (
                    ~Q(status=CityMonthStatus.FILLING)
                    & Q(first_submitted_at__isnull=False, submitted_at__isnull=False)
                ),
                name="reported_month_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["month"], name="city_month_by_month")]

    def __str__(self):
        return f"{self.city.name}{self.month.year}年{self.month.month}月台账"

    def get_absolute_url(self):
        return reverse("reports:city_month", args=[self.city_id, self.month.year, self.month.month])

    @property
    def is_open(self):
        return self.status in OPEN_MONTH


class LedgerVersion(Sealed):
    """What a city reported, exactly; ``data`` holds the three groups with their lines."""

    city_month = models.ForeignKey("reports.CityMonth", models.CASCADE, related_name="versions")
    is_late = models.BooleanField("逾期")

    class Meta(Sealed.Meta):
        verbose_name = verbose_name_plural = "台账版本"
        constraints = [
            models.UniqueConstraint(fields=["city_month", "number"], name="ledger_version_once")
        ]


class LedgerLine(models.Model):
    """What one organisation did in one month.

    The unit hands it in, the city checks it; both hold while nothing is missing. The unit cannot
    change what was checked, the city's own change is checked in the name of whoever made it.
    ``reported_at`` is when it first reached the province with a text. ``missing_reason``
    is the city's word on a unit that wrote nothing.
    """

    city_month = models.ForeignKey("reports.CityMonth", models.CASCADE, related_name="lines")
    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, related_name="ledger_lines", verbose_name="单位"
    )
    progress = models.TextField("本月工作进展", blank=True)
    nothing_reason = models.CharField("填“无”的原因", max_length=200, blank=True)
    is_unchanged = models.BooleanField("本月无变化", default=False)
    is_identical = models.BooleanField("与上月相同", default=False)
    problems = models.TextField("存在问题", blank=True)
    requests = models.TextField("需协调事项", blank=True)
    request_kind = models.CharField("事项类别", max_length=12, choices=RequestKind, blank=True)
    missing_reason = models.CharField("未报原因", max_length=200, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_in_at = models.DateTimeField("填报时间", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    reported_at = models.DateTimeField("首次报省时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=0)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)

    objects = LedgerLineQuerySet.as_manager()

    class Meta:
        ordering = ["city_month", "pk"]
        verbose_name = verbose_name_plural = "台账行"
        constraints = [
            models.UniqueConstraint(
                fields=["city_month", "organisation"], name="line_once_per_month"
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True) | ~Q(progress="") | ~Q(missing_reason=""),
                name="checked_line_says_something",
            ),
            models.CheckConstraint(
                condition=Q(requests="") | ~Q(request_kind=""), name="request_has_its_kind"
            ),
        ]
        indexes = [models.Index(fields=["organisation"], name="line_by_organisation")]

    def __str__(self):
        return f"{self.organisation}（{self.city_month}）"

    @property
    def state(self):
        """How far the line is: 单位未填, 单位填写中, 单位已填, 市已核, 单位未报."""
        if self.missing_reason and not self.progress:
            return LineState.MISSING
        if self.checked_at:
            return LineState.CHECKED
        if self.handed_in_at:
            return LineState.HANDED_IN
        return LineState.WRITING if self.progress else LineState.EMPTY


class TaskFigure(models.Model):
    """What one month adds to the figure of one task, in the task's unit.

    Cumulative figures are sums of these and are stored nowhere, so they always reconcile.
    A month that takes something away says why.
    """

    line = models.ForeignKey("reports.LedgerLine", models.CASCADE, related_name="figures")
    task = models.ForeignKey("reports.YearTask", models.PROTECT, related_name="figures")
    amount = models.DecimalField("本月", max_digits=16, decimal_places=2)
    reason = models.CharField("累计减少的原因", max_length=300, blank=True)

    class Meta:
        ordering = ["line", "task"]
        verbose_name = verbose_name_plural = "任务数据"
        constraints = [
            models.UniqueConstraint(fields=["line", "task"], name="figure_once_per_month"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) | ~Q(reason=""),
                name="falling_figure_has_a_reason",
                violation_error_message="累计数减少时须填写原因。",
            ),
        ]

    def __str__(self):
        return f"{self.task}：{self.amount}"


class Merge(models.Model):
    """The moment at which the province put the month together, and from which versions.

    ``versions`` maps a city's code to the number of the version that was taken.
    """

    month = models.DateField("月份")
    versions = models.JSONField("各市版本")
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    merged_at = models.DateTimeField("汇总时间")

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["month", "merged_at", "pk"]
        verbose_name = verbose_name_plural = "台账汇总"
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="merge_of_a_month")]

    def __str__(self):
        return f"{self.month.year}年{self.month.month}月台账汇总"
