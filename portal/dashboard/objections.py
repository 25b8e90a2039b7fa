"""公示异议 on the home page of the province: to be assigned, mine, late; never who objected."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from applications.choices import BatchStatus, ObjectionOutcome, Status
from applications.models import Batch, Objection
from portal import clock
from portal.board import Task
from portal.dashboard.shared import move_url, task
from portal.models import User


def read(user: User) -> list[Objection]:
    """What is not released, and what was upheld and has not ended its application; one query."""
    batches = Batch.objects.visible_to(user).exclude(status=BatchStatus.ARCHIVED)
    upheld = Q(outcome=ObjectionOutcome.UPHELD, application__status=Status.PUBLICISED)
    rows = Objection.objects.filter(Q(released_at__isnull=True) | upheld, batch__in=batches)
    return list(
        rows.select_related(
            "batch",
            "application__batch",
            "application__organisation",
            "application__city",
            "application__dossier",
        )
    )


def end_of_publicity(batch: Batch) -> datetime:
    """The last moment of 公示."""
    return timezone.make_aware(datetime.combine(batch.publicity_to, time(23, 59, 59)))


def tasks(user: User, objected: list[Objection]) -> Iterator[Task]:
    """Those of the own desk one by one, those that nobody has and those of others by batch."""
    for one in objected:
        if one.released_at is None and one.assigned_to_id == user.pk:
            yield _mine(one)
    free, others = defaultdict(list), defaultdict(list)
    for one in objected:
        if one.released_at is None and one.assigned_to_id != user.pk:
            (others if one.assigned_to_id else free)[one.batch].append(one)
    for batch, rows in free.items():
        yield _of_batch(batch, "交办公示异议", f"{len(rows)}件异议待交办。")
    for batch, rows in others.items():
        if clock.now() > end_of_publicity(batch):
            note = f"公示期已满，{len(rows)}件异议尚未办结，办结后方可公布。"
            yield _of_batch(batch, "督促办结公示异议", note)
    yield from _upheld(objected)


def _mine(one: Objection) -> Task:
    label = "办结公示异议" if one.answered_at else "核查并答复公示异议"
    unit = f"，涉及{one.application.organisation.name}" if one.application else ""
    note, due = f"登记号{one.number}{unit}。", end_of_publicity(one.batch)
    return Task(label, one.get_absolute_url(), str(one.batch), note=note, due=due)


def _of_batch(batch: Batch, label: str, note: str) -> Task:
    url = reverse("applications:objections", args=[batch.pk])
    return Task(label, url, str(batch), note=note, due=end_of_publicity(batch))


def _upheld(objected: list[Objection]) -> Iterator[Task]:
    for one in objected:
        row = one.application
        if one.outcome == ObjectionOutcome.UPHELD and row and row.status == Status.PUBLICISED:
            note = f"登记号{one.number}核查结论为异议成立。"
            yield task(row, "办理公示异议成立", url=move_url(row, "uphold_objection"), note=note)
