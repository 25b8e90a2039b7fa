"""The trace of a text that was changed after somebody had answered for it."""

from django.db.models import QuerySet

from portal.models import User
from portal.numbers import format_figure
from reports.choices import LedgerColumn, RequestKind
from reports.contents import progress_text
from reports.models import LedgerChange, LedgerLine
from reports.permissions import is_of_culture, is_of_unit
from reports.services.changes import record_change

Texts = dict[LedgerColumn, str]


def column_texts(line: LedgerLine) -> Texts:
    """The columns of a stored line as people read them; one query for its figures."""
    figures = line.figures.select_related("task").order_by("task") if line.pk else ()
    kind = f"【{RequestKind(line.request_kind).label}】" if line.requests else ""
    return {
        LedgerColumn.PROGRESS: progress_text(line),
        LedgerColumn.PROBLEMS: line.problems,
        LedgerColumn.REQUESTS: f"{kind}{line.requests}",
        LedgerColumn.FIGURES: "；".join(
            f"{figure.task.indicator}本月{format_figure(figure.amount)}{figure.task.unit_word}"
            for figure in figures
        ),
    }


def is_traced(line: LedgerLine, actor: User) -> bool:
    """Whether a change leaves a trace: once the month was reported, or the city in a unit's text."""
    if line.city_month.first_submitted_at:
        return True
    if line.pk is None or not is_of_culture(actor, line.city_month.city_id):
        return False
    authors = (line.saved_by, line.handed_in_by)
    return any(who and is_of_unit(who, line.organisation) for who in authors) or bool(
        _changes(line).exists()
    )


def trace(line: LedgerLine, before: Texts, *, actor: User) -> None:
    """Write down what changed in each column since ``before``."""
    for column, text in column_texts(line).items():
        record_change(
            organisation=line.organisation,
            year=line.city_month.month.year,
            month=line.city_month.month,
            column=column,
            before=before[column],
            after=text,
            actor=actor,
        )


def explain(line: LedgerLine, reason: str, *, actor: User) -> None:
    """Put ``reason`` to what ``actor`` has changed since the month was last reported."""
    changes = _changes(line).filter(actor=actor)
    if reported := line.city_month.submitted_at:
        changes = changes.filter(at__gt=reported)
    changes.update(reason=reason)


def _changes(line: LedgerLine) -> QuerySet[LedgerChange]:
    return LedgerChange.objects.filter(
        organisation=line.organisation_id, month=line.city_month.month
    )
