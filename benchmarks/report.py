"""The table that people compare with an earlier one, and the same as JSON."""

import json
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.counting import Queries
from benchmarks.jobs import JobFigures
from benchmarks.measuring import Figures, percentile
from benchmarks.pages import Page

PAGES = (
    "page and person",
    "SQL, {few} → {many} units",
    "+ frames",
    "KB",
    "KB gzip",
    "median ms",
    "p95 ms",
    "× read",
    "× auth-read",
    "CPU ms",
    "16 at once: req/s",
    "p95 ms",
)
JOBS = ("file", "cold s", "warm s", "warm CPU s", "idle MB", "peak MB", "KB")
READING = """\
SQL: statements of one request, with {few} and with {many} units in the rehearsed batch; frames begin or end a
transaction. Times: one request at a time over {requests} requests, each on a connection of its own, in windows that
take turns. `read` is Django alone (one SELECT, a small template), `auth-read` the same with our middleware, session and
user, `write` and `auth-write` one UPDATE. CPU is Python and PostgreSQL together, a request. PostgreSQL runs without
fsync, for the bare pages as for ours. **Ratios of one run can be compared; milliseconds of two runs cannot.**
Jobs: in a fresh Celery worker, the first file and the median of the next; memory of its biggest process."""


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one run has found."""

    facts: Mapping[str, str]
    units: tuple[int, int]
    pages: Sequence[Page]
    few: Mapping[str, Queries]
    many: Mapping[str, Queries]
    figures: Mapping[str, Figures]
    jobs: Sequence[JobFigures]
    memory: Mapping[str, float]


def markdown(result: Result) -> str:
    few, many = result.units
    requests = len(result.figures[result.pages[-1].name].seconds)
    parts = [
        "# How much the pages and jobs take",
        "\n".join(f"- {name}: {text}" for name, text in result.facts.items()),
        READING.format(few=few, many=many, requests=requests or "no"),
        "## Pages",
        table([head.format(few=few, many=many) for head in PAGES], page_rows(result)),
        "## Jobs",
        table(JOBS, map(job_row, result.jobs)),
        "## Memory of a web worker (PSS, MB)",
        "\n".join(f"- {moment}: {size:.0f}" for moment, size in result.memory.items()),
    ]
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page_rows(result: Result) -> Iterator[Sequence[str]]:
    for page in result.pages:
        few, many = result.few[page.name], result.many[page.name]
        same = few.statements == many.statements
        counted = str(many.statements) if same else f"**{few.statements} → {many.statements}**"
        figures = result.figures[page.name]
        yield [page.name, counted, str(many.frames or ""), *times(figures, result.figures)]


def times(figures: Figures, everything: Mapping[str, Figures]) -> Iterator[str]:
    """The cells behind the queries; nothing when only those were counted."""
    if not figures.seconds:
        yield from [""] * (len(PAGES) - 3)
        return
    yield from (f"{figures.size / 1000:.1f}", f"{figures.zipped / 1000:.1f}")
    yield from (ms(figures.median), ms(percentile(figures.seconds, 0.95)))
    for anchor in ("read", "auth-read"):
        yield f"{figures.median / everything[anchor].median:.1f}"
    yield ms(statistics.median(figures.cpu))
    rates = figures.crowd_rates
    yield f"{statistics.median(rates):.0f}" if rates else ""
    yield ms(percentile(figures.crowd_seconds, 0.95)) if rates else ""


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def job_row(job: JobFigures) -> Sequence[str]:
    seconds = [f"{number:.2f}" for number in (job.cold, job.warm, job.warm_cpu)]
    return [
        job.name,
        *seconds,
        f"{job.idle_mb:.0f}",
        f"{job.peak_mb:.0f}",
        f"{job.size / 1000:.0f}",
    ]


def write(result: Result, folder: Path) -> None:
    """``result.md`` for people and ``result.json`` for a later comparison."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "result.md").write_text(markdown(result), encoding="utf-8")
    (folder / "result.json").write_text(as_json(result), encoding="utf-8")


def as_json(result: Result) -> str:
    pages = {
        page.name: {
            "statements": result.many[page.name].statements,
            "repeated": result.many[page.name].repeated(),
            **asdict(result.figures[page.name]),
        }
        for page in result.pages
    }
    jobs = [asdict(job) for job in result.jobs]
    document = {"facts": result.facts, "pages": pages, "jobs": jobs, "memory": result.memory}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
