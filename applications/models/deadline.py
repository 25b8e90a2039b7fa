from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.choices import Deadline
from applications.querysets import ExtensionQuerySet


class Extension(models.Model):
    """A deadline that was moved for a batch, one city of it or one application (A-03).

    Rows are only added: of each scope the one with the highest number counts, and of the
    scopes the latest moment. ``until`` is the last moment itself.
    """

    batch = models.ForeignKey("applications.Batch", models.CASCADE, related_name="extensions")
    city = models.ForeignKey(
        "portal.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="市"
    )
    application = models.ForeignKey(
        "applications.Application",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="extensions",
        verbose_name="申报",
    )
    kind = models.CharField("截止事项", max_length=15, choices=Deadline)
    until = models.DateTimeField("延长至")
    reason = models.CharField("延期原因", max_length=300)
    document_number = models.CharField("依据文号", max_length=100, blank=True)
    approved_by = models.CharField("批准人", max_length=50)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField("办理时间")

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["granted_at", "pk"]
        verbose_name = verbose_name_plural = "延期"
        constraints = [
            models.CheckConstraint(
                condition=Q(city__isnull=True) | Q(application__isnull=True),
                name="extension_of_one_scope",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}延长至{timezone.localtime(self.until):%Y-%m-%d %H:%M}"
