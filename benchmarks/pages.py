"""Which pages are measured, and as whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from django.urls import reverse

from applications.choices import SectionName, Status
from applications.models import Application
from benchmarks.ledger import Ledger, ledger_pages
from benchmarks.stage import Played, Stage, person
from benchmarks.visits import (
    Save,
    SectionSave,
    TableSave,
    Visit,
    mark_saves,
)
from scoring.choices import Column
from scoring.outline import outline_of

AT_ONCE = 16
BARE, PORTAL = "bare", "portal"
SETTINGS = {BARE: "benchmarks.bare", PORTAL: "benchmarks.settings"}
#: 4 设施设备 has 52 of the 124 leaves.
BIGGEST = "4"
HOMES = ("clerk-1", "head-1", "city-1", "civil-1", "chair", "province", "civil-reader", "admin")


@dataclass(frozen=True, slots=True)
class Page:
    """One line of the table. ``crowd`` are sixteen who ask at once, where that is measured."""

    name: str
    visit: Visit
    crowd: list[Visit] = field(default_factory=list)
    server: str = PORTAL

    @property
    def is_save(self) -> bool:
        return self.visit.method != "GET"


def bare_pages() -> list[Page]:
    """What the others are divided by: Django alone, then with a user and our middleware."""
    user = person("clerk-1")
    return [
        rush(Page("read", Visit("/bench/read/7/"), server=BARE)),
        rush(Page("auth-read", Visit("/bench/read-as-user/7/", user))),
        Page("write", Save("/bench/write/7/"), server=BARE),
        Page(
            "auth-write",
            Save("/bench/write-as-user/7/", user),
            [Save(f"/bench/write-as-user/{row}/", user) for row in range(8, 8 + AT_ONCE)],
        ),
    ]


def own_pages(stage: Stage, played: Played, ledger: Ledger) -> list[Page]:
    """Every page and save of the path and of the months, each as somebody who works with it."""
    groups = (homes(), lists(played), panels(stage, played), unit_pages(stage), desks(stage))
    months = (Page(name, visit) for name, visit in ledger_pages(ledger))
    return [
        *chain.from_iterable(groups),
        *offices(stage, played),
        *process(stage, played),
        *directories(),
        *months,
    ]


def rush(page: Page) -> Page:
    """The same page, asked for by sixteen at once as well."""
    return Page(page.name, page.visit, [page.visit] * AT_ONCE, page.server)


def read(name: str, who: str, url: str, *arguments, query: str = "") -> Page:
    return Page(f"{name}, {who}", Visit(f"{reverse(url, args=arguments)}{query}", person(who)))


# --- for everybody ------------------------------------------------------------------------


def homes() -> Iterator[Page]:
    for who in HOMES:
        page = read("home", who, "home")
        yield rush(page) if who == "clerk-1" else page


def lists(played: Played) -> Iterator[Page]:
    yield rush(read("list of applications", "province", "applications:list"))
    yield read("list of applications", "city-1", "applications:list")
    yield read("list of outputs", "province", "reports:outputs")
    yield read("list of batches", "province", "applications:batches")
    yield read("batch", "province", "applications:batch", played.batch.pk)
    yield read("batch", "city-1", "applications:batch", played.batch.pk)
    yield read("published results", "clerk-1", "applications:results", played.batch.pk)


def panels(stage: Stage, played: Played) -> Iterator[Page]:
    yield rush(read("application, draft", "clerk-1", "applications:detail", stage.draft.pk))
    yield read("application, 初评中", "city-1", "applications:detail", stage.reviewing.pk)
    finished = designated(played)
    yield read("application, 已评定", "province", "applications:detail", finished.pk)
    yield read("comparison of columns", "province", "applications:comparison", finished.pk)


def designated(played: Played) -> Application:
    return next(row for row in played.applications if row.status == Status.DESIGNATED)


# --- the unit -----------------------------------------------------------------------------


def unit_pages(stage: Stage) -> Iterator[Page]:
    draft, clerk = stage.draft, person("clerk-1")
    yield read("basics", "clerk-1", "applications:section", draft.pk, SectionName.BASICS)
    yield Page("basics, autosave", SectionSave(draft, clerk))
    yield read("investment, 20 rows", "clerk-1", "applications:investment", draft.pk)
    yield Page("investment, save of 20 rows", TableSave(draft, clerk))
    yield read("attachments", "clerk-1", "applications:attachments", draft.pk)
    yield read("形式审查", "clerk-1", "applications:checks", draft.pk)
    yield read("confirmation of 提交", "head-1", "applications:move", draft.pk, "submit")


# --- the desk -----------------------------------------------------------------------------


def desks(stage: Stage) -> Iterator[Page]:
    draft, reviewing, evaluating = stage.draft, stage.reviewing, stage.evaluating
    url = "applications:sheet_section"
    one = read("desk, 52 leaves, 1 column", "clerk-1", url, draft.pk, Column.SELF_CHECK, BIGGEST)
    yield rush(one)
    yield read(
        "desk, 52 leaves, 2 columns", "city-1", url, reviewing.pk, Column.FIRST_REVIEW, BIGGEST
    )
    final = (evaluating.pk, Column.FINAL_SCORE)
    for part in outline_of(stage.ruleset).parts:
        name = f"desk, {len(part.items)} leaves, 3 columns"
        yield read(name, "chair", url, *final, part.number)
    yield read("comparison, 124 leaves, 3 columns", "chair", "applications:comparison", final[0])
    yield read("proof, 124 leaves", "chair", "applications:proof", *final)
    crowd = [*marks_of(draft, "clerk-1"), *marks_of(stage.second_draft, "clerk-4")]
    yield Page("one mark of 自检, save", crowd.pop(0), crowd[:AT_ONCE])
    (first,) = mark_saves(draft, Column.SELF_CHECK, person("clerk-1"), 1, checked=True)
    yield Page("one mark of 自检 that is checked (1.1), save", first)
    (last,) = mark_saves(evaluating, Column.FINAL_SCORE, person("chair"), 1)
    yield Page("one mark of 评定, save", last)


def marks_of(application: Application, who: str) -> Iterator[Visit]:
    return mark_saves(application, Column.SELF_CHECK, person(who), AT_ONCE // 2 + 1)


# --- the offices --------------------------------------------------------------------------


def offices(stage: Stage, played: Played) -> Iterator[Page]:
    reviewing, evaluating = stage.reviewing.pk, stage.evaluating.pk
    yield read("资格核查", "city-1", "applications:qualification", reviewing)
    yield read("初评意见", "city-1", "applications:opinion", reviewing)
    yield read(
        "confirmation of 提请会签", "city-1", "applications:move", reviewing, "request_cosign"
    )
    yield read(
        "confirmation of 确认计分", "chair", "applications:move", evaluating, "confirm_score"
    )
    yield read("panel", "province", "applications:panel", evaluating)
    yield read("notices", "clerk-1", "notices")


# --- the process: dates, returns, versions, places ------------------------------------------


def process(stage: Stage, played: Played) -> Iterator[Page]:
    going, reviewing, over = stage.draft.batch.pk, stage.reviewing, played.batch.pk
    yield read("list, filtered", "province", "applications:list", query="?holder=unit&deadline=7")
    yield read("units that have not begun", "province", "applications:unstarted", going)
    yield read("boards of every city", "province", "applications:boards", going)
    yield read("board of a city", "city-1", "applications:board", going, reviewing.city_id)
    yield read("形式审查 of a batch", "province", "applications:batch_checks", over)
    yield read("extensions", "province", "applications:extensions", going)
    yield read("催办", "province", "applications:batch_urges", going)
    yield read("objections", "province", "applications:objections", over)
    yield read("returns", "city-1", "applications:returns", reviewing.pk)
    yield read("versions", "city-1", "applications:versions", reviewing.pk)
    returned = next(row for row in played.applications if row.snapshots.count() > 1)
    yield read("two versions", "province", "applications:difference", returned.pk, 1, 2)
    yield read("data compared", "chair", "applications:crosschecks", stage.evaluating.pk)
    yield Page("check code, nobody", Visit(reverse("public:verify")))


def directories() -> Iterator[Page]:
    yield read("people", "province", "people")
    yield read("people", "city-1", "people")
    yield read("mail", "admin", "mail")
