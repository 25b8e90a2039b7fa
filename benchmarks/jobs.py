"""How long the files take in a worker of their own: 报告书 (O1) and 批次汇总表 (O11)."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from benchmarks.ground import Worker, running
from benchmarks.stage import Played, person
from benchmarks.wire import WrongAnswer
from reports.models import OutputJob
from reports.outputs import catalogue, jobs
from reports.services.outputs import request_output
from tests.services import wait_until

WARM_RUNS = 3


@dataclass(frozen=True, slots=True)
class JobFigures:
    """One kind of file; memory is the most that the worker's biggest process ever held."""

    name: str
    cold: float
    warm: float
    warm_cpu: float
    idle_mb: float
    peak_mb: float
    size: int


def run_jobs(played: Played, folder: Path) -> list[JobFigures]:
    """Each kind in a fresh worker: the first file is cold, the next are warm."""
    subjects = {
        catalogue.DOSSIER: played.applications[0],
        catalogue.BATCH_SUMMARY: played.batch,
    }
    return [run_kind(kind, subject, folder) for kind, subject in subjects.items()]


def run_kind(kind: catalogue.OutputKind, subject: catalogue.Subject, folder: Path) -> JobFigures:
    with running(Worker(folder)) as worker:
        idle = worker.peak_mb()
        first = make(kind, subject)
        used = processes.cpu_of([worker.process.pid])
        next_ones = [make(kind, subject) for _ in range(WARM_RUNS)]
        cpu = processes.cpu_since(used) / WARM_RUNS
        peak = worker.peak_mb()
    return JobFigures(
        name=f"{kind.number} {kind.title}",
        cold=seconds(first),
        warm=statistics.median(map(seconds, next_ones)),
        warm_cpu=cpu,
        idle_mb=idle,
        peak_mb=peak,
        size=first.size,
    )


def make_here(kind: catalogue.OutputKind, subject: catalogue.Subject) -> None:
    """A file made by this process, so that the list of files is not empty."""
    job = request_output(user=person("province"), kind=kind.key, subject=subject)
    jobs.run_output(job.pk)


def seconds(job: OutputJob) -> float:
    """From a worker's taking it to the finished file."""
    return (job.finished_at - job.started_at).total_seconds()


def make(kind: catalogue.OutputKind, subject: catalogue.Subject) -> OutputJob:
    """Ask for the file as the page does and wait for it; raises WrongAnswer when it fails."""
    job = request_output(user=person("province"), kind=kind.key, subject=subject)

    def is_over() -> bool:
        job.refresh_from_db()
        return not job.is_live

    wait_until(is_over)
    if not job.is_available:
        raise WrongAnswer(f"{kind.key}: {job.error}")
    return job
