from django.db import models

from portal.querysets import NoticeQuerySet


class Notice(models.Model):
    """A message to one person about an event that gives them a task (G-12)."""

    recipient = models.ForeignKey("portal.User", models.CASCADE, related_name="notices")
    text = models.CharField("内容", max_length=500)
    url = models.CharField("链接", max_length=200, blank=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    mail = models.ForeignKey(
        "portal.Mail", models.SET_NULL, null=True, blank=True, related_name="notices"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = verbose_name_plural = "消息"
        indexes = [models.Index(fields=["recipient", "read_at"], name="notice_unread")]

    def __str__(self):
        return self.text
