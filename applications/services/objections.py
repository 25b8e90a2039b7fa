"""异议: received from anybody or written down by the office, assigned, answered, released (A-07)."""

import base64
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from applications import people
from applications.choices import BatchStatus, ObjectionChannel, ObjectionOutcome
from applications.models import Batch, Objection
from applications.permissions import can_administer
from applications.publicity import closed_to_objections
from portal import audit, clock
from portal.access import require
from portal.editing import EditConflict, FieldConflict
from portal.locking import lock_record
from portal.models import User
from portal.notices import notify

ASSIGNMENT = {"assigned_to": "承办人"}
ANSWER = {"outcome": "核查结论", "answer": "答复"}
#: What the objector may say; anything else the office adds.
SAID = ("application", "name", "contact", "text")


class ObjectionRefused(Exception):
    """This cannot be done with the objection now; the text says why."""


# --- how one comes in ------------------------------------------------------------------------


def number_of(batch: Batch, values: Mapping[str, Any], token: str) -> str:
    """登记号: the same words sent again from the same form have the same number."""
    said = "\x1f".join([token, str(batch.pk), *(str(values[name]) for name in SAID)])
    code = base64.b32encode(hashlib.sha256(said.encode()).digest()).decode()
    return f"{clock.today().year}-{code[:4]}-{code[4:8]}"


def find(batch: Batch, number: str) -> Objection | None:
    """The objection of that number; None where there is none in ``batch``."""
    return batch.objections.filter(number=number).first()


@transaction.atomic
def receive(
    *, batch: Batch, values: Mapping[str, Any], number: str, address: str | None = None
) -> Objection:
    """Keep what somebody without an account objects; a second click finds the first one's.

    Raises ObjectionRefused outside 公示, as things stand under the batch's lock.
    """
    locked = lock_record(Batch.objects, pk=batch.pk)
    if earlier := find(locked, number):
        return earlier
    if sentence := closed_to_objections(locked):
        raise ObjectionRefused(sentence)
    details = {"channel": ObjectionChannel.ONLINE, "received_at": clock.now(), "address": address}
    return _keep(locked, number, actor=None, **details, **values)


@transaction.atomic
def register(*, batch: Batch, values: Mapping[str, Any], actor: User) -> Objection:
    """Write down an objection that came by letter, telephone or visit.

    One that came in time may be written down after the last day, until 公布.
    """
    require(can_administer(actor, batch))
    locked = lock_record(Batch.objects, pk=batch.pk)
    if locked.status != BatchStatus.PUBLICISED:
        raise ObjectionRefused("本批次不在公示中，不能登记异议。")
    number = number_of(batch, values, uuid.uuid4().hex)
    return _keep(locked, number, actor=actor, received_by=actor, **values)


def _keep(batch: Batch, number: str, *, actor: User | None, **values: Any) -> Objection:
    objection = Objection.objects.create(batch=batch, number=number, **values)
    audit.record(actor, "receive_objection", objection, label="收到异议", number=number)
    text = f"{batch}公示期间收到异议（登记号{number}），请交办核查。"
    notify(people.of_province(), text, objection.get_absolute_url())
    return objection


def list_url(batch: Batch) -> str:
    """The page of all that came in about ``batch``."""
    return reverse("applications:objections", args=[batch.pk])


# --- how it is handled ------------------------------------------------------------------------


@transaction.atomic
def assign(*, objection: Objection, officer: User, seen: int, actor: User) -> Objection:
    """交办 to a colleague, who hears of it."""
    locked = _lock(objection, actor)
    if locked.assigned_to_id == officer.pk:
        return locked
    _refuse_stale(locked, seen, {"assigned_to": officer}, ASSIGNMENT)
    _save(
        locked, actor, "assign_objection", "交办异议", assigned_to=officer, assigned_at=clock.now()
    )
    text = f"{locked.batch}公示异议（登记号{locked.number}）已交由您核查。"
    notify([officer], text, locked.get_absolute_url())
    return locked


