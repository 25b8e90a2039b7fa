from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from applications.choices import QUERY_LENGTH
from portal.files import internal_path
from reports.choices import LIVE, OutputState
from reports.querysets import OutputJobQuerySet

#: What a file can be made of; a job has exactly one of them.
SUBJECTS = (
    "application",
    "batch",
    "city_month",
    "liaison_list",
    "merge",
    "bulletin",
    "quota_board",
)


def has_one_subject():
    """Exactly one of ``SUBJECTS`` is there."""
    condition = Q()
    for chosen in SUBJECTS:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in SUBJECTS})
    return condition


class OutputJob(models.Model):
    """One request for a generated file: what, for whom, how far, and the file.

    ``state`` moves by conditional updates only. ``attempt`` grows at every claim, and a
    worker writes only under its own. ``slot`` names file, subject and reader: a slot has
    at most one live job. ``version`` is the wanted Snapshot's number, None the latest data;
    ``sheet`` names one of the application's sheets: a column, or ``seat-7``. ``query`` is the
    filter of a list, as it stands in its address.
    """

    kind = models.CharField("文件", max_length=32)
    application = models.ForeignKey(
        "applications.Application", models.CASCADE, null=True, blank=True, related_name="+"
    )
    batch = models.ForeignKey(
        "applications.Batch", models.CASCADE, null=True, blank=True, related_name="+"
    )
    city_month = models.ForeignKey(
        "reports.CityMonth", models.CASCADE, null=True, blank=True, related_name="+"
    )
    liaison_list = models.ForeignKey(
        "reports.LiaisonList", models.CASCADE, null=True, blank=True, related_name="+"
    )
    merge = models.ForeignKey(
        "reports.Merge", models.CASCADE, null=True, blank=True, related_name="+"
    )
    bulletin = models.ForeignKey(
        "reports.Bulletin", models.CASCADE, null=True, blank=True, related_name="+"
    )
    quota_board = models.ForeignKey(
        "applications.QuotaBoard", models.CASCADE, null=True, blank=True, related_name="+"
    )
    query = models.CharField("筛选条件", max_length=QUERY_LENGTH, blank=True)
    version = models.PositiveSmallIntegerField("版本", null=True, blank=True)
    sheet = models.CharField("评分表", max_length=30, blank=True)
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
            models.CheckConstraint(condition=has_one_subject(), name="output_has_one_subject"),
        ]

    def __str__(self):
        return self.file_name or self.kind

    def get_absolute_url(self):
        return reverse("reports:output", args=[self.pk])

    @property
    def subject_field(self):
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id"))

    @property
    def subject(self):
        return getattr(self, self.subject_field)

    @property
    def is_live(self):
        return self.state in LIVE

    @property
    def is_available(self):
        return self.state == OutputState.DONE and bool(self.file)
