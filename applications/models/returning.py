from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from applications.choices import UNIT_SECTIONS, ReturnCategory, SectionName, Supplier


class ReturnRound(models.Model):
    """One 退回修改 or 退回补正: its reason, its clock and its points. Kept for ever.

    Without a point all parts are open. ``version`` is the submitted version that went back,
    ``answered_version`` the one that came again, ``number`` counts both kinds. ``due_at`` of an
    answered 退回补正 is the date that held in the end, extensions included.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="return_rounds"
    )
    number = models.PositiveSmallIntegerField("轮次")
    by_province = models.BooleanField("省级退回补正", default=False)
    category = models.CharField("退回类别", max_length=20, choices=ReturnCategory)
    note = models.TextField("退回理由")
    version = models.PositiveSmallIntegerField("退回的版本", null=True, blank=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField("退回时间")
    due_at = models.DateTimeField("修改期限", null=True, blank=True)
    answered_at = models.DateTimeField("重新提交时间", null=True, blank=True)
    answered_version = models.PositiveSmallIntegerField("重新提交的版本", null=True, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "退回记录"
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="return_round_once")
        ]

    def __str__(self):
        return f"第{self.number}次退回"

    def get_absolute_url(self):
        return reverse("applications:return_round", args=[self.application_id, self.number])

    @property
    def compared_url(self):
        """Where the version that went back and the one that came again stand side by side.

        Empty while there are not both.
        """
        if not self.version or not self.answered_version:
            return ""
        versions = [self.version, self.answered_version]
        return reverse("applications:difference", args=[self.application_id, *versions])

    @property
    def lies_with_unit(self):
        """Whether a 退回补正 names places of the unit that it has not handed back."""
        if not self.by_province or self.answered_version or self.answered_at:
            return False
        return any(point.is_of_unit for point in self.points.all())

    @property
    def kind(self):
        return "退回补正" if self.by_province else "退回修改"

    @property
    def is_late(self):
        """Whether the answer came after ``due_at`` (逾期修改)."""
        return bool(self.answered_at and self.due_at and self.answered_at > self.due_at)

    @property
    def section_labels(self):
        """The places that were opened, each once; none where everything was."""
        return list(dict.fromkeys(point.place_label for point in self.points.all()))


class ReturnPoint(models.Model):
    """One place that must be mended: a part, a leaf of the 自检 or a slot of the catalogue.

    Noted while reading (``round`` empty), sent with a round, answered by whoever mends it,
    and looked at again (``settled``). ``leaf`` is its number in the standard.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="return_points"
    )
    round = models.ForeignKey(
        "applications.ReturnRound", models.CASCADE, null=True, blank=True, related_name="points"
    )
    by_province = models.BooleanField("省级意见", default=False)
    section = models.CharField("部分", max_length=20, choices=SectionName)
    leaf = models.CharField("评分项", max_length=30, blank=True)
    item = models.ForeignKey(
        "applications.CatalogueItem", models.PROTECT, null=True, blank=True, related_name="+"
    )
    category = models.CharField("类别", max_length=20, choices=ReturnCategory)
    comment = models.CharField("退回意见", max_length=500)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("记录时间")
    answer = models.CharField("修改说明", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("说明时间", null=True, blank=True)
    settled = models.BooleanField("已改到位", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField("复核时间", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = "退回意见"
        constraints = [
            models.CheckConstraint(
                condition=Q(leaf="") | Q(item__isnull=True), name="return_point_of_one_place"
            )
        ]

    def __str__(self):
        return self.comment

    @property
    def place_label(self):
        """«三、投资明细表», «六、评分表（自检）1.1», «其他材料 3.1 …»."""
        label = self.get_section_display()
        return f"{label} {self.item}" if self.item_id else f"{label}{self.leaf}"

    @property
    def is_of_unit(self):
        """Whether the unit has to mend it; else 市文化和旅游局."""
        if self.item_id:
            return self.item.supplier == Supplier.UNIT
        return self.section in UNIT_SECTIONS


class WithdrawalRequest(models.Model):
    """T23: the unit asks to end its 申报; the city or the province decides."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="withdrawal_requests"
    )
    reason = models.CharField("撤回理由", max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    granted = models.BooleanField("同意", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    note = models.CharField("办理意见", max_length=500, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = verbose_name_plural = "撤回申请"
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(decided_at__isnull=True),
                name="one_open_withdrawal_request",
                violation_error_message="撤回申请已提出，正在等待办理。",
            )
        ]

    def __str__(self):
        return f"{self.application}撤回申请"
