"""Writes on panels that are not moves: who sits in one, what they declare, who came."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal import audit, clock
from portal.text import clean_line
from scoring.choices import Attendance, SeatRole
from scoring.models import Panel, Seat


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
    """Appoint or re-appoint a panel; a seat that stays keeps its declaration."""
    panel = panel or Panel()
    panel.visit_on, panel.defence_on = visit_on, defence_on
    panel.save()
    wanted = {**{member.pk: SeatRole.MEMBER for member in members}, chair.pk: SeatRole.CHAIR}
    panel.seats.exclude(user__in=wanted).delete()
    panel.seats.update(role=SeatRole.MEMBER)
    for user_pk, role in wanted.items():
        Seat.objects.update_or_create(panel=panel, user_id=user_pk, defaults={"role": role})
    audit.record(actor, "seat_panel", panel, label="组建评定组", seats=sorted(wanted))
    return panel


@transaction.atomic
def declare(*, seat: Seat, recused: bool, reason: str = "") -> bool:
    """The expert's 回避声明, before anything of the application opens.

    It is made once: a second one changes nothing and answers False.
    """
    reason = clean_line(reason)
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
