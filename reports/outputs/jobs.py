"""The life of one output job. Its row is the truth; a message in the broker is only a knock.

A claim moves queued to running and counts an attempt; whoever works writes only under
that attempt, so of two workers on one job the first to lose it stops without a trace.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files import File
from django.core.files.storage import Storage
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from portal import clock
from portal.clock import machine_now
from portal.files import digest_of
from reports.choices import OutputState
from reports.models import OutputJob
from reports.outputs import catalogue
from reports.outputs.progress import OutputError

logger = logging.getLogger(__name__)

ATTEMPTS = 3
#: A worker tells that it lives at most this often, in seconds.
HEARTBEAT = 1.0
#: Nothing heard for so long, and a running job is taken from its worker.
SILENCE = timedelta(seconds=45)
#: Nobody came for so long, and a queued job is knocked for again.
PATIENCE = timedelta(minutes=2)

#: After so long a silence the page says that something may be wrong.
HUSH = timedelta(seconds=10)

STALLED = "生成可能已中断，系统将自动重新开始，请稍候…"
NO_WORKER = "后台服务没有响应，请联系系统管理员；后台服务恢复后文件会自动继续生成。"
BROKEN = "生成过程多次中断，文件未能完成，请稍后重新生成；若仍失败，请联系系统管理员。"
TOO_LONG = "生成时间过长，已停止，请稍后重新生成；若仍失败，请联系系统管理员。"
UNEXPECTED = "生成文件时发生错误，原因已记入系统日志，请稍后重新生成；若仍失败，请联系系统管理员。"


class Superseded(Exception):
    """The job was taken from this worker meanwhile; whatever it made is thrown away."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file before it is handed over."""

    path: Path
    name: str
    data_version: str


# --- doing it -----------------------------------------------------------------------------


def run_output(job_id: int) -> None:
    """Make the file of a queued job. Done twice, or by two workers, it is still one file."""
    job = claim(job_id)
    if job is None:
        logger.info("Output job %s is not queued; nothing to do.", job_id)
        return
    try:
        with TemporaryDirectory(prefix="portal-output-") as folder:
            finish(job, make(job, Path(folder)))
    except Superseded:
        logger.warning("Output job %s was taken from attempt %s.", job.pk, job.attempt)
    except OutputError as refusal:
        logger.warning("Output job %s refused: %s", job.pk, refusal)
        fail(job, str(refusal))
    except SoftTimeLimitExceeded:
        logger.exception("Output job %s took too long.", job.pk)
        fail(job, TOO_LONG)
    except Exception:
        logger.exception("Output job %s failed.", job.pk)
        fail(job, UNEXPECTED)


def claim(job_id: int) -> OutputJob | None:
    """Take a queued job: the one conditional update decides between two workers."""
    claimed = OutputJob.objects.filter(pk=job_id, state=OutputState.QUEUED).update(
        state=OutputState.RUNNING,
        attempt=F("attempt") + 1,
        progress=0,
        stage="正在读取数据…",
        started_at=clock.now(),
        heartbeat_at=machine_now(),
    )
    if not claimed:
        return None
    rows = OutputJob.objects.select_related(
        "requested_by",
        "batch",
        "application__city",
        "application__organisation",
        "city_month__city",
        "liaison_list__city",
        "merge",
        "bulletin",
        "quota_board__batch",
        "quota_board__city",
    )
    job = rows.get(pk=job_id)
    for attempt in range(1, job.attempt):
        delete_files(storage(), [stored_name(job, attempt)])
    return job


def make(job: OutputJob, folder: Path) -> Made:
    """Read as of one moment, then write the file; asks again whether the requester may.

    Raises OutputError with a sentence for the requester.
    """
    kind = catalogue.get(job.kind)
    with one_moment():
        if not (decision := kind.may(job.requested_by, job.subject, job.sheet)):
            raise OutputError(decision.reason)
        document = kind.build(job)
    path = folder / f"output{kind.suffix}"
    kind.render(document, path, Watch(job))
    return Made(path, kind.file_name(job, document), kind.data_version(document))


