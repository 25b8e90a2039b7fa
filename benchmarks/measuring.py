"""Windows of requests in turn, so that a page and what it is divided by share each moment."""

import gzip
import os
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import perf_counter

from benchmarks import processes
from benchmarks.ground import Server, postmaster, running
from benchmarks.pages import PORTAL, SETTINGS, Page
from benchmarks.visits import Visit
from benchmarks.wire import Answer, ask

#: A window ends after so many requests, or so many seconds.
REQUESTS, SECONDS = 14, 0.5
#: The bare pages are measured again after so many pages.
GROUP = 6
WARMING = 5
CROWD_REQUESTS = 6
CROWD_ROUNDS = 2


@dataclass(slots=True)
class Figures:
    """What has been measured of one page; times in seconds."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    crowd_seconds: list[float] = field(default_factory=list)
    crowd_rates: list[float] = field(default_factory=list)
    size: int = 0
    zipped: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of ``values`` do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


class Measurement:
    """Measures pages of running servers; the CPU of the database counts as theirs."""

    def __init__(self, servers: dict[str, Server], database: int):
        self.servers, self.database = servers, database
        self.figures: dict[str, Figures] = defaultdict(Figures)
        self.foreign: list[float] = []

    def warm(self, pages: Sequence[Page]) -> None:
        """Let every worker answer every page before anything is timed."""
        for page in pages:
            for _ in range(WARMING):
                answer = self.ask(page, page.visit)
            figures = self.figures[page.name]
            figures.size = len(answer.body)
            figures.zipped = len(gzip.compress(answer.body, 6))

    def ask(self, page: Page, visit: Visit) -> Answer:
        return ask(self.servers[page.server].port, visit)

    # --- one at a time ---------------------------------------------------------------------

    def one_at_a_time(self, bare: Sequence[Page], pages: Sequence[Page], rounds: int) -> None:
        for _ in range(rounds):
            for page in in_turn(bare, pages):
                self.window(page)

    def window(self, page: Page) -> None:
        """Some requests one after the other, with the CPU that they cost."""
        figures = self.figures[page.name]
        used, everybody = self.cpu(page), processes.machine_seconds()
        client, started = processes.own_seconds(), perf_counter()
        times = [self.ask(page, page.visit).seconds]
        while len(times) < REQUESTS and perf_counter() - started < SECONDS:
            times.append(self.ask(page, page.visit).seconds)
        wall, spent = perf_counter() - started, processes.cpu_since(used)
        figures.seconds += times
        figures.cpu.append(spent / len(times))
        ours = spent + processes.own_seconds() - client
        self.foreign.append((processes.machine_seconds() - everybody - ours) / wall)

    def cpu(self, page: Page) -> dict[int, float]:
        return processes.cpu_of([self.servers[page.server].process.pid, self.database])

    # --- many at once ----------------------------------------------------------------------

    def all_at_once(self, pages: Sequence[Page]) -> None:
        for _ in range(CROWD_ROUNDS):
            for page in pages:
                if page.crowd:
                    self.crowd(page)

    def crowd(self, page: Page) -> None:
        """Everybody of the crowd asks several times, without waiting for the others."""

        def come_back(visit: Visit) -> list[float]:
            return [self.ask(page, visit).seconds for _ in range(CROWD_REQUESTS)]

        started = perf_counter()
        with ThreadPoolExecutor(len(page.crowd)) as threads:
            times = [second for times in threads.map(come_back, page.crowd) for second in times]
        figures = self.figures[page.name]
        figures.crowd_rates.append(len(times) / (perf_counter() - started))
        figures.crowd_seconds += times

    # --- memory ----------------------------------------------------------------------------

    def memory(self) -> float:
        """Of the biggest worker of the portal, in MB."""
        return max(processes.pss_mb(pid) for pid in self.servers[PORTAL].workers())

    def foreign_share(self) -> float:
        """How much of the machine other programs took while pages were measured."""
        return max(0.0, statistics.mean(self.foreign) / os.cpu_count())


@dataclass(slots=True)
class Web:
    """What the running servers showed."""

    figures: dict[str, Figures] = field(default_factory=lambda: defaultdict(Figures))
    memory: dict[str, float] = field(default_factory=dict)
    foreign: float = 0.0


def measure(bare: Sequence[Page], own: Sequence[Page], rounds: int, folder: Path) -> Web:
    """Start both servers, let every page be asked for alone and by many, stop them."""
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(running(Server(module, folder)))
            for name, module in SETTINGS.items()
        }
        measurement = Measurement(servers, postmaster())
        measurement.warm(bare)
        memory = {"after the bare pages": measurement.memory()}
        measurement.warm(own)
        memory["after every page, five times"] = measurement.memory()
        measurement.one_at_a_time(bare, own, rounds)
        measurement.all_at_once([*bare, *own])
        memory["after the whole run"] = measurement.memory()
    return Web(measurement.figures, memory, measurement.foreign_share())


def in_turn(bare: Sequence[Page], pages: Sequence[Page]) -> Iterator[Page]:
    """The bare pages before every group of ours."""
    waiting = iter(pages)
    while group := list(islice(waiting, GROUP)):
        yield from bare
        yield from group
