"""Prepare a batch: what 省文化和旅游厅 fixes before 申报 begins."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.catalogue import copy_catalogue, shift_years
from applications.choices import BatchStatus
from applications.models import Batch
from applications.permissions import can_administer
from applications.services.stale import refuse_stale
from portal import audit
from portal.access import require
from portal.locking import lock_record
from portal.models import User

FIELDS = (
    "name",
    "notice_number",
    "full_year",
    "ruleset",
    "quota",
    "opens_at",
    "city_deadline",
    "province_deadline",
    "publicity_workdays",
    "objection_contact",
    "duplex",
    "aggregation",
    "quorum",
    "hides_columns",
    "shows_members",
    "is_rehearsal",
)
LABELS = {name: str(Batch._meta.get_field(name).verbose_name) for name in FIELDS}


class BatchLocked(Exception):
    """The batch has been opened: what it fixed stays; the text says so."""


def boxes(batch: Batch) -> dict[str, str]:
    """What a batch fixes, in words."""
    return {name: _words(batch, name) for name in FIELDS}


def _words(batch: Batch, name: str) -> str:
    value = getattr(batch, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in ("opens_at", "city_deadline", "province_deadline"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
    if name == "aggregation":
        return batch.get_aggregation_display()
    return str(value)


@transaction.atomic
def create_batch(*, values: Mapping[str, Any], actor: User) -> Batch:
    """A batch in 筹备 with its own copy of the material catalogue."""
    require(can_administer(actor))
    batch = Batch(**values)
    batch.save(force_insert=True)
    copy_catalogue(batch)
    audit.record(actor, "create_batch", batch, label="新建批次", fields=boxes(batch))
    return batch


@transaction.atomic
def update_batch(*, batch: Batch, values: Mapping[str, Any], seen: int, actor: User) -> Batch:
    """Change a batch in 筹备; ``seen`` marks the version that the form was filled from.

    Raises BatchLocked once it has been opened, EditConflict when somebody else has changed it
    meanwhile. The catalogue's slots of single years follow the year of the figures.
    """
    require(can_administer(actor))
    stored = lock_record(Batch.objects.select_related("ruleset"), pk=batch.pk)
    if stored.status != BatchStatus.PREPARING:
        state = stored.get_status_display()
        raise BatchLocked(f"本批次当前为“{state}”，内容已固定，不能再修改。")
    before, wanted = boxes(stored), boxes(Batch(**values))
    refuse_stale(stored, seen=seen, stored=before, mine=wanted, labels=LABELS, deed="update_batch")
    changes = {name: [before[name], text] for name, text in wanted.items() if text != before[name]}
    for name, value in values.items():
        setattr(stored, name, value)
    stored.save(update_fields=FIELDS)
    if "full_year" in changes:
        shift_years(stored, stored.full_year - int(changes["full_year"][0]))
    audit.record(actor, "update_batch", stored, label="修改批次", changes=changes)
    return stored
