"""What everything runs on: an empty database made ready, web servers, a worker."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from benchmarks import processes
from benchmarks.models import Line
from portal.processes import Child
from tests.services import unused_port, wait_until

LINES = 1000
WEB_WORKERS = 2


class Server(Child):
    """A gunicorn with two workers on a free port of this machine."""

    def __init__(self, settings: str, folder: Path):
        self.port = unused_port()
        command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--no-control-socket"]
        options = [f"--workers={WEB_WORKERS}", f"--bind=127.0.0.1:{self.port}", "--timeout=120"]
        environment = {"DJANGO_SETTINGS_MODULE": settings}
        log = folder / f"{settings}.log"
        super().__init__(settings, [*command, *options], log=log, environment=environment)

    def is_ready(self) -> bool:
        return self.log.read_text().count("Booting worker") >= WEB_WORKERS

    def workers(self) -> list[int]:
        return [pid for pid in processes.tree(self.process.pid) if pid != self.process.pid]


class Worker(Child):
    """A Celery worker as in production, with one process that does the work."""

    def __init__(self, folder: Path):
        command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--loglevel=INFO"]
        options = ["--concurrency=1", "--without-gossip", "--without-mingle"]
        log = Path(tempfile.mkdtemp(dir=folder)) / "worker.log"
        super().__init__("worker", [*command, *options], log=log)

    def is_ready(self) -> bool:
        return " ready." in self.log.read_text()

    def peak_mb(self) -> float:
        """Of its biggest process."""
        return max(processes.peak_mb(pid) for pid in processes.tree(self.process.pid))


@contextmanager
def running(child: Server | Worker) -> Iterator[Server | Worker]:
    """Start it, wait until it takes requests or jobs, and stop it in the end."""
    child.start()
    try:
        wait_until(child.is_ready, child)
        yield child
    finally:
        child.stop()


def prepare() -> None:
    """Tables, reference data, static files with digests, and rows for the bare pages."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    Line.objects.bulk_create(
        Line(title=f"第{number}行", text="文旅康养示范区投资明细。" * 20, amount=number)
        for number in range(1, LINES + 1)
    )


def postmaster() -> int:
    """The process whose tree is the database server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return processes.parent(cursor.fetchone()[0])


def analyse() -> None:
    """Statistics for the planner, as autovacuum would have made them by then."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
