from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.files import internal_path
from reports.choices import LIVE, OutputState
from reports.querysets import OutputJobQuerySet


class OutputJob(models.Model):
    """One request for a generated file: what, for whom, how far, and the file.

    ``state`` moves by conditional updates only. ``attempt`` grows at every claim, and a
    worker writes only under its own. ``slot`` names file, subject and reader: a slot has
    at most one live job. ``version`` is the wanted Snapshot's number, None the latest data.
    """

    kind = models.CharField("文件", max_length=32)
    application = models.ForeignKey(
        "applications.Application", models.CASCADE, null=True, blank=True, related_name="+"
    )
    batch = models.ForeignKey(
        "applications.Batch", models.CASCADE, null=True, blank=True, related_name="+"
    )
    version = models.PositiveSmallIntegerField("版本", null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    requested_at = models.DateTimeField("申请时间")
    slot = models.CharField(max_length=80, db_index=True)
    state = models.CharField(
        "状态", max_length=10, choices=OutputState, default=OutputState.QUEUED, db_index=True
    )
    progress = models.PositiveSmallIntegerField("进度", default=0)
    stage = models.CharField("进展", max_length=100, blank=True)
    error = models.CharField("失败原因", max_length=300, blank=True)
    attempt = models.PositiveSmallIntegerField("次数", default=0)
    enqueued_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    data_version = models.CharField("数据版本", max_length=60, blank=True)
    file = models.FileField("文件", upload_to=internal_path, max_length=200, blank=True)
    file_name = models.CharField("文件名", max_length=150, blank=True)
    size = models.PositiveBigIntegerField("大小", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    objects = OutputJobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = verbose_name_plural = "输出文件"
        constraints = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(state__in=LIVE), name="output_one_live_job_per_slot"
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="output_progress_at_most_100"
            ),
            models.CheckConstraint(
                condition=~Q(state=OutputState.DONE) | Q(finished_at__isnull=False),
                name="output_done_has_end",
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=True, batch__isnull=False)
                | Q(application__isnull=False, batch__isnull=True),
                name="output_has_one_subject",
            ),
        ]

    def __str__(self):
        return self.file_name or self.kind

    def get_absolute_url(self):
        return reverse("reports:output", args=[self.pk])

    @property
    def subject(self):
        return self.application or self.batch

    @property
    def is_live(self):
        return self.state in LIVE

    @property
    def is_available(self):
        return self.state == OutputState.DONE and bool(self.file)
