"""Evidence of the leaves: what the unit points to, and what each sheet has made of it.

A link stands while its file has not been replaced and its row has not been deleted.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from applications.choices import EvidenceTable
from applications.models import (
    Application,
    EvidenceLink,
    EvidenceReview,
    InvestmentLine,
    StaffingLine,
)
from scoring.models import ScoreSheet

LINES = {EvidenceTable.INVESTMENT: InvestmentLine, EvidenceTable.STAFFING: StaffingLine}


def links_of(application: Application) -> QuerySet[EvidenceLink]:
    """Every link with ``stands``: whether it still points to something that is there."""
    has_row = Q()
    for table, model in LINES.items():
        rows = model.objects.filter(application=OuterRef("application"), pk=OuterRef("line"))
        has_row |= Q(Exists(rows), table=table)
    has_file = Q(attachment__isnull=False, attachment__replaced_at__isnull=True)
    return application.evidence.annotate(stands=has_file | has_row)


def unopened(application: Application, sheet: ScoreSheet) -> int:
    """How many pieces of evidence nobody has opened for ``sheet``; one query.

    What was replaced or deleted since does not count: there is nothing to open.
    """
    opened = EvidenceReview.objects.filter(
        link=OuterRef("pk"), sheet=sheet, opened_at__isnull=False
    )
    return links_of(application).filter(~Exists(opened), stands=True).count()


def without(application: Application) -> tuple[str, ...]:
    """Numbers of the leaves to which the 自检 gives points and the unit no evidence; one query."""
    links = application.evidence.filter(number=OuterRef("leaf__number"))
    marks = application.self_check.marks.filter(~Exists(links), value__gt=0)
    return tuple(marks.values_list("leaf__number", flat=True))
