from django.db import models
from django.urls import reverse

from applications.choices import Binding, Supplier
from portal.files import StoredFile


class CatalogueItem(models.Model):
    """One slot of a batch's material catalogue (annex 2 of the notice, domain.md §4.6)."""

    batch = models.ForeignKey("applications.Batch", models.CASCADE, related_name="catalogue")
    code = models.CharField("编号", max_length=20)
    title = models.CharField("材料名称", max_length=200)
    help = models.CharField("说明", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("顺序")
    supplier = models.CharField("提供方", max_length=10, choices=Supplier)
    is_required = models.BooleanField("必备", default=True)
    may_be_waived = models.BooleanField("可填不适用", default=False)
    is_financial = models.BooleanField("财务资料", default=False)
    is_personal = models.BooleanField("含个人信息", default=False)
    binding = models.CharField("绑定版本", max_length=12, choices=Binding, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = verbose_name_plural = "材料目录"
        constraints = [
            models.UniqueConstraint(fields=["batch", "code"], name="catalogue_code_once")
        ]

    def __str__(self):
        return f"{self.code} {self.title}"


class Attachment(StoredFile):
    """A file in a slot of the catalogue. A replaced file is kept, with the time it was.

    ``bound_digest`` is the SHA-256 of the version whose paper was scanned; the scan is
    已失效 once the data have another digest. ``fault`` is what the last test of the stored file
    (``tested_at``) found; empty: it can be opened.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="attachments"
    )
    item = models.ForeignKey(
        "applications.CatalogueItem", models.PROTECT, related_name="attachments"
    )
    bound_digest = models.CharField("绑定摘要", max_length=64, blank=True)
    replaced_at = models.DateTimeField("停用时间", null=True, blank=True)
    fault = models.CharField("文件问题", max_length=200, blank=True)
    tested_at = models.DateTimeField("检测时间", null=True, blank=True)

    class Meta:
        ordering = ["item__position", "pk"]
        verbose_name = verbose_name_plural = "材料"

    def get_absolute_url(self):
        return reverse("applications:attachment", args=[self.application_id, self.pk])


class NotApplicable(models.Model):
    """The unit says that a material does not apply to it, and why."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="waivers"
    )
    item = models.ForeignKey("applications.CatalogueItem", models.PROTECT, related_name="+")
    reason = models.CharField("不适用理由", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "不适用说明"
        constraints = [models.UniqueConstraint(fields=["application", "item"], name="waiver_once")]

    def __str__(self):
        return f"{self.item}：不适用（{self.reason}）"
