import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.choices import Acceptance, EvidenceTable
from portal.files import StoredFile


class EvidenceLink(models.Model):
    """What the unit points to for one leaf: pages of an attachment, or a row of a table.

    ``number`` is the leaf's. Pages count from 1 and include both ends; a picture or a workbook
    has none. ``line`` is the key of a row of ``table``, ``label`` what it said when it was linked.
    ``position`` counts from 1 inside the leaf.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="evidence"
    )
    number = models.CharField("评分项序号", max_length=20)
    position = models.PositiveSmallIntegerField("顺序", default=1)
    attachment = models.ForeignKey(
        "applications.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="材料",
    )
    first_page = models.PositiveIntegerField("起始页", null=True, blank=True)
    last_page = models.PositiveIntegerField("截止页", null=True, blank=True)
    table = models.CharField("表", max_length=15, choices=EvidenceTable, blank=True)
    line = models.PositiveBigIntegerField("表中的行", null=True, blank=True)
    label = models.CharField("行的内容", max_length=200, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("添加时间")

    class Meta:
        ordering = ["number", "position", "pk"]
        verbose_name = verbose_name_plural = "评分项佐证"
        indexes = [models.Index(fields=["application", "number"], name="evidence_by_leaf")]
        constraints = [
            models.CheckConstraint(
                condition=Q(attachment__isnull=False, table="", line__isnull=True)
                | (Q(attachment__isnull=True, line__isnull=False) & ~Q(table="")),
                name="evidence_points_to_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(first_page__isnull=True, last_page__isnull=True)
                | Q(first_page__gte=1, last_page__gte=models.F("first_page")),
                name="evidence_pages_in_order",
                violation_error_message="截止页不能小于起始页，页码从1开始。",
            ),
        ]

    def __str__(self):
        return f"{self.number}：{self.attachment or self.label}"


class EvidenceReview(models.Model):
    """What happened to one piece of evidence in one sheet: opened by whom, and whether it is 采信.

    A row appears when somebody who fills the sheet opens the evidence or judges it.
    """

    link = models.ForeignKey("applications.EvidenceLink", models.CASCADE, related_name="reviews")
    sheet = models.ForeignKey("scoring.ScoreSheet", models.CASCADE, related_name="+")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField("打开时间", null=True, blank=True)
    verdict = models.CharField("采信情况", max_length=10, choices=Acceptance, blank=True)
    remark = models.CharField("意见", max_length=200, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField("采信时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "佐证采信"
        constraints = [
            models.UniqueConstraint(fields=["link", "sheet"], name="evidence_review_once")
        ]

    def __str__(self):
        return f"{self.link}：{self.get_verdict_display() or '未采信'}"


class SitePhoto(StoredFile):
    """A photo taken while a sheet is filled in, of one leaf; as private as the sheet.

    ``key`` is made by the browser that took it, so that a photo sent twice is stored once.
    """

    key = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="site_photos"
    )
    sheet = models.ForeignKey("scoring.ScoreSheet", models.PROTECT, related_name="+")
    number = models.CharField("评分项序号", max_length=20)

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = verbose_name_plural = "现场照片"

    def __str__(self):
        return f"{self.number}现场照片{self.name}"
