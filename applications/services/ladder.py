"""The ladder of reminders that the clock climbs: 7, 3 and 1 days before a date, and on the day."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from applications import reminding
from applications.choices import BEFORE_RECOMMENDATION, BatchStatus, Status, UrgeStep
from applications.models import Application, Batch, Urge
from applications.reminding import Wanted
from applications.services.urging import reached, read_cases
from applications.standing import with_holder
from portal import audit, clock
from portal.notices import notify
from portal.urging import Directory, or_again


def send_due_reminders() -> int:
    """Send every step of the ladder that is due and not yet sent; answers how many.

    Safe to run at any time, any number of times and by several workers: the batches are locked,
    and what goes out and the rows that say so are one transaction.
    """
    return or_again(_send_due)


@transaction.atomic
def _send_due() -> int:
    batches = list(
        Batch.objects.select_for_update()
        .exclude(status__in=(BatchStatus.PREPARING, BatchStatus.ARCHIVED))
        .order_by("pk")
    )
    rows = _waiting(batches)
    found = reminding.wanted(read_cases(rows).values(), clock.now())
    sent = _sent(batches)
    new = [one for one in found if not reminding.is_sent(one, sent)]
    if not new:
        return 0
    directory, by_pk = Directory.read(), {row.pk: row for row in rows}
    for one in new:
        _send(one, by_pk, directory)
    audit.record(None, "send_reminders", batches[0], label="到期提醒", count=len(new))
    return len(new)


def _waiting(batches: Sequence[Batch]) -> list[Application]:
    """What still waits for a unit or a city: before 推荐 in an open batch, or in 补正."""
    still_open = [batch.pk for batch in batches if batch.status == BatchStatus.OPEN]
    rows = with_holder(Application.objects.for_list()).order_by("batch", "city", "pk")
    before = rows.filter(batch__in=still_open, status__in=BEFORE_RECOMMENDATION)
    supplements = rows.filter(batch__in=batches, status=Status.PROVINCE_RETURNED)
    return list(before | supplements)


def _sent(batches: Sequence[Batch]) -> set[str]:
    rows = Urge.objects.filter(application__batch__in=batches).exclude(step=UrgeStep.MANUAL)
    return set(rows.values_list("key", flat=True))


def _send(one: Wanted, rows: dict[int, Application], directory: Directory) -> None:
    people = reached(one.about, rows[one.cases[0].application], directory)
    Urge.objects.bulk_create(
        Urge(
            key=one.key(case),
            application_id=case.application,
            step=one.step,
            about=one.about,
            recipients=len(people),
            sent_at=clock.now(),
        )
        for case in one.cases
    )
    text = reminding.text_of(one.about, one.cases, one.due, clock.now())
    notify(people, text, _url(one, rows), record=rows[one.cases[0].application])


def _url(one: Wanted, rows: dict[int, Application]) -> str:
    """The application itself, or the list of those that are meant."""
    first = one.cases[0]
    if len(one.cases) == 1:
        return rows[first.application].get_absolute_url()
    statuses = sorted({case.status for case in one.cases})
    query = [("batch", first.batch), *(("status", status) for status in statuses)]
    return f"{reverse('applications:list')}?{urlencode(query)}"
