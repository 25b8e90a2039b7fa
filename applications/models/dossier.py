from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from applications.choices import InvestmentCategory
from portal.choices import Nature
from portal.validators import validate_credit_code, validate_email, validate_phone


def amount_field(label, **options):
    """A column of 万元 with two decimals, never negative."""
    return models.DecimalField(
        label,
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0), "金额不能为负数，请填写0或正数（万元）。")],
        **options,
    )


def count_field(label, **options):
    """A column of whole people or visits, never negative."""
    return models.PositiveIntegerField(label, **options)


class Dossier(models.Model):
    """The 报告书's cover, part 一 and part 二 as the unit fills them in (domain.md §4.2).

    A draft may be incomplete: every field may be empty until submission. Organisation
    data is a snapshot, prefilled and editable.
    """

    application = models.OneToOneField(
        "applications.Application", models.CASCADE, related_name="dossier", primary_key=True
    )
    # 一、评定申请
    head_name = models.CharField("申请单位负责人姓名", max_length=50, blank=True)
    declared_on = models.DateField("申请日期", null=True, blank=True)
    # 二（一）基本信息
    zone_name = models.CharField("示范区名称", max_length=100, blank=True)
    unit_name = models.CharField("申请单位", max_length=100, blank=True)
    credit_code = models.CharField(
        "统一社会信用代码", max_length=18, blank=True, validators=[validate_credit_code]
    )
    nature = models.CharField("单位性质", max_length=20, choices=Nature, blank=True)
    nature_other = models.CharField("单位性质说明", max_length=50, blank=True)
    contact_name = models.CharField("联系人", max_length=50, blank=True)
    contact_phone = models.CharField("电话", max_length=50, blank=True, validators=[validate_phone])
    address = models.CharField("通讯地址", max_length=200, blank=True)
    email = models.CharField("电子邮箱", max_length=100, blank=True, validators=[validate_email])
    area_km2 = models.DecimalField(
        "申报项目面积",
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(Decimal("0.0001"), "申报项目面积应大于0平方公里，请核对。"),
            MaxValueValidator(
                Decimal(10000), "申报项目面积不应超过10000平方公里，请核对单位是否为平方公里。"
            ),
        ],
    )
    invested_wan = amount_field("已完成投资总额", null=True, blank=True)
    employees = count_field("直接从业人员数量", null=True, blank=True)
    opened_on = models.DateField("开业时间", null=True, blank=True)
    opened_has_day = models.BooleanField("开业时间精确到日", default=False)
    revenue_year_wan = amount_field("全年营业总收入", null=True, blank=True)
    revenue_half_wan = amount_field("上半年营业总收入", null=True, blank=True)
    visits_year = count_field("全年接待人次", null=True, blank=True)
    visits_half = count_field("上半年接待人次", null=True, blank=True)
    honours = models.TextField("曾获得的相关荣誉", max_length=1000, blank=True)
    # 二（二）至（四）
    achievements = models.TextField("创建情况", blank=True)
    operations = models.TextField("经营状况", blank=True)
    direction = models.TextField("发展方向", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报告书"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(invested_wan__gte=0) | models.Q(invested_wan__isnull=True),
                name="dossier_investment_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(area_km2__gt=0, area_km2__lte=10000)
                | models.Q(area_km2__isnull=True),
                name="dossier_area_in_bounds",
            ),
        ]

    def __str__(self):
        return self.zone_name or self.unit_name


class InvestmentLine(models.Model):
    """One line of 三、投资明细表; amounts in 万元, numbered inside its category.

    The term is two months, or a text where the paper says something else.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="investment_lines"
    )
    category = models.PositiveSmallIntegerField("类别", choices=InvestmentCategory)
    position = models.PositiveIntegerField("序号")
    purpose = models.CharField("投资用途", max_length=100, blank=True)
    term = models.CharField("投资期限", max_length=50, blank=True)
    amount_wan = amount_field("实际投资金额", null=True, blank=True)
    paid_wan = amount_field("实际付款金额", null=True, blank=True)
    unpaid_wan = amount_field("未付款金额", null=True, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        ordering = ["category", "position"]
        verbose_name = verbose_name_plural = "投资明细"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(category__gte=1, category__lte=10),
                name="investment_category_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_category_display()}：{self.purpose}"


class StaffingLine(models.Model):
    """One line of 四、用工情况表: a form of employment with four head counts."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="staffing_lines"
    )
    position = models.PositiveIntegerField("序号")
    form = models.CharField("用工形式", max_length=50, blank=True)
    contracted = count_field("签订劳务合同人数", null=True, blank=True)
    paid = count_field("发放工资人数", null=True, blank=True)
    insured = count_field("社会参保人数", null=True, blank=True)
    taxed = count_field("个税申报人数", null=True, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = verbose_name_plural = "用工情况"

    def __str__(self):
        return self.form
