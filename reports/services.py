"""Ask for a generated file."""

from django.db import IntegrityError, transaction

from applications.models import Application, Batch
from portal import audit, clock
from portal.access import require
from portal.models import User
from reports.models import OutputJob
from reports.outputs import catalogue, tasks


@transaction.atomic
def request_output(
    *,
    user: User,
    kind: str,
    application: Application | None = None,
    batch: Batch | None = None,
    version: int | None = None,
) -> OutputJob:
    """Queue the file of ``kind`` for ``user``; while one is on its way, that one is answered.

    Exactly one of ``application`` and ``batch`` is the subject. Raises PermissionDenied
    when ``user`` may not have it. The request never waits for the broker.
    """
    subject = application or batch
    require(catalogue.get(kind).may(user, subject))
    slot = catalogue.slot_of(kind, subject, version, user)
    live = OutputJob.objects.live().filter(slot=slot)
    if job := live.first():
        return job
    try:
        with transaction.atomic():
            job = OutputJob.objects.create(
                kind=kind,
                application=application,
                batch=batch,
                version=version,
                requested_by=user,
                requested_at=clock.now(),
                slot=slot,
            )
    except IntegrityError:
        # A second click was a moment faster.
        return live.get()
    audit.record(user, "request_output", subject, label="申请生成文件", kind=kind)
    tasks.deliver_on_commit(job)
    return job


def record_download(job: OutputJob, user: User) -> None:
    """Who took which file when (SEC-10)."""
    audit.record(user, "download_output", job.subject, label="下载生成文件", kind=job.kind)
