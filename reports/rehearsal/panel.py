"""The panel of a rehearsal: appointed, declared, every member's own marks, the chair's column."""

from applications.choices import Binding
from applications.models import Application
from applications.services import panel, results
from applications.services.stale import mark_of
from portal import clock
from portal.models import User
from reports.rehearsal import scores
from reports.rehearsal.deeds import hand_in_scan, move
from reports.rehearsal.invention import dice
from reports.rehearsal.performance import VISITING, Performance
from scoring.choices import Attendance, SeatRole
from scoring.models import Seat


def receive(performance: Performance, number: int, application: Application) -> None:
    """The papers come in, and the panel is called."""
    province = performance.cast.province
    receipt = {"paper_sets": 5, "received_on": clock.today(), "scans_match": True}
    numbers = {"number": f"演练受理{number:03d}", "platform_number": f"演练{number:06d}"}
    move(application, "accept", province, **receipt, **numbers)
    chair, *members = performance.cast.panel(dice(performance.seed, "panel", number))
    results.appoint_panel(
        application=application,
        chair=chair,
        members=members,
        visit_on=performance.day(VISITING),
        defence_on=performance.day(VISITING + 1),
        seen=mark_of(results.panel_boxes(None)),
        actor=province,
    )


def begin(performance: Performance, application: Application) -> None:
    """Everybody declares, and the sheets are opened."""
    for seat in application.panel.seats.select_related("user"):
        panel.declare(seat=seat, application=application, recused=False)
    move(application, "start_evaluation", performance.cast.province)


def members_of(application: Application) -> list[Seat]:
    seats = application.panel.seats.filter(role=SeatRole.MEMBER)
    return list(seats.select_related("sheet__ruleset"))


def choice_of(performance: Performance, number: int, application: Application, place: int):
    """How the member of that place judges: near the 初评, each in an own way."""
    chance = dice(performance.seed, "member", number, place)
    return scores.after(application.first_review, chance)


def judge(
    performance: Performance, number: int, application: Application, *, on_paper: bool
) -> None:
    """Every member scores and hands in; the chair gives what one of them gave, and confirms."""
    application.refresh_from_db()
    seats = members_of(application)
    for place, seat in enumerate(seats):
        actor = User.objects.get(pk=seat.user_id)
        choose = choice_of(performance, number, application, place)
        scores.mark_all(application, seat.sheet, actor, choose, at_once=on_paper)
        panel.hand_in(application=application, actor=actor)
    chair = User.objects.get(pk=application.panel.chair_seat.user_id)
    column = scores.one_of(
        [seat.sheet for seat in seats], dice(performance.seed, "final_score", number)
    )
    scores.mark_all(application, application.final_score, chair, column, at_once=on_paper)
    attendance = {seat.pk: Attendance.PRESENT for seat in seats}
    panel.record_attendance(application=application, attendance=attendance, actor=chair)
    hand_in_scan(application, Binding.FINAL, chair)
    move(application, "confirm_score", chair)
