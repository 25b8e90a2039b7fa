"""What the people of a panel declare, hand in, send back and record."""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse

from applications import people
from applications.aggregation import propose
from applications.choices import Status
from applications.guards import member_not_ready
from applications.models import Application
from applications.permissions import can_write_final_score, can_write_member_sheet, member_seat
from applications.services.stale import mark_of
from portal import audit
from portal.access import require
from portal.locking import lock_record
from portal.models import User
from portal.notices import notify
from portal.workflow import TransitionRefused
from scoring import services as scoring
from scoring.choices import Column, Origin, SeatRole
from scoring.models import Seat


@transaction.atomic
def declare(*, seat: Seat, application: Application, recused: bool, reason: str = "") -> bool:
    """Make the 回避声明 of ``seat``; False when it was made before.

    The province hears of a recusal, which leaves a seat empty, and of the last declaration,
    after which 评定 can begin. Who comes into a panel at work gets a sheet at once.
    """
    locked = _lock(application)
    if not scoring.declare(seat=seat, recused=recused, reason=reason):
        return False
    if locked.status == Status.EVALUATING:
        scoring.open_member_sheets(panel=locked.panel, ruleset=locked.batch.ruleset)
    _tell_of_declaration(seat, locked)
    return True


def _tell_of_declaration(seat: Seat, application: Application) -> None:
    zone = application.dossier.zone_name
    url = reverse("applications:panel", args=[application.pk])
    if seat.recused:
        text = f"{seat.user.name}声明应当回避“{zone}”的评定，请更换专家。"
        notify(people.of_province(), text, url, record=application)
    elif not seat.panel.seats.exclude(recused=False).exists():
        then = "，可以启动评定" if application.status == Status.ACCEPTED else ""
        text = f"“{zone}”评定组全体成员已作回避声明{then}。"
        notify(people.of_province(), text, application.get_absolute_url(), record=application)


@transaction.atomic
def record_attendance(
    *, application: Application, attendance: Mapping[int, str], actor: User
) -> None:
    """The chair notes who took part; keys are seats of this application's panel.

    Raises PermissionDenied unless ``actor`` chairs a panel that is at work, as things
    stand under the application's lock.
    """
    locked = _lock(application)
    require(can_write_final_score(actor, locked))
    scoring.record_attendance(panel=locked.panel, attendance=attendance, actor=actor)


@transaction.atomic
def hand_in(*, application: Application, actor: User) -> None:
    """Lock ``actor``'s own sheet, which the chair reads from now on.

    Raises PermissionDenied unless it is a member's and open while the panel is at work,
    TransitionRefused while something is missing.
    """
    locked = _lock(application)
    require(can_write_member_sheet(actor, locked))
    seat = member_seat(actor, locked)
    if problems := member_not_ready(locked, seat):
        raise TransitionRefused(problems)
    scoring.hand_in(seat=seat)
    audit.record(actor, "hand_in_marks", locked, label="提交成员计分", seat=seat.pk)
    members = locked.panel.seats.filter(role=SeatRole.MEMBER)
    handed_in = sum(member.is_handed_in for member in members.select_related("sheet"))
    text = (
        f"{seat.user.name}已提交“{locked.dossier.zone_name}”的成员计分"
        f"（{members.count()}名成员中{handed_in}名已提交）。"
    )
    chairs = [chair.user for chair in locked.panel.seats.filter(role=SeatRole.CHAIR)]
    notify(chairs, text, reverse("applications:members", args=[locked.pk]), record=locked)


@transaction.atomic
def return_sheet(*, application: Application, seat: Seat, note: str, actor: User) -> None:
    """The chair gives a member's sheet back, and the member reads why.

    Raises PermissionDenied unless ``actor`` chairs a panel at work, TransitionRefused when
    the sheet is not handed in or the seat is not of this panel any more.
    """
    locked = _lock(application)
    require(can_write_final_score(actor, locked))
    current = locked.panel.seats.filter(pk=seat.pk, sheet__isnull=False).first()
    if current is None:
        raise TransitionRefused(["该成员已更换，不能退回其计分，请刷新页面后查看。"])
    scoring.return_sheet(seat=current, note=note, actor=actor)
    details = {"seat": seat.pk, "note": note}
    audit.record(actor, "return_marks", locked, label="退回成员计分", **details)
    text = f"组长退回了您对“{locked.dossier.zone_name}”的计分：{note}"
    url = reverse("applications:sheet", args=[locked.pk, Column.MEMBER.value])
    notify([current.user], text, url, record=locked)


@transaction.atomic
def fill_averages(*, application: Application, seen: int, actor: User) -> int:
    """Put what the batch's way of averaging gives into the chair's blank leaves; answers how many.

    ``seen`` marks the proposal that the chair has read. Raises PermissionDenied unless
    ``actor`` chairs a panel at work, TransitionRefused when the batch declares no average, too
    few members have handed in, or another mark has come meanwhile.
    """
    locked = _lock(application)
    require(can_write_final_score(actor, locked))
    proposed = propose(locked, actor)
    if proposed.refusal:
        raise TransitionRefused([proposed.refusal])
    if seen != mark_of(proposed.boxes):
        raise TransitionRefused(["成员计分或评定计分已有变动，请核对下面的最新结果后再填入。"])
    written = scoring.fill_blanks(
        sheet=locked.final_score, marks=proposed.marks, actor=actor, origin=Origin.AGGREGATE
    )
    details = {"way": locked.batch.aggregation, "members": proposed.voices, "marks": written}
    audit.record(actor, "fill_averages", locked, label="按平均分填入未评项", **details)
    return len(written)


def _lock(application: Application) -> Application:
    return lock_record(Application.objects, pk=application.pk)
