import os
import signal
import sys

import pytest

from portal.processes import Child
from tests.services import wait_until

HAS_A_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""
OUTLIVED = """
import sys, time
from pathlib import Path
from portal.processes import Child
child = Child("sleeper", [sys.executable, "-c", "import time; time.sleep(600)"], log=Path(sys.argv[1]))
child.start()
print(child.process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def start(tmp_path):
    """Start a Python program; returns it when it has printed a process id."""
    started = []

    def start_program(text):
        child = Child(
            "program",
            [sys.executable, "-c", text, tmp_path / "inner.log"],
            log=tmp_path / f"{len(started)}.log",
            environment={"PYTHONPATH": os.getcwd()},
        )
        started.append(child)
        child.start()
        wait_until(lambda: child.log.read_text().endswith("\n"), child)
        return child, int(child.log.read_text().split()[-1])

    yield start_program
    for child in started:
        child.kill()


def is_alive(pid):
    """Whether a process still works; a zombie waits only to be counted."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # the second: it ends while it is read
        return False


def test_stop_ends_a_program(start):
    child, _ = start("import time; print(1, flush=True); time.sleep(600)")

    child.stop()

    assert child.process.returncode == -signal.SIGTERM


def test_kill_ends_what_the_program_started(start):
    child, grandchild = start(HAS_A_CHILD)

    child.kill()

    assert not child.is_running()
    wait_until(lambda: not is_alive(grandchild))


def test_restart_ends_what_a_dead_program_left(start):
    child, grandchild = start(HAS_A_CHILD)
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    assert is_alive(grandchild)

    child.start()

    wait_until(lambda: not is_alive(grandchild))
    assert child.is_running()


def test_program_ends_with_its_parent(start):
    parent, child = start(OUTLIVED)

    os.kill(parent.process.pid, signal.SIGKILL)

    wait_until(lambda: not is_alive(child))
