"""Yearly papers: which organisation has handed in its 实施方案 and 工作情况报告, and until when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from portal import audit, clock
from portal.choices import LEDGER_KINDS, OrganisationKind
from portal.models import Organisation
from reports import roster
from reports.charts import LIGHTS
from reports.choices import PAPER_DUTIES, CellState, Duty
from reports.due_dates import DueDates
from reports.lights import Rule, light_of, state_of
from reports.models import YearlyPaper, paper_title
from reports.outstanding import last_month_so_far
from reports.periods import month_of, year_of

MOVES = ("hand_in", "forward", "return_to_unit", "accept", "return")


@dataclass(frozen=True, slots=True)
class Cell:
    """One paper of one organisation; ``paper`` is not stored while nobody has handed anything in.

    The light follows the date alone: late is yellow, missing is red.
    """

    title: str
    due: datetime
    state: CellState
    paper: YearlyPaper

    @property
    def light(self) -> Any:
        """By word, shape and colour."""
        return LIGHTS[light_of(self.state, None, Rule())[0]]

    @property
    def word(self) -> str:
        """«●绿 按时» as in the matrix of months; without a light the state alone."""
        has_light = self.light != LIGHTS["none"]
        return f"{self.light.sign} {self.state.label}" if has_light else self.state.label

    @property
    def left(self) -> str:
        return clock.left(self.due, clock.now())

    @property
    def is_missing(self) -> bool:
        return self.state == CellState.MISSING


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation with a cell for each of ``PAPER_DUTIES``."""

    organisation: Organisation
    kind: OrganisationKind
    cells: tuple[Cell, ...]

    def cell(self, duty: str) -> Cell:
        return self.cells[PAPER_DUTIES.index(Duty(duty))]


def rows_of(organisations: QuerySet[Organisation], year: int) -> list[Row]:
    """The organisations (as roster answers them) that owe papers of ``year``; three queries.

    In the notice's order of groups; who has handed one in stays, whatever became of it.
    """
    units = roster.read(organisations)
    papers = {
        (paper.organisation_id, paper.duty): paper
        for paper in YearlyPaper.objects.filter(year=year, organisation__in=units)
    }
    due = DueDates.read({duty: [year_of(year)] for duty in PAPER_DUTIES})
    month = last_month_so_far(year)
    handed_in = {unit for unit, _ in papers}
    rows = [
        Row(
            unit,
            roster.kind_in(unit, month) or OrganisationKind(unit.kind),
            tuple(
                _cell(unit, papers.get((unit.pk, duty)) or _blank(unit, year, duty), due[duty])
                for duty in PAPER_DUTIES
            ),
        )
        for unit in units
        if roster.kind_in(unit, month) or unit.pk in handed_in
    ]
    return sorted(rows, key=lambda row: LEDGER_KINDS.index(row.kind))


def cell_of(organisation: Organisation, year: int, duty: Duty) -> Cell:
    """One paper of one organisation, which roster has answered."""
    stored = YearlyPaper.objects.filter(organisation=organisation, year=year, duty=duty).first()
    due = DueDates.of(duty, [year_of(year)])
    return _cell(organisation, stored or _blank(organisation, year, duty), due)


def _blank(organisation: Organisation, year: int, duty: Duty) -> YearlyPaper:
    return YearlyPaper(organisation=organisation, year=year, duty=duty)


def _cell(organisation: Organisation, paper: YearlyPaper, due: DueDates) -> Cell:
    period = year_of(paper.year)
    paper.organisation = organisation
    moment = due.moment(period, organisation.city_id)
    state = state_of(
        due=moment, reported_at=paper.first_submitted_at, excused=False, now=clock.now()
    )
    day = due.day(period, organisation.city_id)
    return Cell(title_of(organisation, paper.duty, day), moment, state, paper)


def title_of(organisation: Organisation, duty: str, due_on: date) -> str:
    """What the paper is called in the group to which the organisation belongs on its due date."""
    kind = roster.kind_in(organisation, month_of(due_on)) or organisation.kind
    return paper_title(duty, kind)


# --- what happened -------------------------------------------------------------------------


def timeline(paper: YearlyPaper) -> list[Any]:
    """The moves of a paper as the timeline shows them, the latest first."""
    if paper.pk is None:
        return []
    entries = audit.history(paper).filter(action__in=MOVES)
    return [
        {
            "at": entry.at,
            "actor": entry.actor_name,
            "role": entry.actor_role,
            "label": entry.label,
            "note": entry.note,
            "tone": TONES.get(entry.action, "neutral"),
        }
        for entry in reversed(entries)
    ]


#: The colour of a move in the timeline.
TONES = {"return_to_unit": "returned", "return": "returned", "accept": "done"}
