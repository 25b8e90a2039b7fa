from django.db import models


class Throttle(models.Model):
    """How often something was asked for in one window of time (SEC-19).

    ``key`` names what and from where; ``window`` is the moment at which its counting began.
    """

    key = models.CharField(max_length=120)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "访问计数"
        constraints = [
            models.UniqueConstraint(fields=["key", "window"], name="throttle_once_per_window")
        ]

    def __str__(self):
        return f"{self.key}：{self.count}"
