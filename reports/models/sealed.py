from django.conf import settings
from django.db import models


class Sealed(models.Model):
    """A numbered version of what was handed in: canonical JSON, its SHA-256, the code on paper."""

    number = models.PositiveSmallIntegerField("版本")
    data = models.JSONField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    check_code = models.CharField("校验码", max_length=8, db_index=True)
    sealed_at = models.DateTimeField("封存时间")
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["number"]

    def __str__(self):
        return f"v{self.number}（校验码{self.check_code}）"
