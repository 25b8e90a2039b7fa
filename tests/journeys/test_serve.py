"""`make run` as a person meets it: one start, from an empty folder to the last process gone."""

import os
import shutil
import signal
import socket
import sys
from urllib.request import ProxyHandler, build_opener

import pytest

from portal.processes import Child
from tests.services import unused_port, wait_until

pytestmark = pytest.mark.system


@pytest.fixture
def environment(settings, tmp_path):
    """An empty place, except for the fonts that take long to cut."""
    shutil.copytree(settings.FONTS_DIR, tmp_path / "var" / "fonts")
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "PORTAL_VAR": str(tmp_path / "var"),
        "PORTAL_DEMO": "1",
        "DATABASE_URL": "",
        "CELERY_BROKER_URL": "",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def serve(environment, tmp_path):
    """Start the portal on a port; its output is in ``log``."""
    started = []

    def start(port):
        command = [sys.executable, "manage.py", "serve", "--rehearsal", "--port", port]
        log = tmp_path / f"serve-{len(started)}.log"
        child = Child("serve", command, log=log, environment=environment, patience=60)
        started.append(child)
        child.start()
        return child

    yield start
    for child in started:
        child.stop()


def says(child, text):
    return lambda: text in child.log.read_text()


def status_of(address):
    """Asked directly, whatever proxy the machine names."""
    with build_opener(ProxyHandler({})).open(address) as page:
        return page.status


def workers_ready(tmp_path):
    log = tmp_path / "var" / "log" / "worker.log"
    return log.read_text().count(" ready.") if log.exists() else 0


def processes_below(pid):
    """The process ids of everything that ``pid`` has started, by program name and arguments."""
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
            with open(f"/proc/{entry}/cmdline") as file:
                command = file.read().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
        if parent == pid:
            found[int(entry)] = command
    return found


def test_portal_starts_keeps_its_worker_and_stops(serve, tmp_path):
    port = unused_port()

    portal = serve(port)
    wait_until(says(portal, f"http://127.0.0.1:{port}/"), portal)
    assert status_of(f"http://127.0.0.1:{port}/login/") == 200
    assert "演练账号" in portal.log.read_text()
    wait_until(lambda: workers_ready(tmp_path) == 1, portal)

    children = processes_below(portal.process.pid)
    [worker] = [pid for pid, command in children.items() if "celery" in command]
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: workers_ready(tmp_path) == 2, portal)

    portal.stop()
    assert portal.process.returncode == 0
    assert [pid for pid in children if os.path.exists(f"/proc/{pid}")] == []


def test_taken_port_is_one_sentence(serve):
    with socket.create_server(("127.0.0.1", 0)) as somebody_else:
        port = somebody_else.getsockname()[1]
        portal = serve(port)
        wait_until(lambda: not portal.is_running())

    assert portal.process.returncode == 1
    assert portal.log.read_text().splitlines() == [
        f"CommandError: 端口{port}已被占用，请换一个：make run PORT={port + 1}。"
        f" Port {port} is in use."
    ]
