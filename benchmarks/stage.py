"""The data that the pages show: finished rehearsals, and applications that are under way."""

from dataclasses import dataclass
from time import perf_counter, process_time

from applications import rehearsal
from applications.choices import SectionName, Status
from applications.models import Application, Batch
from applications.services import tables
from applications.services.dossier import start_application
from portal.choices import OrganisationStanding
from portal.models import Organisation, User
from reports.rehearsal import scores
from reports.rehearsal.invention import dice, invent_unit
from reports.rehearsal.play import play
from scoring.models import RuleSet
from scoring.standards import find_standard
from tests.factories.content import complete
from tests.paths import bring

STANDARD = "DB14/T 2480-2022"
INVESTMENT_ROWS = 20
SEED = 7


@dataclass(frozen=True, slots=True)
class Stage:
    """Applications in the states in which people work on them."""

    ruleset: RuleSet
    draft: Application
    second_draft: Application
    reviewing: Application
    evaluating: Application


def set_stage() -> Stage:
    """The open batch of the demonstration, with one application in each of three states."""
    ruleset = find_standard(STANDARD)
    rehearsal.load(ruleset)
    stage = Stage(ruleset, *(begin(person(f"clerk-{number}")) for number in (1, 4, 2, 3)))
    for application in (stage.draft, stage.second_draft):
        fill_in(application)
    bring(stage.reviewing, to=Status.REVIEWING)
    bring(stage.evaluating, to=Status.EVALUATING)
    final_score(stage.evaluating)
    return stage


def final_score(application: Application) -> None:
    column = scores.after(application.first_review, dice(SEED, "final_score"))
    scores.mark_all(application, application.final_score, person("chair"), column)


def person(username: str) -> User:
    return User.objects.get(username=username)


def begin(clerk: User) -> Application:
    batch = Batch.objects.get(name=rehearsal.BATCH)
    organisation: Organisation = clerk.organisation
    return start_application(batch=batch, organisation=organisation, actor=clerk)


def fill_in(application: Application) -> None:
    """A complete 报告书 with twenty lines of investment and varied marks."""
    complete(application)
    clerk = application.organisation.memberships.first().user
    chance = dice(SEED, "self_check", application.pk)
    scores.mark_all(application, application.self_check, clerk, scores.self_check(chance))
    section = application.sections.get(name=SectionName.INVESTMENT)
    tables.save_table(
        application=application,
        name=section.name,
        rows=investment_rows(),
        version=section.version,
        actor=clerk,
    )


def investment_rows() -> list[tables.Row]:
    """Twenty lines that invented units would type."""
    lines = [
        line for number in (1, 2) for line in invent_unit(SEED, number, "太原市", 2025).investment
    ]
    return [tables.Row(str(n), line) for n, line in enumerate(lines[:INVESTMENT_ROWS])]


@dataclass(frozen=True, slots=True)
class Played:
    """A rehearsal that has been played to its end, and what it took."""

    batch: Batch
    applications: list[Application]
    seconds: float
    cpu_seconds: float


def rehearse(units: int, ruleset: RuleSet) -> Played:
    """Play a whole batch with ``units`` units, which have no part in the ledger afterwards."""
    started, used = perf_counter(), process_time()
    performance = play(SEED, units, ruleset, lambda line: None)
    times = perf_counter() - started, process_time() - used
    rehearsed = Organisation.objects.filter(applications__batch=performance.batch)
    rehearsed.update(standing=OrganisationStanding.DISABLED)
    return Played(performance.batch, list(performance.applications.values()), *times)
