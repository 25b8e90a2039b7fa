"""Count what 形式审查 finds in a batch, and test the stored files: what the clock does for both."""

from collections import Counter
from datetime import timedelta
from typing import Final

from django.db.models import F, Q

from applications import uploads
from applications.check_counts import COUNTED
from applications.choices import BatchStatus
from applications.completeness import CHECKS, formal_review
from applications.models import Application, Attachment, CheckCount
from portal import clock

#: A file is opened and read again after so long, and so many of them in one run.
TESTED_FOR: Final = timedelta(days=7)
FILES_A_RUN: Final = 100


# --- counting --------------------------------------------------------------------------


def count_open_batches() -> int:
    """Count for every application that is not yet recommended; answers for how many."""
    CheckCount.objects.exclude(check_name__in=CHECKS).delete()
    rows = Application.objects.filter(batch__status=BatchStatus.OPEN, status__in=COUNTED)
    applications = list(rows.for_list().select_related("self_check__ruleset", "scoring_figures"))
    for application in applications:
        count_application(application)
    return len(applications)


def count_anew(application_id: int) -> None:
    """Count one application as it stands now; one that is gone or recommended keeps its counts."""
    rows = Application.objects.filter(pk=application_id, status__in=COUNTED)
    for application in rows.for_list():
        count_application(application)


def count_application(application: Application) -> None:
    """Store how often each check finds something now; a second count replaces the first."""
    blocking: Counter[str] = Counter()
    reminding: Counter[str] = Counter()
    for finding in formal_review(application):
        kind = reminding if finding.problem.is_warning else blocking
        kind[finding.check.name] += 1
    CheckCount.objects.bulk_create(
        (
            CheckCount(
                application=application,
                check_name=name,
                blocking=blocking[name],
                reminding=reminding[name],
                counted_at=clock.now(),
            )
            for name in CHECKS
        ),
        update_conflicts=True,
        unique_fields=["application", "check_name"],
        update_fields=["blocking", "reminding", "counted_at"],
    )


# --- testing ---------------------------------------------------------------------------


def look_through_files() -> int:
    """Open every file of an unfinished batch that was not tested lately; answers how many.

    The oldest test first, a limited number a run.
    """
    tested_before = clock.now() - TESTED_FOR
    waiting = Attachment.objects.filter(
        Q(tested_at__isnull=True) | Q(tested_at__lt=tested_before),
        replaced_at__isnull=True,
        application__batch__status__in=(BatchStatus.OPEN, BatchStatus.EVALUATING),
    )
    files = list(waiting.order_by(F("tested_at").asc(nulls_first=True), "pk")[:FILES_A_RUN])
    for file in files:
        look_through_file(file)
    return len(files)


def look_through_file(attachment: Attachment) -> None:
    """Read one stored file whole and keep what is wrong with it; nothing else is changed."""
    fault = uploads.fault_of(attachment)
    Attachment.objects.filter(pk=attachment.pk).update(fault=fault, tested_at=clock.now())