@transaction.atomic
def answer(*, objection: Objection, values: Mapping[str, str], seen: int, actor: User) -> Objection:
    """Write down what was found and what the objector is told."""
    locked = _lock(objection, actor)
    _refuse_stale(locked, seen, values, ANSWER)
    deed = {"answered_by": actor, "answered_at": clock.now()}
    _save(locked, actor, "answer_objection", "记录核查结论和答复", **values, **deed)
    return locked


@transaction.atomic
def release(*, objection: Objection, seen: int, actor: User) -> Objection:
    """办结: the office has told the objector. A second click does nothing."""
    require(can_administer(actor, objection))
    locked = _locked(objection)
    if locked.released_at is not None:
        return locked
    if problems := not_releasable(locked):
        raise ObjectionRefused("".join(problems))
    _refuse_stale(locked, seen, {}, {})
    _save(locked, actor, "release_objection", "异议办结", released_at=clock.now())
    return locked


def not_releasable(objection: Objection) -> list[str]:
    """Why it cannot be released yet, as sentences."""
    return [] if objection.answered_at else ["尚未记录核查结论和答复，请记录后再办结。"]


@transaction.atomic
def reopen(*, objection: Objection, note: str, actor: User) -> Objection:
    """重新核查: what was answered stays, the examination goes on; not after 公布."""
    require(can_administer(actor, objection))
    Batch.objects.hold(objection.batch_id)
    locked = _locked(objection)
    if locked.released_at is None:
        return locked
    if locked.batch.status != BatchStatus.PUBLICISED:
        raise ObjectionRefused("本批次已不在公示中，异议不能重新核查。")
    _save(locked, actor, "reopen_objection", "异议重新核查", note=note, released_at=None)
    if locked.assigned_to_id:
        text = f"{locked.batch}公示异议（登记号{locked.number}）须重新核查：{note}"
        notify([locked.assigned_to], text, locked.get_absolute_url())
    return locked


def _lock(objection: Objection, actor: User) -> Objection:
    require(can_administer(actor, objection))
    locked = _locked(objection)
    if locked.released_at is not None:
        raise ObjectionRefused("该异议已办结；确需修改的，请先重新核查。")
    return locked


def _locked(objection: Objection) -> Objection:
    rows = Objection.objects.select_related("batch", "assigned_to")
    return lock_record(rows, pk=objection.pk)


def boxes(objection: Objection) -> dict[str, str]:
    """What the office has entered, in words."""
    return {
        "assigned_to": str(objection.assigned_to or ""),
        "outcome": objection.get_outcome_display(),
        "answer": objection.answer,
    }


def _refuse_stale(
    objection: Objection, seen: int, values: Mapping[str, Any], labels: Mapping[str, str]
) -> None:
    """Raise EditConflict with both texts when somebody has saved since version ``seen``.

    Two who wrote the same do not disturb each other.
    """
    stored = boxes(objection)
    mine = {name: _word(name, value) for name, value in values.items()}
    fields = {
        name: FieldConflict(label, mine[name], stored[name])
        for name, label in labels.items()
        if mine[name] != stored[name]
    }
    if seen == objection.version or (labels and not fields):
        return
    last = audit.history(objection).select_related("actor").last()
    raise EditConflict(
        who=last and last.actor, when=last and last.at, version=objection.version, fields=fields
    )


def _word(name: str, value: Any) -> str:
    return ObjectionOutcome(value).label if name == "outcome" else str(value)


def _save(
    objection: Objection, actor: User, action: str, label: str, *, note: str = "", **values: Any
) -> None:
    objection.version += 1
    for name, value in values.items():
        setattr(objection, name, value)
    objection.save(update_fields=["version", *values])
    audit.record(actor, action, objection, label=label, note=note, outcome=objection.outcome)
