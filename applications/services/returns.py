"""Note, send nothing yet, answer and settle: the points of a return; and 交回."""

from typing import Any

from django.db import transaction

from applications import digests, guards, people, returns
from applications import permissions as may
from applications.effects import open_self_check, seal_submission
from applications.models import Application, ReturnPoint, Snapshot
from applications.returns import Spot
from applications.services.stale import refuse_stale
from portal import audit, clock
from portal.access import require
from portal.locking import find_record, lock_record
from portal.notices import notify
from portal.problems import blocking
from portal.workflow import TransitionRefused

ANSWER = {"answer": "修改说明"}
POINT = {"category": "类别", "comment": "退回意见"}


def _lock(application: Application) -> Application:
    return lock_record(Application.objects, pk=application.pk)


def _locked_point(point: ReturnPoint) -> ReturnPoint:
    """The point as it is while its application stands still."""
    _lock(point.application)
    rows = ReturnPoint.objects.select_related("application", "round", "item")
    return find_record(rows, pk=point.pk)


# --- before the return ---------------------------------------------------------------------


@transaction.atomic
def note_point(
    *, application: Application, spot: Spot, category: str, comment: str, actor: Any
) -> ReturnPoint:
    """Note what is wrong at one place; the same words twice by one person are one point."""
    locked = _lock(application)
    require(may.can_note_on(actor, locked, spot.section, spot.item))
    point, is_new = ReturnPoint.objects.get_or_create(
        application=locked,
        round=None,
        by_province=may.is_province(actor),
        **spot.fields,
        category=category,
        comment=comment,
        noted_by=actor,
        defaults={"noted_at": clock.now()},
    )
    if is_new:
        audit.record(actor, "note_point", locked, label="记退回意见", place=point.place_label)
    return point


def point_words(point: ReturnPoint) -> dict[str, str]:
    """What a noted point says, as its form holds it."""
    return {name: getattr(point, name) for name in POINT}


@transaction.atomic
def change_point(
    *, point: ReturnPoint, category: str, comment: str, seen: int, actor: Any
) -> ReturnPoint:
    """Word a noted point anew. Raises EditConflict when a colleague has done so meanwhile."""
    point = _locked_point(point)
    require(may.can_change_point(actor, point))
    mine = {"category": category, "comment": comment}
    stale = {"seen": seen, "stored": point_words(point), "mine": mine, "labels": POINT}
    refuse_stale(point, deed="change_point", **stale)
    point.category, point.comment = category, comment
    point.save(update_fields=["category", "comment"])
    audit.record(actor, "change_point", point, label="修改退回意见", note=comment)
    return point


@transaction.atomic
def drop_point(*, point: ReturnPoint, actor: Any) -> None:
    """Take a noted point away; what has gone out stays for ever."""
    point = _locked_point(point)
    require(may.can_change_point(actor, point))
    place, comment = point.place_label, point.comment
    audit.record(
        actor, "drop_point", point.application, label="删除退回意见", note=comment, place=place
    )
    point.delete()


# --- the answer ----------------------------------------------------------------------------


@transaction.atomic
def answer_point(*, point: ReturnPoint, answer: str, seen: int, actor: Any) -> ReturnPoint:
    """Say what was mended. Raises EditConflict with both texts when a colleague has answered
    since ``seen``, PermissionDenied once the round is over."""
    point = _locked_point(point)
    require(may.can_answer(actor, point))
    stale = {"seen": seen, "stored": {"answer": point.answer}, "mine": {"answer": answer}}
    refuse_stale(point, deed="answer_point", labels=ANSWER, **stale)
    point.answer, point.answered_by, point.answered_at = answer, actor, clock.now()
    point.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(actor, "answer_point", point, label="填写修改说明", note=answer)
    return point


@transaction.atomic
def settle_point(*, point: ReturnPoint, settled: bool, actor: Any) -> ReturnPoint:
    """已改到位 or 未到位. What the city finds 未到位 in a 退回补正 goes to the unit once more."""
    point = _locked_point(point)
    require(may.can_settle(actor, point))
    if point.settled == settled:
        return point
    point.settled, point.settled_by, point.settled_at = settled, actor, clock.now()
    point.save(update_fields=["settled", "settled_by", "settled_at"])
    label = "已改到位" if settled else "未到位"
    audit.record(actor, "settle_point", point, label=label, settled=settled)
    if not settled and point.round.answered_at is None:
        _open_again(point, actor)
    return point


def _open_again(point: ReturnPoint, actor: Any) -> None:
    """The unit mends and hands back anew."""
    point.round.answered_version = None
    point.round.save(update_fields=["answered_version"])
    open_self_check(point.application, actor)
    text = f"“{point.place_label}”的补正未到位，请继续修改后重新交回。"
    notify(
        people.of_unit(point.application),
        text,
        point.round.get_absolute_url(),
        record=point.application,
    )


@transaction.atomic
def hand_back(*, application: Application, declared: bool, actor: Any) -> Snapshot:
    """交回: seal what the unit has mended in a 退回补正 and give it to the city.

    Raises PermissionDenied, or TransitionRefused with everything that stands in the way. A
    repeated call finds the round handed back and seals nothing.
    """
    locked = _lock(application)
    require(may.can_hand_back(actor, locked))
    if declared is not True:
        raise TransitionRefused(["请勾选“对补正后的填报数据和材料的真实性负责”后再交回。"])
    if problems := blocking(guards.not_ready_to_hand_back(locked)):
        raise TransitionRefused(problems)
    round_ = returns.open_round(locked)
    snapshot = seal_submission(locked, actor)
    round_.answered_version = snapshot.number
    round_.save(update_fields=["answered_version"])
    audit.record(actor, "hand_back", locked, label="交回补正", version=snapshot.number)
    is_signed = digests.review_digest(locked) == locked.review_digest
    more = "" if is_signed else "报告书有改动，初评须重新会签。"
    text = f"{locked.organisation.name}已交回补正（第{snapshot.number}版），请复核。{more}"
    notify(people.of_city_culture(locked), text, round_.get_absolute_url(), record=locked)
    return snapshot
