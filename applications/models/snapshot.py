from django.conf import settings
from django.db import models


class Snapshot(models.Model):
    """A submitted version of the 报告书: canonical JSON, its SHA-256 and the code on paper."""

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="snapshots"
    )
    number = models.PositiveSmallIntegerField("版本")
    data = models.JSONField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    check_code = models.CharField("校验码", max_length=8, db_index=True)
    sealed_at = models.DateTimeField("封存时间")
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "提交版本"
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="snapshot_once")
        ]

    def __str__(self):
        return f"v{self.number}（校验码{self.check_code}）"
