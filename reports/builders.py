"""Papers of the months filled from what is stored: sealed versions, or the draft as it stands."""

from typing import Any

from django.conf import settings

from portal import clock
from reports.contents import KIND_LABELS, contents
from reports.documents import LedgerGroup, LedgerPaper, LedgerRow, PaperStamp
from reports.models import CityMonth, LedgerVersion
from reports.models.sealed import Sealed


def filler_of(city: Any) -> str:
    """Who fills in the forms of a city: «太原市文化和旅游局»."""
    return f"{city.name}文化和旅游局"


def stamp_of(version: Sealed | None) -> PaperStamp:
    """What the foot of a paper says; None is a draft."""
    return PaperStamp(
        version=version.number if version else 0,
        check_code=version.check_code if version else "",
        draft=version is None,
        rehearsal=settings.DEMO,
        printed_at=clock.now(),
    )


def version_of(month: CityMonth, number: int | None = None) -> LedgerVersion | None:
    """The version of that number; without one the newest, None while the city is writing.

    Raises LedgerVersion.DoesNotExist for a number that was never reported.
    """
    if number:
        return month.versions.get(number=number)
    if month.pk is None or month.is_open:
        return None
    return month.versions.order_by("number").last()


def ledger_paper(month: CityMonth, number: int | None = None) -> LedgerPaper:
    """O9: the city's month as it was reported, or as it stands while the city is writing."""
    version = version_of(month, number)
    data = version.data if version else contents(month)
    return LedgerPaper(
        filler=filler_of(month.city),
        year=month.month.year,
        month=month.month.month,
        groups=ledger_groups(data),
        stamp=stamp_of(version),
        contact=settings.CONTACT_LINE,
    )


def ledger_groups(data: dict[str, Any]) -> tuple[LedgerGroup, ...]:
    """The three groups of one city's contents."""
    return tuple(
        LedgerGroup(
            KIND_LABELS[group["kind"]],
            tuple(
                LedgerRow(
                    unit=line["unit"],
                    goal=line["goal"],
                    tasks=line["tasks"],
                    schedule=line["schedule"],
                    progress=line["progress"],
                )
                for line in group["lines"]
            ),
        )
        for group in data["groups"]
    )
