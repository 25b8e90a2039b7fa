"""The log of texts that were changed after they had stood."""

from datetime import date, timedelta
from typing import Any

from portal import clock
from reports.choices import LedgerColumn
from reports.models import LedgerChange

#: Typing that goes on after a longer pause is another change.
SITTING = timedelta(minutes=30)


def record_change(
    *,
    organisation: Any,
    year: int,
    column: LedgerColumn,
    before: str,
    after: str,
    actor: Any,
    month: date | None = None,
) -> None:
    """Write down that a text was changed; call in the transaction that stores it.

    What one person types in one sitting is one change, and none when the text is back where
    it was. Without a ``month`` the text is one of the whole year.
    """
    if before == after:
        return
    text = {"organisation": organisation, "year": year, "month": month, "column": column}
    last = LedgerChange.objects.filter(**text).last()
    moment = clock.now()
    goes_on = last is not None and last.actor_id == actor.pk and last.after == before
    if not goes_on or last.at < moment - SITTING:
        LedgerChange.objects.create(**text, before=before, after=after, actor=actor, at=moment)
    elif last.before == after:
        last.delete()
    else:
        last.after, last.at = after, moment
        last.save(update_fields=["after", "at"])


def open_changes(*, organisation: Any, year: int, actor: Any):
    """What ``actor`` has just changed in texts of the whole year: a reason may still be added.

    A text that was written for the first time is no change.
    """
    return LedgerChange.objects.filter(
        organisation=organisation,
        year=year,
        month=None,
        actor=actor,
        at__gte=clock.now() - SITTING,
    ).exclude(before="")


def explain_changes(*, organisation: Any, year: int, reason: str, actor: Any) -> int:
    """Give the reason for what ``actor`` has just changed; how many changes it was given to."""
    changes = open_changes(organisation=organisation, year=year, actor=actor)
    return changes.update(reason=reason)
