"""Child processes that neither outlive their parent nor leave it waiting."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1


class Child:
    """A program that runs beside this one, writes to one log, and can be started again.

    Asked to stop, it has ``patience`` seconds to finish what it is doing.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        patience: float = 10,
    ):
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.environment = {**os.environ, **(environment or {})}
        self.patience = patience
        self.process: Any = None

    def start(self) -> None:
        """Start the program in a session of its own, so that Ctrl-C reaches only its parent.

        What a dead predecessor has left running is ended first: two clocks would tick twice.
        """
        self._end_group()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command lines
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Let it finish what it is doing; returns at once."""
        if self.process is not None:
            self.process.terminate()

    def wait(self) -> None:
        """Return when it has ended; end it by force if it takes too long."""
        if self.process is not None and not self._ends_within(self.patience):
            self.kill()

    def stop(self) -> None:
        """Ask to end and wait."""
        self.ask_to_stop()
        self.wait()

    def kill(self) -> None:
        """End it as a failing machine would, with every process it has started."""
        self._end_group()
        if self.process is not None:
            self._ends_within(None)

    def _ends_within(self, seconds: float | None) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _end_group(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Fork(Child):
    """A function of this very program beside itself: nothing has to be imported again.

    Only for a program without threads. Connections must be closed before.
    """

    def __init__(self, name: str, run: Callable[[], object], *, log: Path):
        super().__init__(name, [], log=log)
        self.run = run

    def start(self) -> None:
        """Run the function in a session of its own, its output in the log."""
        self._end_group()
        self.process = multiprocessing.get_context("fork").Process(target=self._become)
        self.process.start()

    def is_running(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def _become(self) -> None:
        os.setsid()
        _end_with_parent()
        with self.log.open("ab") as log:
            os.dup2(log.fileno(), sys.stdout.fileno())
            os.dup2(log.fileno(), sys.stderr.fileno())
        self.run()

    def _ends_within(self, seconds: float | None) -> bool:
        self.process.join(seconds)
        return not self.process.is_alive()


def _end_with_parent() -> None:
    """Linux: get SIGTERM when the parent dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
