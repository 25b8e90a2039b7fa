"""What carries over: the last text of each organisation, beside this month's line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from portal.models import Organisation
from reports.models import LedgerLine


@dataclass(frozen=True, slots=True)
class Last:
    """The last text before a month, and the month in which something last changed."""

    month: date
    text: str
    changed_on: date


@dataclass(frozen=True, slots=True)
class Carried:
    """Lines of one month and the last texts before it, by the number of the organisation."""

    lines: dict[int, LedgerLine]
    last: dict[int, Last]


def carried(organisations: Iterable[int], month: date) -> Carried:
    """This month's line and the last text of each of ``organisations``; one query.

    Whoever skipped months gets the last text that exists.
    """
    units = Organisation.objects.filter(pk__in=list(organisations))
    lasts = units.annotate(last=Subquery(_earlier(month, "pk").values("pk")[:1])).values("last")
    changes = _earlier(month, "organisation").filter(is_unchanged=False)
    rows = (
        LedgerLine.objects.filter(
            Q(city_month__month=month) | Q(pk__in=lasts), organisation__in=units.values("pk")
        )
        .annotate(changed_on=Subquery(changes.values("city_month__month")[:1]))
        .select_related("city_month__city", "saved_by", "handed_in_by")
    )
    found = Carried({}, {})
    for line in rows:
        if line.city_month.month == month:
            found.lines[line.organisation_id] = line
        else:
            wrote = line.city_month.month
            found.last[line.organisation_id] = Last(wrote, line.progress, line.changed_on or wrote)
    return found


def _earlier(month: date, organisation: str) -> QuerySet[LedgerLine]:
    """Lines with a text before ``month`` of the outer row's organisation, the latest first."""
    rows = LedgerLine.objects.filter(
        organisation=OuterRef(organisation), city_month__month__lt=month
    )
    return rows.exclude(progress="").order_by("-city_month__month")


def is_same_text(text: str, last: Last | None) -> bool:
    """Whether ``text`` says what the last text said, whatever its blanks."""
    return last is not None and "".join(text.split()) == "".join(last.text.split())


def months_apart(earlier: date, later: date) -> int:
    """How many months ``later`` comes after ``earlier``: for how long nothing has changed."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month
