"""The rows of a city's board: who stands in which slot, and why (C-06).

Both the board and 推荐报省 write here. Whoever writes holds the lock of the board, so that
two officers come one after the other.
"""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from applications import quota
from applications.models import Application, Batch, Nomination, QuotaBoard
from portal import audit, clock
from portal.locking import lock_record
from portal.models import Region, User
from portal.workflow import TransitionRefused

REASON_MISSING = "请填写推荐理由。"


def lock_board(batch: Batch, city: Region) -> QuotaBoard:
    """The board of a city under lock, made the first time; call inside a transaction."""
    Batch.objects.hold(batch.pk)
    board, _ = QuotaBoard.objects.get_or_create(
        batch=batch, city=city, defaults={"quota": batch.quota}
    )
    return lock_record(QuotaBoard.objects, pk=board.pk)


def place_for(application: Application, details: Mapping[str, Any]) -> int | None:
    """The place that 推荐报省 takes: the candidate's own slot, else the lowest free one.

    Raises TransitionRefused without 推荐理由, or without a word on those who are passed by.
    """
    reason, higher_reason = reasons_of(application, details)
    missing = [] if reason else [REASON_MISSING]
    if not higher_reason and (rivals := quota.passed_by(application)):
        missing.append(quota.wants_explanation(rivals))
    if missing:
        raise TransitionRefused(missing)
    return quota.free_place(application)


def reasons_of(application: Application, details: Mapping[str, Any]) -> tuple[str, str]:
    """推荐理由 and the explanation as ``details`` has them, else as the board has them."""
    known = Nomination.objects.filter(application=application.pk).first()
    names = ("reason", "higher_reason")
    return tuple(details.get(name) or getattr(known, name, "") for name in names)


def settle(application: Application, actor: User, details: Mapping[str, Any]) -> None:
    """Write the nomination of an application that has just taken its place (T10).

    Raises TransitionRefused where somebody stated 本批不推荐 or filled the slot meanwhile.
    """
    board = lock_board(application.batch, application.city)
    if board.none_at:
        raise TransitionRefused([quota.NONE_STATED])
    reason, higher_reason = reasons_of(application, details)
    reasons = reason, higher_reason if quota.passed_by(application) else ""
    put(board, application, actor=actor, slot=application.place, reasons=reasons)


def put(
    board: QuotaBoard,
    application: Application,
    *,
    actor: User,
    slot: int,
    reasons: tuple[str, str],
) -> Nomination:
    """Let ``application`` stand in ``slot``; the database refuses a slot that is filled."""
    values = {
        "board": board,
        "slot": slot,
        "quota": board.quota,
        "reason": reasons[0],
        "higher_reason": reasons[1],
        "placed_by": actor,
        "placed_at": clock.now(),
    }
    try:
        with transaction.atomic():
            nomination, _ = Nomination.objects.update_or_create(
                application=application, defaults=values
            )
    except IntegrityError as error:
        raise TransitionRefused([quota.NO_PLACE]) from error
    record(actor, "place_candidate", nomination, label="排入推荐名额")
    return nomination


def clear(application: Application, actor: User | None) -> None:
    """Free the slot of a unit that is taken out, or whose recommendation has ended."""
    boards = QuotaBoard.objects.filter(batch=application.batch_id, city=application.city_id)
    list(boards.select_for_update(of=("self",)))
    for nomination in Nomination.objects.filter(application=application.pk):
        record(actor, "clear_slot", nomination, label="移出推荐名额")
        nomination.delete()


def record(actor: User | None, action: str, nomination: Nomination, *, label: str) -> None:
    """The board's history keeps what the slot held, also after it is cleared."""
    audit.record(
        actor,
        action,
        nomination.board,
        label=label,
        application=nomination.application_id,
        unit=nomination.application.organisation.name,
        slot=nomination.slot,
        reason=nomination.reason,
        higher_reason=nomination.higher_reason,
    )
