from django.db import models


class Holiday(models.Model):
    """A day that is not what its weekday says: a holiday, or a weekend that is worked (调休)."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班", default=False)
    name = models.CharField("名称", max_length=50, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = verbose_name_plural = "节假日和调休"

    def __str__(self):
        return f"{self.day:%Y-%m-%d}{'上班' if self.is_workday else '休息'}"
