from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from applications.choices import BatchStatus
from applications.querysets import BatchQuerySet
from scoring.choices import Aggregation


class Batch(models.Model):
    """One round of 评定, opened by notice.

    ``full_year`` is the last full year of the figures; the half-year that follows it
    gives the other column. Deadlines include their last moment.
    """

    name = models.CharField("批次名称", max_length=50, unique=True, help_text="例如：第二批")
    notice_number = models.CharField("通知文号", max_length=100)
    full_year = models.PositiveSmallIntegerField(
        "全年数据年份",
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        help_text="经营情况中“全年”一栏的年份，其后半年为“上半年”一栏。",
    )
    ruleset = models.ForeignKey(
        "scoring.RuleSet", models.PROTECT, related_name="+", verbose_name="评分标准"
    )
    quota = models.PositiveSmallIntegerField(
        "每市推荐名额", default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    opens_at = models.DateTimeField("申报开始时间")
    city_deadline = models.DateTimeField("市级截止时间", help_text="创建单位提交的最后时刻。")
    province_deadline = models.DateTimeField("省级截止时间", help_text="各市推荐报省的最后时刻。")
    publicity_from = models.DateField("公示起始日期", null=True, blank=True)
    publicity_to = models.DateField("公示截止日期", null=True, blank=True)
    publicity_workdays = models.PositiveSmallIntegerField(
        "公示期最少工作日",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="按法定节假日和调休安排计算，公示期不足的不能开始公示。",
    )
    objection_contact = models.CharField(
        "受理异议的联系方式",
        max_length=200,
        blank=True,
        help_text="公示页上公开的办公电话和地址，不要填写个人手机。",
    )
    published_number = models.CharField("公布文号", max_length=100, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    duplex = models.BooleanField("双面打印", default=False)
    aggregation = models.CharField(
        "成员计分汇总方式", max_length=15, choices=Aggregation, default=Aggregation.CONSENSUS
    )
    quorum = models.PositiveSmallIntegerField(
        "汇总所需提交人数",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text="按平均方式汇总时，至少有这么多名成员提交计分后方可采用。",
    )
    hides_columns = models.BooleanField(
        "成员提交计分前不显示自检和初评", default=False, help_text="开启后，成员独立计分。"
    )
    shows_members = models.BooleanField(
        "成员之间互相可见已提交的计分", default=False, help_text="未开启时只有组长可见。"
    )
    is_rehearsal = models.BooleanField("演练批次", default=False)
    status = models.CharField(
        "状态", max_length=15, choices=BatchStatus, default=BatchStatus.PREPARING
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        verbose_name = verbose_name_plural = "批次"
        constraints = [
            models.CheckConstraint(
                condition=Q(city_deadline__lte=F("province_deadline")),
                name="city_deadline_before_province",
                violation_error_message="市级截止时间不能晚于省级截止时间。",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("city_deadline")),
                name="batch_opens_before_deadline",
                violation_error_message="申报开始时间应早于市级截止时间。",
            ),
            models.CheckConstraint(
                condition=Q(publicity_to__isnull=True) | Q(publicity_from__lte=F("publicity_to")),
                name="publicity_in_order",
                violation_error_message="公示截止日期不能早于公示起始日期。",
            ),
        ]

    def __str__(self):
        return f"{self.name}（演练）" if self.is_rehearsal else self.name

    def get_absolute_url(self):
        return reverse("applications:batch", args=[self.pk])

    @property
    def notice_mark(self):
        """What every message about the batch begins with."""
        return "【演练】" if self.is_rehearsal else ""

    @property
    def full_year_label(self):
        """2022年: the head of the full-year column."""
        return f"{self.full_year}年"

    @property
    def half_year_label(self):
        """2023年上半年: the head of the half-year column."""
        return f"{self.full_year + 1}年上半年"

    @property
    def audited_years(self):
        """The two years of audited accounts that annex 2 item 四 asks for."""
        return (self.full_year - 1, self.full_year)
