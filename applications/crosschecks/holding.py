"""Marks held against what the figures support: beside a leaf, at a save, before a hand-in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from applications.crosschecks.checks import checks_of
from applications.crosschecks.figures import Figures
from applications.crosschecks.judging import Line, Verdict, doubts_about, judge
from applications.crosschecks.reading import (
    BLANK,
    LENDERS,
    Marks,
    marks_in,
    read_figures,
    with_sheet,
)
from applications.models import Application
from applications.permissions import can_see_audited
from applications.places import leaf_url
from portal.models import User
from portal.problems import Problem
from scoring.choices import Column
from scoring.models import ScoreSheet
from scoring.outline import Item, outline_of
from scoring.services.marks import Doubts

if TYPE_CHECKING:
    from applications.desk import Place

#: Who fills these in knows 审定投资额 and is judged by it (P-07); unit and city are not.
KNOWS_AUDIT = (Column.FINAL_SCORE, Column.MEMBER)
#: The check whose lines follow from other marks of the sheet.
IN_SHEET = "X10"


@dataclass(frozen=True, slots=True)
class Said:
    """A line and what it says of the mark that stands."""

    line: Line
    verdict: Verdict | None
    state: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A leaf's mark, its reason, and the lines about it."""

    mark: int | None
    reason: str
    lines: tuple[Line, ...]

    @property
    def flag(self) -> bool:
        """Whether any check says 不一致."""
        return any(said.verdict == Verdict.DIFFERS for said in self.said)

    @property
    def said(self) -> list[Said]:
        return [Said(one, one.verdict(self.mark), one.state(self.mark)) for one in self.lines]

    @property
    def doubts(self) -> list[str]:
        """Why the mark needs the reason that it has not."""
        if self.mark is None or self.reason:
            return []
        return doubts_about(self.lines, self.mark)


def hold(
    application: Application,
    sheets: Iterable[ScoreSheet],
    items: Iterable[Item],
    reader: User | None = None,
) -> dict[int, dict[str, Checked]]:
    """By sheet and leaf what the checks say of ``items``; a constant number of queries.

    审定投资额 decides in the panel's columns alone, and for a ``reader`` who may see it;
    without a reader it is the panel's own judgement.
    """
    sheets, items = list(sheets), [item for item in items if item.checks]
    if not items:
        return {sheet.pk: {} for sheet in sheets}
    knows = reader is None or bool(can_see_audited(reader, application))
    knowing = [sheet for sheet in sheets if knows and sheet.column in KNOWS_AUDIT]
    figures = read_figures(application, with_audit=bool(knowing))
    declared = replace(figures, audited_wan=None)
    marks = marks_in(sheets, [item.number for item in items])
    return {
        sheet.pk: _held(items, figures if sheet in knowing else declared, marks[sheet.pk])
        for sheet in sheets
    }


def _held(items: Iterable[Item], figures: Figures, marks: Marks) -> dict[str, Checked]:
    figures, held = with_sheet(figures, marks), {}
    for item in items:
        if lines := lines_of(item, figures):
            value, _, reason = marks.get(item.number, BLANK)
            held[item.number] = Checked(value, reason, lines)
    return held


def lines_of(item: Item, figures: Figures) -> tuple[Line, ...]:
    return tuple(judge(check, item, figures) for check in checks_of(item.number, item.checks))


# --- who asks ----------------------------------------------------------------------------


def beside_leaves(place: "Place") -> Mapping[str, Checked]:
    """The lines of a 大项 for the desk."""
    held = hold(place.application, [place.sheet], place.part.items, place.user)
    return held[place.sheet.pk]


def beside_others(
    application: Application, sheet: ScoreSheet, number: str, reader: User
) -> Mapping[str, Checked]:
    """The lines that may be other ones since leaf ``number`` was marked."""
    if number not in LENDERS:
        return {}
    items = outline_of(sheet.ruleset).items.values()
    following = [item for item in items if IN_SHEET in item.checks]
    return hold(application, [sheet], following, reader)[sheet.pk]


def doubts_of(application: Application, sheet: ScoreSheet, number: str) -> Doubts:
    """Why a mark of leaf ``number`` needs a reason; reads nothing for leaves without a check."""
    item = outline_of(sheet.ruleset).items[number]

    def doubts(mark: int) -> list[str]:
        held = hold(application, [sheet], [item])[sheet.pk]
        return doubts_about(held[number].lines, mark) if number in held else []

    return doubts


def unexplained(application: Application, sheet: ScoreSheet) -> list[Problem]:
    """Every mark of ``sheet`` above what the declared figures support and without a reason.

    Each with a link to its leaf; a constant number of queries.
    """
    items = outline_of(sheet.ruleset).items
    held = hold(application, [sheet], items.values())[sheet.pk]
    return [
        Problem(
            f"{number} {items[number].text}：{doubt}",
            leaf_url(application, sheet.column, items[number]),
        )
        for number, checked in held.items()
        for doubt in checked.doubts
    ]
