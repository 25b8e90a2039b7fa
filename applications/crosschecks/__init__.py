"""Cross-checks X1 to X13: what the declared figures support, and which marks go beyond."""

from collections.abc import Iterable

from applications.crosschecks.judging import Line, Verdict, doubts_about
from applications.crosschecks.reading import (
    KNOWS_AUDIT,
    lines_of,
    marks_in,
    read_figures,
    with_sheet,
)
from applications.models import Application
from applications.places import leaf_url
from portal.problems import Problem
from scoring.models import ScoreSheet
from scoring.outline import Item, outline_of
from scoring.services.marks import Doubts

__all__ = ["Line", "Verdict", "doubts_of", "lines_beside", "unexplained"]


def lines_beside(
    application: Application, sheet: ScoreSheet, items: Iterable[Item], *, with_audit: bool = True
) -> dict[str, tuple[Line, ...]]:
    """What the figures support for ``items`` of ``sheet``, by leaf; constant queries.

    审定投资额 decides in the panel's columns alone, and there only ``with_audit``.
    """
    knows = with_audit and sheet.column in KNOWS_AUDIT
    figures = read_figures(application, with_audit=knows)
    return lines_of(items, with_sheet(figures, marks_in(sheet)))


def doubts_of(application: Application, sheet: ScoreSheet, number: str) -> Doubts:
    """Why a mark of leaf ``number`` needs a reason; reads nothing for leaves without a check."""
    item = outline_of(sheet.ruleset).items[number]

    def doubts(mark: int) -> list[str]:
        if not item.checks:
            return []
        return doubts_about(lines_beside(application, sheet, [item]).get(number, ()), mark)

    return doubts


def unexplained(application: Application, sheet: ScoreSheet) -> list[Problem]:
    """Every mark of ``sheet`` above what the declared figures support and without a reason.

    Each with a link to its leaf; a constant number of queries.
    """
    items = [item for item in outline_of(sheet.ruleset).items.values() if item.checks]
    if not items:
        return []
    lines = lines_beside(application, sheet, items)
    bare = sheet.marks.filter(value__isnull=False, reason="", leaf__number__in=lines)
    marks = dict(bare.values_list("leaf__number", "value"))
    return [
        Problem(f"{item.number} {item.text}：{doubt}", leaf_url(application, sheet.column, item))
        for item in items
        if item.number in marks
        for doubt in doubts_about(lines[item.number], marks[item.number])
    ]
