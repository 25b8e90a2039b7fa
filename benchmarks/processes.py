"""What the process table says of a tree of processes: CPU, memory now, memory at most."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")
GONE = (OSError, IndexError)


def tree(root: int) -> list[int]:
    """``root`` and everything that it has started."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            with suppress(*GONE):
                children.setdefault(parent(int(entry.name)), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def parent(pid: int) -> int:
    return int(_fields(pid)[1])


def _fields(pid: int) -> list[str]:
    """The fields of ``stat`` behind the name, which may hold anything."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def cpu_of(roots: Iterable[int]) -> dict[int, float]:
    """CPU seconds of every process in some trees so far."""
    return {pid: cpu_seconds(pid) for root in roots for pid in tree(root)}


def cpu_since(before: dict[int, float]) -> float:
    """What those processes have used since; one that has ended or come meanwhile is left out."""
    return sum(max(0.0, cpu_seconds(pid) - used) for pid, used in before.items())


def cpu_seconds(pid: int) -> float:
    """By the scheduler's own count, which is finer than the clock tick."""
    total = 0
    with suppress(*GONE):
        for thread in (PROC / str(pid) / "task").iterdir():
            total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


def machine_seconds() -> float:
    """CPU time of everybody on this machine."""
    fields = [int(word) for word in (PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICK


def own_seconds() -> float:
    times = os.times()
    return times.user + times.system


def pss_mb(pid: int) -> float:
    """Memory of one process, shared pages divided by those who share them."""
    return _megabytes(PROC / str(pid) / "smaps_rollup", "Pss:")


def peak_mb(pid: int) -> float:
    """The most that one process has held in memory."""
    return _megabytes(PROC / str(pid) / "status", "VmHWM:")


def _megabytes(file: Path, label: str) -> float:
    with suppress(OSError):
        for line in file.read_text().splitlines():
            if line.startswith(label):
                return int(line.split()[1]) / 1024
    return 0.0
