from django.db import models


class Heartbeat(models.Model):
    """When something that runs in the background last showed that it lives."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "后台运行情况"

    def __str__(self):
        return f"{self.name}：{self.at:%Y-%m-%d %H:%M:%S}"
