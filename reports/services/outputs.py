"""Ask for a generated file."""

from django.db import IntegrityError, models, transaction

from portal import audit, clock
from portal.access import require
from portal.models import User
from reports.models import OutputJob
from reports.models.output import SUBJECTS
from reports.outputs import catalogue, tasks


@transaction.atomic
def request_output(
    *,
    user: User,
    kind: str,
    subject: models.Model,
    version: int | None = None,
    sheet: str = "",
    query: str = "",
) -> OutputJob:
    """Queue the file of ``kind`` for ``user``; while one is on its way, that one is answered.

    ``subject`` is a record of the class that the catalogue names, ``sheet`` one of its sheets
    where the file is made of one, ``query`` the filter of a list. Raises PermissionDenied when ``user`` may not have it. The
    request never waits for the broker.
    """
    require(catalogue.get(kind).may(user, subject, sheet))
    slot = catalogue.slot_of(kind, subject, version, user, sheet=sheet, query=query)
    live = OutputJob.objects.live().filter(slot=slot)
    if job := live.first():
        return job
    try:
        with transaction.atomic():
            job = OutputJob.objects.create(
                kind=kind,
                version=version,
                sheet=sheet,
                query=query,
                requested_by=user,
                requested_at=clock.now(),
                slot=slot,
                **{field_of(subject): subject},
            )
    except IntegrityError:
        # A second click was a moment faster.
        return live.get()
    audit.record(user, "request_output", subject, label="申请生成文件", kind=kind)
    tasks.deliver_on_commit(job)
    return job


def field_of(subject: models.Model) -> str:
    """The field of a job that holds records like ``subject``."""
    fields = (OutputJob._meta.get_field(name) for name in SUBJECTS)
    return next(field.name for field in fields if isinstance(subject, field.related_model))


def record_download(job: OutputJob, user: User) -> None:
    """Who took which file when (SEC-10)."""
    audit.record(user, "download_output", job.subject, label="下载生成文件", kind=job.kind)
