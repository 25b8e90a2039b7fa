from django.db import models

from portal.choices import MailState


class Mail(models.Model):
    """One e-mail in the outbox: about one message, or the digest of a day.

    ``address`` is copied, because people move on. ``send_at`` is the earliest moment of the
    next attempt; ``key`` names the mail among all, so that none goes out twice.
    """

    key = models.CharField(max_length=100, unique=True)
    recipient = models.ForeignKey("portal.User", models.CASCADE, related_name="+")
    address = models.EmailField("收件地址", max_length=100)
    subject = models.CharField("主题", max_length=200)
    body = models.TextField("正文")
    state = models.CharField("状态", max_length=10, choices=MailState, default=MailState.QUEUED)
    created_at = models.DateTimeField("建立时间")
    send_at = models.DateTimeField("发送时间")
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    error = models.CharField("失败原因", max_length=300, blank=True)
    sent_at = models.DateTimeField("送出时间", null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = verbose_name_plural = "邮件"
        indexes = [models.Index(fields=["state", "send_at"], name="mail_to_send")]

    def __str__(self):
        return self.subject
