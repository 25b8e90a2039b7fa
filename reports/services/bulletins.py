"""Draft a bulletin from the month's merge, draft it anew, and write its texts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from portal import audit, clock
from portal.access import require
from portal.editing import EditConflict, FieldConflict
from portal.locking import lock_record
from portal.models import Region, User
from portal.workflow import TransitionRefused
from reports.bulletins.counting import count
from reports.bulletins.texts import as_box, box_label, boxes, first_texts, put, renew
from reports.bulletins.writing import written
from reports.choices import BulletinStatus
from reports.models import Bulletin, Merge
from reports.permissions import can_write_bulletin
from reports.services.merging import newest_numbers

ISSUED = "通报已印发，不能修改；如需修改请先撤回印发。"


# --- draft -------------------------------------------------------------------------------


def newest_merge(month: date) -> Merge | None:
    return Merge.objects.filter(month=month).last()


def merge_wanted(month: date) -> str:
    """Why ``month`` has to be merged before its bulletin is drafted; empty when it need not."""
    merge = newest_merge(month)
    if merge is None:
        return f"{month.year}年{month.month}月台账尚未汇总，请先汇总再起草通报。"
    newest = newest_numbers(month)
    cities = [city for city, number in newest.items() if merge.versions.get(city) != number]
    if not cities:
        return ""
    names = "、".join(Region.objects.filter(pk__in=cities).values_list("name", flat=True))
    return f"上次汇总后，{names}报送了新的台账，请重新汇总再起草通报。"


def newer_than(bulletin: Bulletin) -> str:
    """What has come since the draft was counted, as a sentence; empty when nothing has."""
    if sentence := merge_wanted(bulletin.month):
        return sentence
    if newest_merge(bulletin.month) != bulletin.merge:
        return "起草后台账又重新汇总过，重新起草后按新的汇总统计。"
    return ""


@transaction.atomic
def draft_bulletin(*, month: date, actor: User) -> Bulletin:
    """Write the bulletin of ``month`` (its first day) from the newest merge.

    A draft that is there gets new figures, and new texts where nobody has edited them; order
    and hidden sections stay. Raises TransitionRefused when the month has to be merged first,
    or when its bulletin has been issued.
    """
    require(can_write_bulletin(actor))
    if sentence := merge_wanted(month):
        raise TransitionRefused([sentence])
    merge = newest_merge(month)
    figures = count(merge)
    figures["written"] = written(figures)
    first = {"merge": merge, "figures": figures, **first_texts(figures["written"])}
    rows = Bulletin.objects.select_for_update(of=("self",))
    bulletin, is_new = rows.get_or_create(month=month, defaults=first)
    if not is_new:
        _refuse_issued(bulletin)
        renew(bulletin, merge, figures)
    _store(bulletin, actor)
    audit.record(actor, "draft", bulletin, label="起草" if is_new else "重新起草", merge=merge.pk)
    return bulletin


# --- write -------------------------------------------------------------------------------


@transaction.atomic
def save_bulletin(
    *,
    bulletin: Bulletin,
    values: Mapping[str, Any],
    version: int,
    actor: User,
    refused: Mapping[str, str] | None = None,
) -> Bulletin:
    """Store ``values``, already valid and named as ``boxes``; all others stay.

    When somebody else has saved since ``version``, nothing is stored and EditConflict sets
    both sides against each other: ``values``, and ``refused``, the texts that are no values.
    Raises TransitionRefused when the bulletin has been issued.
    """
    stored = _open(bulletin, actor)
    mine = {name: as_box(value) for name, value in values.items()}
    if stored.version != version:
        raise EditConflict(
            who=stored.saved_by,
            when=stored.saved_at,
            version=stored.version,
            fields=_differences(stored, {**mine, **(refused or {})}),
        )
    if changed := _differences(stored, mine):
        labels = [both.label for both in changed.values()]
        put(stored, {name: values[name] for name in changed})
        _store(stored, actor)
        audit.record(actor, "save_bulletin", stored, label="修改通报", changed=labels)
    return stored


@transaction.atomic
def move_section(*, bulletin: Bulletin, key: str, step: int, actor: User) -> Bulletin:
    """Put a section one place up (``step`` −1) or down (1); at either end it stays.

    Raises TransitionRefused when the bulletin has been issued.
    """
    stored = _open(bulletin, actor)
    keys = [section["key"] for section in stored.sections]
    if key not in keys or not 0 <= (place := keys.index(key)) + step < len(keys):
        return stored
    stored.sections.insert(place + step, stored.sections.pop(place))
    _store(stored, actor)
    audit.record(actor, "move_section", stored, label="调整各部分顺序", key=key, step=step)
    return stored


def _open(bulletin: Bulletin, actor: User) -> Bulletin:
    """Lock the bulletin for writing."""
    require(can_write_bulletin(actor, bulletin))
    locked = lock_record(Bulletin.objects.select_related("saved_by"), pk=bulletin.pk)
    _refuse_issued(locked)
    return locked


def _refuse_issued(bulletin: Bulletin) -> None:
    if bulletin.status != BulletinStatus.DRAFT:
        raise TransitionRefused([ISSUED])


def _differences(stored: Bulletin, mine: Mapping[str, str]) -> dict[str, FieldConflict]:
    """The boxes in which ``mine`` and the stored texts differ."""
    theirs = boxes(stored)
    return {
        name: FieldConflict(box_label(stored, name), text, theirs[name])
        for name, text in mine.items()
        if text != theirs[name]
    }


def _store(bulletin: Bulletin, actor: User) -> None:
    bulletin.version += 1
    bulletin.saved_by, bulletin.saved_at = actor, clock.now()
    bulletin.save()
