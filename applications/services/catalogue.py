"""The material catalogue of a batch: prepared with it, then fixed but for its wording (A-02)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from applications.catalogue import shift_years
from applications.choices import BatchStatus
from applications.models import Batch, CatalogueItem
from applications.permissions import can_administer
from applications.services.batches import BatchLocked
from applications.services.stale import refuse_stale
from portal import audit
from portal.access import require
from portal.locking import find_record, lock_record
from portal.models import User

#: What may be corrected once 申报 has begun: how a slot is called, never what it asks.
WORDING = ("title", "help")
#: A slot for a signed paper belongs to a step of the process: these stay as they are.
BOUND = ("supplier", "is_required", "may_be_waived")
FIELDS = (
    "code",
    *WORDING,
    *BOUND,
    "is_financial",
    "is_personal",
)
LABELS = {name: str(CatalogueItem._meta.get_field(name).verbose_name) for name in FIELDS}


def open_fields(batch: Batch, item: CatalogueItem | None) -> tuple[str, ...]:
    """What may be changed of ``item`` now, of a new one where it is None."""
    if batch.status != BatchStatus.PREPARING:
        return WORDING if item else ()
    if item and item.binding:
        return tuple(name for name in FIELDS if name not in BOUND)
    return FIELDS


def boxes(item: CatalogueItem | None) -> dict[str, str]:
    """A slot in words."""
    return {name: _words(item, name) for name in FIELDS} if item else {}


def _words(item: CatalogueItem, name: str) -> str:
    value = getattr(item, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return item.get_supplier_display() if name == "supplier" else value


@transaction.atomic
def add_item(*, batch: Batch, values: Mapping[str, Any], actor: User) -> CatalogueItem:
    """A further slot, the last one. Raises BatchLocked once 申报 has begun."""
    locked = _lock(batch, actor)
    last = locked.catalogue.aggregate(last=Max("position"))["last"] or 0
    item = CatalogueItem.objects.create(batch=locked, position=last + 1, **values)
    _record(actor, locked, "add_material", "增加材料目录项", item, fields=boxes(item))
    return item


@transaction.atomic
def change_item(
    *, item: CatalogueItem, values: Mapping[str, Any], seen: int, actor: User
) -> CatalogueItem:
    """Change a slot, or correct its wording once 申报 has begun; the old words stay on record.

    Raises BatchLocked for anything else then, EditConflict when somebody was faster.
    """
    require(can_administer(actor))
    batch = lock_record(Batch.objects, pk=item.batch_id)
    stored = find_record(batch.catalogue, pk=item.pk)
    if not set(values) <= set(open_fields(batch, stored)):
        raise BatchLocked(_fixed(batch))
    before = boxes(stored)
    for name, value in values.items():
        setattr(stored, name, value)
    after = boxes(stored)
    refuse_stale(
        stored, seen=seen, stored=before, mine=after, labels=LABELS, deed="change_material"
    )
    changes = {name: [before[name], text] for name, text in after.items() if text != before[name]}
    stored.save(update_fields=list(values))
    if changes:
        audit.record(
            actor,
            "change_material",
            stored,
            label="修改材料目录项",
            batch=stored.batch_id,
            changes=changes,
        )
    return stored


@transaction.atomic
def remove_item(*, item: CatalogueItem, actor: User) -> None:
    """Take a slot out; not that of a signed paper, without which a step could not be made.

    Raises Gone when somebody has taken it out a moment before.
    """
    locked = _lock(item.batch, actor)
    item = find_record(locked.catalogue, pk=item.pk)
    if item.binding:
        raise BatchLocked(f"“{item.title}”是办理环节必需的签章件，不能删除。")
    _record(actor, locked, "remove_material", "删除材料目录项", item, fields=boxes(item))
    item.delete()


@transaction.atomic
def move_item(*, item: CatalogueItem, step: int, actor: User) -> None:
    """One place up (−1) or down (+1); at either end nothing happens."""
    locked = _lock(item.batch, actor)
    rows = list(locked.catalogue.order_by("position", "pk"))
    here = rows.index(find_record(locked.catalogue, pk=item.pk))
    there = here + step
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, 1):
        row.position = position
    CatalogueItem.objects.bulk_update(rows, ["position"])
    _record(actor, locked, "move_material", "调整材料目录顺序", item, position=there + 1)


@transaction.atomic
def copy_items(*, batch: Batch, source: Batch, actor: User) -> int:
    """Put the catalogue of an earlier batch in the place of this one's; answers how many slots."""
    locked = _lock(batch, actor)
    locked.catalogue.all().delete()
    rows = list(source.catalogue.order_by("position"))
    for row in rows:
        row.pk, row.batch = None, locked
        row._state.adding = True
    CatalogueItem.objects.bulk_create(rows)
    shift_years(locked, locked.full_year - source.full_year)
    deed = {"label": "复制材料目录", "source": str(source), "count": len(rows)}
    audit.record(actor, "copy_catalogue", locked, **deed)
    return len(rows)


def _lock(batch: Batch, actor: User) -> Batch:
    require(can_administer(actor, batch))
    locked = lock_record(Batch.objects, pk=batch.pk)
    if locked.status != BatchStatus.PREPARING:
        raise BatchLocked(_fixed(locked))
    return locked


def _fixed(batch: Batch) -> str:
    state = batch.get_status_display()
    return f"本批次当前为“{state}”，材料目录已固定，只能更正材料名称和说明的文字。"


def _record(
    actor: User, batch: Batch, action: str, label: str, item: CatalogueItem, **details: Any
) -> None:
    audit.record(actor, action, batch, label=label, item=str(item), **details)
