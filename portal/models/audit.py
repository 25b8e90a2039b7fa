from django.db import models


class AuditEntry(models.Model):
    """Who did what to which record, when, from which state, with which reason (G-09).

    Append-only. The actor's name, role and organisation are copied, because people move on.
    """

    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        "portal.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="用户"
    )
    actor_name = models.CharField("姓名", max_length=50)
    actor_role = models.CharField("角色", max_length=50, blank=True)
    actor_organisation = models.CharField("单位", max_length=100, blank=True)
    action = models.CharField("动作", max_length=50)
    label = models.CharField("动作名称", max_length=50, blank=True)
    target_type = models.CharField("对象类别", max_length=50)
    target_id = models.CharField("对象编号", max_length=50)
    previous = models.CharField("原状态", max_length=30, blank=True)
    current = models.CharField("现状态", max_length=30, blank=True)
    note = models.TextField("理由", blank=True)
    details = models.JSONField("详情", default=dict, blank=True)
    address = models.GenericIPAddressField("地址", null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = verbose_name_plural = "审计记录"
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.label or self.action}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("An audit entry is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An audit entry is never deleted.")