class Watch:
    """Writes progress and heartbeat into the row, and stops the work once the job is lost."""

    def __init__(self, job: OutputJob) -> None:
        self.job = job
        self.told = 0.0

    def __call__(self, percent: int, stage: str) -> None:
        if time.monotonic() - self.told < HEARTBEAT:
            return
        self.told = time.monotonic()
        fields = {"progress": percent, "stage": stage, "heartbeat_at": machine_now()}
        if not own(self.job).update(**fields):
            raise Superseded


def finish(job: OutputJob, made: Made) -> None:
    """Hand the file over and let the previous one of the slot go, in one transaction.

    Raises Superseded, and then nothing of this attempt remains.
    """
    with made.path.open("rb") as stream:
        sha256, size = digest_of(stream), made.path.stat().st_size
        stored = storage().save(stored_name(job, job.attempt), File(stream))
    try:
        with transaction.atomic():
            hand_over(job, made, file=stored, sha256=sha256, size=size)
            release_previous(job)
    except BaseException:
        delete_files(storage(), [stored])
        raise


def hand_over(job: OutputJob, made: Made, **stored: str | int) -> None:
    done = own(job).update(
        state=OutputState.DONE,
        progress=100,
        stage="",
        error="",
        file_name=made.name,
        data_version=made.data_version,
        finished_at=clock.now(),
        **stored,
    )
    if not done:
        raise Superseded


def release_previous(job: OutputJob) -> None:
    """Older files of the slot go once the new one is committed; their rows stay."""
    older = OutputJob.objects.done().filter(slot=job.slot).exclude(pk=job.pk).exclude(file="")
    names = list(older.values_list("file", flat=True))
    older.update(file="")
    transaction.on_commit(partial(delete_files, storage(), names), robust=True)


def fail(job: OutputJob, sentence: str) -> None:
    """End the job with the sentence that its requester reads; the previous file stays."""
    own(job).update(
        state=OutputState.FAILED,
        stage="",
        error=sentence[: OutputJob._meta.get_field("error").max_length],
        finished_at=clock.now(),
    )


def own(job: OutputJob) -> QuerySet[OutputJob]:
    """The row as long as it belongs to this attempt."""
    return OutputJob.objects.filter(pk=job.pk, state=OutputState.RUNNING, attempt=job.attempt)


@contextmanager
def one_moment() -> Iterator[None]:
    """Reads agree with each other: a total with its rows, one sheet with the next.

    A transaction of SQLite sees one moment by itself, PostgreSQL must be asked.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


# --- what was left lying ------------------------------------------------------------------


def rescue_outputs() -> list[int]:
    """Take jobs from silent workers; answers the ids that someone must be called for.

    A job that lost its worker is queued again, at most three attempts in all.
    """
    now = machine_now()
    silent = OutputJob.objects.filter(state=OutputState.RUNNING).filter(
        Q(heartbeat_at__lt=now - SILENCE) | Q(heartbeat_at__isnull=True)
    )
    for job in silent:
        logger.warning("Output job %s: attempt %s fell silent.", job.pk, job.attempt)
        if job.attempt >= ATTEMPTS:
            fail(job, BROKEN)
        else:
            own(job).update(
                state=OutputState.QUEUED,
                progress=0,
                stage="生成曾经中断，正在重新排队…",
                enqueued_at=None,
            )
    waiting = OutputJob.objects.filter(state=OutputState.QUEUED).filter(
        Q(enqueued_at__lt=now - PATIENCE) | Q(enqueued_at__isnull=True)
    )
    return list(waiting.order_by("requested_at", "pk").values_list("pk", flat=True))


def outlook(job: OutputJob) -> str:
    """What the page says of a live job, also when nobody seems to be at work on it."""
    now = machine_now()
    if job.state == OutputState.RUNNING and job.heartbeat_at < now - HUSH:
        return STALLED
    asked = job.enqueued_at or job.requested_at  # the broker may have been away, too
    if job.state == OutputState.QUEUED and asked < now - 2 * PATIENCE:
        return NO_WORKER
    return job.stage


# --- files --------------------------------------------------------------------------------


def storage() -> Storage:
    return OutputJob._meta.get_field("file").storage


def stored_name(job: OutputJob, attempt: int) -> str:
    """Where an attempt keeps its file, so that the next one finds what a killed one left."""
    return f"outputs/{job.pk}/{attempt}{catalogue.get(job.kind).suffix}"


def delete_files(place: Storage, names: list[str]) -> None:
    for name in names:
        place.delete(name)
