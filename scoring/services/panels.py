"""Writes on panels: who sits in one, what they declare and hand in, who came."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal import audit, clock
from portal.locking import lock_record
from portal.text import clean_line
from scoring.choices import Attendance, Column, SeatRole
from scoring.lifecycle import sheet_lifecycle
from scoring.models import Panel, RuleSet, Seat
from scoring.services.marks import open_sheet


@transaction.atomic
def seat_panel(
    *,
    panel: Panel | None,
    chair: Any,
    members: list[Any],
    actor: Any,
    visit_on=None,
    defence_on=None,
) -> Panel:
    """Appoint or re-appoint a panel; who stays keeps the declaration.

    A seat that is given to somebody else ends, and is kept with what was declared and
    filled in; one that its expert never used goes. Who changes between chair and member
    leaves the own sheet behind.
    """
    panel = panel or Panel()
    panel.visit_on, panel.defence_on = visit_on, defence_on
    panel.save()
    wanted = {**{member.pk: SeatRole.MEMBER for member in members}, chair.pk: SeatRole.CHAIR}
    _seat(panel, wanted)
    audit.record(actor, "seat_panel", panel, label="组建评定组", seats=sorted(wanted))
    return panel


def _seat(panel: Panel, wanted: Mapping[int, str]) -> None:
    """End the seats that nobody keeps, then give each person the role of ``wanted``."""
    sitting = {seat.user_id: seat for seat in panel.seats.all()}
    for seat in sitting.values():
        if not _keeps_seat(seat, wanted.get(seat.user_id)):
            _vacate(seat)
    panel.seats.update(role=SeatRole.MEMBER)
    for user_pk, role in wanted.items():
        Seat.objects.update_or_create(
            panel=panel,
            user_id=user_pk,
            defaults={"role": role},
            create_defaults={"role": role, **_declaration_of(sitting.get(user_pk))},
        )


def _keeps_seat(seat: Seat, role: str | None) -> bool:
    return role is not None and (seat.sheet_id is None or seat.role == role)


def _vacate(seat: Seat) -> None:
    if seat.declared_at is None and seat.sheet_id is None:
        seat.delete()
        return
    seat.ended_at = clock.now()
    seat.save(update_fields=["ended_at"])


def _declaration_of(seat: Seat | None) -> dict[str, Any]:
    """What a person has declared holds for the new seat in the same panel."""
    names = ("declared_at", "recused", "recusal_reason")
    return {name: getattr(seat, name) for name in names} if seat else {}


@transaction.atomic
def open_member_sheets(*, panel: Panel, ruleset: RuleSet) -> None:
    """A sheet of their own for all members who may judge and have none yet."""
    for seat in panel.seats.filter(role=SeatRole.MEMBER, recused=False, sheet__isnull=True):
        seat.sheet = open_sheet(ruleset, Column.MEMBER)
        seat.save(update_fields=["sheet"])


@transaction.atomic
def hand_in(*, seat: Seat) -> None:
    """Lock the member's sheet; raises TransitionRefused while it has gaps."""
    sheet_lifecycle.perform(seat.sheet, "lock", actor=seat.user)
    seat.return_note = ""
    seat.save(update_fields=["return_note"])


@transaction.atomic
def return_sheet(*, seat: Seat, note: str, actor: Any) -> None:
    """Open a member's sheet again; ``note`` tells the member why.

    Raises TransitionRefused when it has not been handed in.
    """
    sheet_lifecycle.perform(seat.sheet, "reopen", actor=actor, note=note)
    seat.return_note = clean_line(note)
    seat.save(update_fields=["return_note"])


@transaction.atomic
def declare(*, seat: Seat, recused: bool, reason: str = "") -> bool:
    """The expert's 回避声明, before anything of the application opens.

    It is made once: a second one changes nothing and answers False. Raises Gone when the
    province has given the seat to somebody else meanwhile.
    """
    reason = clean_line(reason)
    lock_record(Seat.objects, pk=seat.pk)
    changed = Seat.objects.filter(pk=seat.pk, declared_at__isnull=True).update(
        declared_at=clock.now(), recused=recused, recusal_reason=reason
    )
    if changed:
        audit.record(
            seat.user, "declare", seat.panel, label="回避声明", note=reason, recused=recused
        )
    seat.refresh_from_db()
    return bool(changed)


@transaction.atomic
def record_attendance(*, panel: Panel, attendance: Mapping[int, str], actor: Any) -> None:
    """The chair notes for each member whether they took part; keys are seats of ``panel``."""
    seats = list(panel.seats.filter(role=SeatRole.MEMBER, pk__in=attendance))
    for seat in seats:
        seat.attendance = Attendance(attendance[seat.pk])
    Seat.objects.bulk_update(seats, ["attendance"])
    noted = {str(seat.pk): seat.attendance for seat in seats}
    audit.record(actor, "record_attendance", panel, label="登记参评情况", attendance=noted)
