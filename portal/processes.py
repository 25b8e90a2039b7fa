"""Child processes that neither outlive their parent nor leave it waiting."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
STOPPING_SECONDS = 10


class Child:
    """A program that runs beside this one, writes to one log, and can be started again."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        keep_open: Sequence[int] = (),
    ):
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.environment = {**os.environ, **(environment or {})}
        self.keep_open = tuple(keep_open)
        self.process: subprocess.Popen | None = None

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
                pass_fds=self.keep_open,
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
        if self.process is None:
            return
        try:
            self.process.wait(STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def stop(self) -> None:
        """Ask to end and wait."""
        self.ask_to_stop()
        self.wait()

    def kill(self) -> None:
        """End it as a failing machine would, with every process it has started."""
        self._end_group()
        if self.process is not None:
            self.process.wait()

    def _end_group(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def _end_with_parent() -> None:
    """Linux: get SIGTERM when the parent dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
