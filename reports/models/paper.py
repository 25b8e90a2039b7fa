from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.choices import OrganisationKind
from portal.files import StoredFile
from reports.choices import PAPER_DUTIES, Duty, PaperStatus
from reports.querysets import OwnedQuerySet

#: What the 实施方案 of each group is called (晋文旅发〔2024〕7号 item 19).
PLAN_TITLES = {
    OrganisationKind.CLUSTER: "深化建设实施方案",
    OrganisationKind.ZONE: "提升建设实施方案",
    OrganisationKind.CREATING_UNIT: "创建实施方案",
}


class YearlyPaper(models.Model):
    """The 实施方案 or the 工作情况报告 of one organisation in one year."""

    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, related_name="yearly_papers", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    duty = models.CharField(
        "材料", max_length=10, choices=[(d.value, d.label) for d in PAPER_DUTIES]
    )
    status = models.CharField("状态", max_length=10, choices=PaperStatus, default=PaperStatus.DRAFT)
    first_submitted_at = models.DateTimeField("首次报送时间", null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["year", "organisation"]
        verbose_name = verbose_name_plural = "年度材料"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "duty"], name="paper_once_a_year"
            ),
            models.CheckConstraint(condition=Q(duty__in=PAPER_DUTIES), name="paper_is_a_paper"),
            models.CheckConstraint(
                condition=Q(status=PaperStatus.DRAFT) | Q(first_submitted_at__isnull=False),
                name="submitted_paper_has_its_time",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}{self.year}年{self.get_duty_display()}"

    def get_absolute_url(self):
        return reverse("reports:paper", args=[self.organisation_id, self.year, self.duty])


class PaperVersion(StoredFile):
    """One file that was handed in for a paper; the last one counts, the others stay."""

    paper = models.ForeignKey("reports.YearlyPaper", models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "年度材料文件"
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once")
        ]


def paper_title(duty: str, kind: str) -> str:
    """What the paper of an organisation of ``kind`` is called."""
    return PLAN_TITLES[OrganisationKind(kind)] if duty == Duty.PLAN else Duty.REPORT.label
