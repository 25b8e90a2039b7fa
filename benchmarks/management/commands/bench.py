import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.core.management.base import BaseCommand

from benchmarks import ground, machine, report, targets
from benchmarks.counting import Queries, count
from benchmarks.jobs import make_here, run_jobs
from benchmarks.ledger import Ledger, fill_few, fill_many, found
from benchmarks.measuring import Web, measure
from benchmarks.pages import PORTAL, SETTINGS, Page, bare_pages, desks, own_pages
from benchmarks.stage import Played, Stage, rehearse, set_stage
from portal import clock
from reports.outputs import catalogue

#: Queries are counted with so many units first, so that growth shows.
FEW = 3


@dataclass(frozen=True, slots=True)
class Data:
    """What there is to show, and what the pages asked of the database while there was little."""

    stage: Stage
    played: Played
    ledger: Ledger
    few: dict[str, Queries]


class Command(BaseCommand):
    help = "Measure pages and jobs; started by `python -m benchmarks`."
    requires_system_checks = []

    def add_arguments(self, parser):
        here = settings.BASE_DIR / "benchmarks" / "results"
        parser.add_argument(
            "--units",
            type=int,
            default=11,
            help="how many units are rehearsed; 0: the sheet alone is measured",
        )
        parser.add_argument("--rounds", type=int, default=5, help="0 counts queries only")
        parser.add_argument("--out", type=Path, default=here, metavar="DIR")
        parser.add_argument(
            "--hold",
            action="store_true",
            help="write DIR/targets.json and serve until Ctrl-C instead of measuring",
        )

    def handle(self, *, units, rounds, out, hold, **options):
        self.started, self.load = perf_counter(), os.getloadavg()[0]
        if not units:
            self.answer(self.measure_sheet(rounds), out)
            return
        data = self.prepare(units)
        if hold:
            self.hold(data, out / "targets.json")
        else:
            self.answer(self.measure(data, rounds), out)

    def answer(self, result: report.Result, out: Path) -> None:
        report.write(result, out)
        self.stdout.write(report.markdown(result))

    def prepare(self, units: int) -> Data:
        """Fill the database: a small batch, count, then the batch that was asked for."""
        ground.prepare()
        self.say("tables, reference data and static files are there")
        stage = set_stage()
        self.say("applications under way are there")
        ledger = found()
        fill_few(ledger)
        self.say("nine months of three cities are there")
        played = rehearse(FEW, stage.ruleset)
        make_here(catalogue.BATCH_SUMMARY, played.batch)
        few = count_all(pages_of(stage, played, ledger))
        self.say(f"queries with {FEW} units are counted")
        played = rehearse(units, stage.ruleset)
        self.say(f"{units} units are rehearsed")
        fill_many(ledger)
        self.say("thirty-six months of seventy organisations are there")
        ground.analyse()
        return Data(stage, played, ledger, few)

    def measure(self, data: Data, rounds: int) -> report.Result:
        jobs = run_jobs(data.played, settings.VAR_DIR) if rounds else []
        self.say("files are made")
        many = count_all(pages_of(data.stage, data.played, data.ledger))
        self.say("queries are counted")
        bare, own = bare_pages(), own_pages(data.stage, data.played, data.ledger)
        web = measure(bare, own, rounds, settings.VAR_DIR) if rounds else Web()
        return report.Result(
            facts=self.facts(data.played, web),
            units=(FEW, len(data.played.applications)),
            pages=[*bare, *own],
            few=data.few,
            many=many,
            figures=web.figures,
            jobs=jobs,
            memory=web.memory,
        )

    def measure_sheet(self, rounds: int) -> report.Result:
        """The desk, the other pages of a sheet, and the saves of a mark; nothing is rehearsed."""
        ground.prepare()
        stage = set_stage()
        ground.analyse()
        bare, own = bare_pages(), list(desks(stage))
        queries = count_all([*bare, *own])
        self.say("applications under way are there, queries are counted")
        web = measure(bare, own, rounds, settings.VAR_DIR) if rounds else Web()
        return report.Result(
            facts=self.machine(web),
            units=(0, 0),
            pages=[*bare, *own],
            few=queries,
            many=queries,
            figures=web.figures,
            jobs=[],
            memory=web.memory,
        )

    def hold(self, data: Data, file: Path) -> None:
        """Serve the pages for another program to measure, until Ctrl-C."""
        with ground.running(ground.Server(SETTINGS[PORTAL], settings.VAR_DIR)) as server:
            pages = own_pages(data.stage, data.played, data.ledger)
            targets.write(pages, server, ground.postmaster(), file)
            self.say(f"serving; the targets are in {file}; Ctrl-C ends it")
            with suppress(KeyboardInterrupt):
                signal.pause()

    def say(self, text: str) -> None:
        self.stderr.write(f"{perf_counter() - self.started:6.1f} s  {text}")

    def facts(self, played: Played, web: Web) -> dict[str, str]:
        units = len(played.applications)
        wall, cpu = played.seconds / units, played.cpu_seconds / units
        return {
            **self.machine(web),
            "Data": f"a rehearsed batch of {units} units beside one of {FEW} and an open one of 4;"
            " 36 months of 70 organisations, of three cities only nine months where there is little",
            "Rehearsal": f"{wall:.2f} s a unit, of it {cpu:.2f} s of Python",
        }

    def machine(self, web: Web) -> dict[str, str]:
        load = f"load {self.load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end"
        return {
            "Date": f"{clock.today():%Y-%m-%d}",
            **machine.facts(),
            "Shared machine": f"{load}; other work took {web.foreign:.0%} of the CPU"
            " while the pages were measured one at a time",
            "This run": f"{perf_counter() - self.started:.0f} s",
        }


def pages_of(stage: Stage, played: Played, ledger: Ledger) -> list[Page]:
    return [*bare_pages(), *own_pages(stage, played, ledger)]


def count_all(pages: list[Page]) -> dict[str, Queries]:
    return {page.name: count(page) for page in pages}
