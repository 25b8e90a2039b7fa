"""Place candidates into a city's slots, take them out, state 本批不推荐 (C-06)."""

from collections.abc import Iterable

from django.db import transaction

from applications import deadlines, nominations, people, quota
from applications.choices import BatchStatus, Status
from applications.models import Application, Batch, Nomination, QuotaBoard
from applications.permissions import can_write_board
from applications.services.stale import refuse_stale
from portal import audit, clock
from portal.access import require
from portal.locking import lock_record
from portal.models import Region, User
from portal.notices import notify
from portal.problems import Problem
from portal.workflow import TransitionRefused

LABELS = {"slot": "名额", "reason": "推荐理由", "higher_reason": "同分或越过高分单位的说明"}


class BoardRefused(TransitionRefused):
    """The board cannot be changed so now; ``problems`` say why."""


def boxes(nomination: Nomination | None) -> dict[str, str]:
    """What a candidate's form holds, in texts; empty before it is placed."""
    return {name: str(getattr(nomination, name, "")) for name in LABELS}


# --- candidates ----------------------------------------------------------------------


@transaction.atomic
def place_candidate(
    *,
    application: Application,
    slot: int,
    reason: str,
    higher_reason: str,
    seen: int,
    actor: User,
) -> Nomination:
    """Put a unit into a slot, or change its slot and reasons; who stands there changes with it.

    Raises BoardRefused where the slot is held or the unit is not to be placed,
    EditConflict when somebody has changed this candidate since ``seen``.
    """
    board, locked = _open_board(application, actor)
    known = Nomination.objects.filter(application=locked).first()
    mine = {"slot": str(slot), "reason": reason, "higher_reason": higher_reason}
    refuse_stale(
        board, seen=seen, stored=boxes(known), mine=mine, labels=LABELS, deed="place_candidate"
    )
    _refuse(_not_to_be_placed(board, locked, slot))
    rivals = quota.outranking(quota.standings(board.batch, board.city), locked, slot)
    if rivals and not higher_reason:
        raise BoardRefused([quota.wants_explanation(rivals)])
    _make_room(board, known, slot, actor)
    reasons = reason, higher_reason if rivals else ""
    return nominations.put(board, locked, actor=actor, slot=slot, reasons=reasons)


def _open_board(application: Application, actor: User) -> tuple[QuotaBoard, Application]:
    """The unit and then the board under lock, in the order of 推荐报省."""
    Batch.objects.hold(application.batch_id)
    locked = lock_record(Application.objects, pk=application.pk)
    require(can_write_board(actor, locked.city_id))
    board = nominations.lock_board(locked.batch, locked.city)
    _refuse(_closed(locked.batch, deadlines.of(locked).recommendation))
    if board.none_at:
        raise BoardRefused([quota.NONE_STATED])
    return board, locked


def _closed(batch: Batch, due) -> list[str]:
    """Why nothing of the board can be changed any more."""
    if batch.status != BatchStatus.OPEN:
        return [f"本批次当前为“{batch.get_status_display()}”，推荐名额不能再改动。"]
    if clock.now() > due:
        said = deadlines.spoken(due)
        return [f"推荐报省已于{said}截止，推荐名额不能再改动，请联系省文化和旅游厅。"]
    return []


def _not_to_be_placed(board: QuotaBoard, application: Application, slot: int) -> list[str]:
    if application.status != Status.REVIEWED:
        state = application.get_status_display()
        return [f"当前状态为“{state}”，初评完成（会签同意）后方可排入名额。"]
    if not 1 <= slot <= board.quota:
        return [f"本市共{board.quota}个名额，请重新选择。"]
    holder = board.nominations.filter(slot=slot, application__place__isnull=False).first()
    if holder and holder.application_id != application.pk:
        name = holder.application.organisation.name
        return [f"名额{slot}已由“{name}”占用并推荐报省，请选择其他名额。"]
    return []


def _make_room(board: QuotaBoard, known: Nomination | None, slot: int, actor: User) -> None:
    """Who stands in the slot takes the one that becomes free, or is in the way."""
    other = board.nominations.filter(slot=slot).select_related("application__organisation").first()
    if other is None or other.application_id == (known and known.application_id):
        return
    if known is None:
        name = other.application.organisation.name
        raise BoardRefused([f"名额{slot}已排入“{name}”，请先移出，或者选择其他名额。"])
    free, reasons = known.slot, (other.reason, other.higher_reason)
    known.delete()
    nominations.put(board, other.application, actor=actor, slot=free, reasons=reasons)


@transaction.atomic
def take_out(*, application: Application, actor: User) -> None:
    """Free the slot of a candidate that is not recommended; a second call does nothing."""
    _, locked = _open_board(application, actor)
    if locked.place:
        raise BoardRefused(["该单位已推荐报省，如需移出请先办理“撤回推荐”。"])
    nominations.clear(locked, actor)


# --- 本批不推荐 ----------------------------------------------------------------------


@transaction.atomic
def state_none(*, batch: Batch, city: Region, reason: str, actor: User) -> QuotaBoard:
    """The city recommends nobody in this batch, and says why; the province is told.

    Raises BoardRefused while a place is held or a candidate stands in a slot.
    """
    require(can_write_board(actor, city.pk))
    board = nominations.lock_board(batch, city)
    if board.none_at:
        raise BoardRefused(["本市已声明本批不推荐，请刷新页面后查看。"])
    _refuse(not_to_be_stated(board))
    board.none_reason, board.none_by, board.none_at = reason, actor, clock.now()
    board.save(update_fields=["none_reason", "none_by", "none_at"])
    audit.record(actor, "state_none", board, label="声明本批不推荐", note=reason)
    text = f"{city.name}声明本批不推荐：{reason}"
    notify(people.of_province(), text, board.get_absolute_url(), record=board.batch)
    return board


def not_to_be_stated(board: QuotaBoard) -> list[str]:
    """Why 本批不推荐 cannot be stated: too late, or somebody stands in a slot."""
    held = Application.objects.filter(batch=board.batch_id, city=board.city_id)
    held = held.filter(place__isnull=False).select_related("organisation")
    waiting = board.nominations.select_related("application__organisation") if board.pk else []
    sentences = [f"“{one.organisation.name}”已推荐报省，请先撤回推荐。" for one in held]
    sentences += [
        f"名额{one.slot}已排入“{one.application.organisation.name}”，请先移出。"
        for one in waiting
        if not one.application.place
    ]
    due = deadlines.of_city(board.batch, board.city_id).recommendation
    return [*_closed(board.batch, due), *sentences]


@transaction.atomic
def withdraw_statement(*, batch: Batch, city: Region, actor: User) -> None:
    """Take 本批不推荐 back before the deadline; a second call does nothing."""
    require(can_write_board(actor, city.pk))
    board = nominations.lock_board(batch, city)
    if board.none_at is None:
        return
    _refuse(_closed(board.batch, deadlines.of_city(board.batch, city.pk).recommendation))
    reason, board.none_reason, board.none_by, board.none_at = board.none_reason, "", None, None
    board.save(update_fields=["none_reason", "none_by", "none_at"])
    audit.record(
        actor, "withdraw_statement", board, label="收回本批不推荐的声明", previous_reason=reason
    )
    text = f"{city.name}收回本批不推荐的声明，将另行推荐。"
    notify(people.of_province(), text, board.get_absolute_url(), record=board.batch)


def _refuse(sentences: Iterable[str]) -> None:
    if problems := [Problem(sentence) for sentence in sentences]:
        raise BoardRefused(problems)
