"""Real servers for the tests: PostgreSQL, Redis, a Celery worker, Chromium.

As a program it starts PostgreSQL and Redis on free ports, runs a command that
finds them in ``DATABASE_URL`` and ``CELERY_BROKER_URL``, and stops them again:

    python -m tests.services -- python -m pytest

As a pytest plugin it hands out the fixtures that need those servers, and fails a
test that is marked for a server which is not there.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db import connections

from portal.processes import Child

#: A worker imports everything, `make run` plays a whole rehearsal first, and other tests run beside.
START_SECONDS = 180
#: Milliseconds in which what a page promises must come: Playwright's own patience with a click.
#: A save begins after a pause and is answered by a machine that may do three things at once.
PATIENCE = 30_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Every window draws two lists below its address bar, which nobody sees and which cost more than
    # the page, and keeps a process in reserve. Of two such options Chromium obeys the last, so what
    # Playwright switches off follows.
    "--disable-features="
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess,"
    "AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,"
    "MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,"
    "ThirdPartyStoragePartitioning",
    # Whatever a page asks from outside this machine must fail, or it would fail in the office.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


class ServiceMissing(Exception):
    """A program that the tests need is not installed."""


# --- the program --------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Run the command after ``--`` beside both servers; return its exit status."""
    command = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    if not command:
        print("Usage: python -m tests.services -- COMMAND…", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with postgres() as database_url, redis() as broker_url:
            services = {"DATABASE_URL": database_url, "CELERY_BROKER_URL": broker_url}
            return subprocess.call(command, env={**os.environ, **services})  # noqa: S603
    except ServiceMissing as problem:
        print(problem, file=sys.stderr)
        return 1


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL with a folder and a port of its own; yields the URL of an empty database."""
    programs = _postgres_programs()
    owner = _unprivileged_user()
    with _folder("portal-postgres-", owner) as folder:
        data, log = folder / "data", folder / "log"
        _run_as(
            owner,
            [
                *[programs / "initdb", "--pgdata", data, "--username=portal", "--auth=trust"],
                *["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            ],
        )
        port = unused_port()  # looked for after what takes seconds: others look for ports as well
        settings = {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(folder),
            "port": str(port),
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        control = [programs / "pg_ctl", "--pgdata", data, "--log", log, "--wait", "--silent"]
        _run_as(owner, [*control, "--options", options, "start"])
        try:
            address = [f"--host={folder}", f"--port={port}", "--username=portal"]
            _run_as(owner, [programs / "createdb", *address, "portal"])
            yield f"postgres://portal@127.0.0.1:{port}/portal"
        finally:
            _run_as(owner, [*control, "--mode=immediate", "stop"])


@contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing; yields the URL of its first database."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise ServiceMissing(
            "redis-server is not installed. Run: sudo apt-get install redis-server"
        )
    port = unused_port()
    with _folder("portal-redis-") as folder:
        options = ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        server = Child("redis", [program, *options], log=folder / "log")
        server.start()
        try:
            wait_until(lambda: _answers(port), server)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.stop()


def unused_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_true: Callable[[], bool], server: Child | None = None) -> None:
    """Return as soon as ``is_true``; fail after a while, or when ``server`` has ended."""
    deadline = time.monotonic() + START_SECONDS
    while not is_true():
        if server and not server.is_running():
            raise RuntimeError(f"{server.name} did not start:\n{server.log.read_text()}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"Nothing came in {START_SECONDS} seconds.")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _postgres_programs() -> Path:
    """The folder with ``initdb``; Debian keeps it off the path, one for each version."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    if found:
        return found[-1].parent
    if program := shutil.which("initdb"):
        return Path(program).resolve().parent
    raise ServiceMissing("PostgreSQL is not installed. Run: sudo apt-get install postgresql")


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    return "postgres" if os.geteuid() == 0 else None


def _run_as(owner: str | None, command: list) -> None:
    done = subprocess.run(  # noqa: S603 - our own command lines
        [str(part) for part in command],
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stderr}")


@contextmanager
def _folder(prefix: str, owner: str | None = None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if owner:
        shutil.chown(folder, owner, owner)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- the pytest plugin --------------------------------------------------------------------------


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test never skips for want of a server: it fails and says how to start one."""
    needs = {
        "postgres": os.environ.get("DATABASE_URL", "").startswith("postgres"),
        "redis": os.environ.get("CELERY_BROKER_URL", "").startswith("redis"),
    }
    for name, is_there in needs.items():
        if item.get_closest_marker(name) and not is_there:
            pytest.fail(f"This test needs {name}: run it with `make test`.", pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def _own_media_folder(tmp_path_factory) -> Iterator[None]:
    """Uploaded files of this run lie in a folder of this run."""
    from django.test import override_settings  # noqa: PLC0415 - Django is not set up at loading

    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="session", autouse=True)
def _tables_emptied_by_rows() -> Iterator[None]:
    """After a test that commits, PostgreSQL deletes its few rows: a hundredth of a TRUNCATE."""
    from django.db import connection  # noqa: PLC0415 - Django is not set up when the plugin loads

    with pytest.MonkeyPatch.context() as monkeypatch:
        if connection.vendor == "postgresql":
            monkeypatch.setattr(connection.ops, "sql_flush", _deletions)
        yield


def _deletions(style: object, tables: list[str], **options: bool) -> list[str]:
    """Wait, as TRUNCATE does, for whoever still writes; then no trigger and no key is asked."""
    deletions = "".join(f'DELETE FROM "{table}";' for table in tables)  # noqa: S608 - our own
    locked = ", ".join(f'"{table}"' for table in tables)
    return [f"LOCK TABLE {locked}; SET LOCAL session_replication_role = replica; {deletions}"]


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on."""
    return unused_port()


class Worker(Child):
    """A real Celery worker on the database and broker of this test process."""

    def __init__(self, folder: Path):
        super().__init__(
            "worker",
            [
                *[sys.executable, "-m", "celery", "-A", "portal", "worker", "--loglevel=INFO"],
                *["--concurrency=1", "--without-gossip", "--without-mingle"],
            ],
            log=folder / "worker.log",
            environment=_worker_environment(),
        )

    def start(self) -> None:
        """Start it and return when it takes jobs."""
        seen = self._text().count(" ready.")
        super().start()
        wait_until(lambda: self._text().count(" ready.") > seen, self)

    def _text(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""


def _worker_environment() -> dict[str, str]:
    """What makes another process see the same rows, files and queue as this test."""
    from django.conf import settings  # noqa: PLC0415 - Django is not set up when the plugin loads
    from django.db import connection  # noqa: PLC0415 - the same

    database = connection.settings_dict
    name, port = database["NAME"], database["PORT"]
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": f"postgres://{database['USER']}@{database['HOST']}:{port}/{name}",
        "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "PYTEST_XDIST_WORKER": "",
    }


@pytest.fixture(scope="module")
def _worker(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Worker]:
    """Killed with its module: in others it would read the tables while they are emptied."""
    worker = Worker(tmp_path_factory.mktemp("worker"))
    yield worker
    worker.kill()


@pytest.fixture
def redis_worker(_worker: Worker, transactional_db) -> Worker:
    """A running Celery worker. A test may ``kill()`` it and ``start()`` it again.

    Its rows must be committed for the worker to see them, hence ``transactional_db``.
    """
    if not _worker.is_running():
        _worker.start()
    return _worker


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser of this machine; Playwright's own is never downloaded."""
    for name in (os.environ.get("CHROMIUM", ""), *BROWSERS):
        if name and (path := shutil.which(name)):
            return path
    raise ServiceMissing("Chromium is not installed. Run: sudo apt-get install chromium")


@pytest.fixture(scope="session")
def chromium(chromium_path: str, django_db_setup) -> Iterator:
    """A headless Chromium that reaches nothing but this machine.

    Playwright runs a loop in this thread, which Django takes for asynchronous code and keeps other
    connections for. Those of before and those of the loop are closed, or the last of them would
    keep the database from being dropped.
    """
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - 0.3 s, journeys only

    connections.close_all()
    with ExitStack() as stack:
        monkeypatch = stack.enter_context(pytest.MonkeyPatch.context())
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        playwright = stack.enter_context(sync_playwright())
        stack.callback(connections.close_all)
        browser = playwright.chromium.launch(executable_path=chromium_path, args=BROWSER_OPTIONS)
        stack.callback(browser.close)
        expect.set_options(timeout=PATIENCE)
        yield browser


@pytest.fixture
def new_page(chromium) -> Iterator[Callable]:
    """Open a page as a person of its own: ``new_page(base_url=live_server.url)``."""
    contexts = []

    def open_page(**options):
        settings = {
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "viewport": {"width": 1280, "height": 900},
            "accept_downloads": True,
            "reduced_motion": "reduce",  # a colour that is on its way is none that a person reads
        }
        contexts.append(chromium.new_context(**{**settings, **options}))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
