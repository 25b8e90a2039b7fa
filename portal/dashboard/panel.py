"""省评定专家: declare first, then score; the chair writes the column."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.urls import reverse

from applications.choices import ENDED, Status
from applications.models import Application, FormerResult
from applications.permissions import seat_of
from portal.board import Task
from portal.dashboard.shared import going_on, progress_of, published, task, waiting
from portal.models import User
from scoring.choices import Column, SeatRole
from scoring.models import Seat


def for_expert(user: User) -> Iterator[Task]:
    """What the own seats ask for."""
    yield from _declarations(user)
    mine = going_on(user).filter(panel__seats__user=user, panel__seats__ended_at=None)
    rows = list(_with_reasons(mine).select_related("panel").with_seats())
    seats = {row.pk: seat_of(user, row) for row in rows}
    progress = progress_of([sheet for row in rows for sheet in _own_sheets(row, seats[row.pk])])
    for row in rows:
        seat = seats[row.pk]
        if row.status != Status.EVALUATING or seat is None:
            yield waiting(row)
        elif seat.role == SeatRole.CHAIR:
            yield _of_chair(row, progress[row.final_score_id])
        else:
            yield _of_member(row, seat, progress.get(seat.sheet_id, ""))
    yield from published(user)


def _with_reasons(rows):
    """With why an earlier 评定 has to be done again, and nothing of its marks."""
    reasons = FormerResult.objects.only("application", "number", "reason")
    return rows.prefetch_related(Prefetch("former_results", reasons))


def _own_sheets(row: Application, seat: Seat | None) -> list[int | None]:
    return [row.final_score_id if seat.role == SeatRole.CHAIR else seat.sheet_id] if seat else []


def _of_chair(row: Application, progress: str) -> Task:
    members = [seat for seat in row.panel.seats.all() if seat.role == SeatRole.MEMBER]
    handed_in = sum(seat.is_handed_in for seat in members)
    note = f"评定{progress}；{len(members)}名成员中{handed_in}名已提交计分；{_meeting(row)}"
    former = next(reversed(row.former_results.all()), None)
    reason = f"省文化和旅游厅要求重新评定：{former.reason}" if former else ""
    return task(row, "填写评定计分并确认", note=note, reason=reason)


def _of_member(row: Application, seat: Seat, progress: str) -> Task:
    if seat.is_handed_in:
        return task(row, "查阅申报材料", note="您的计分已提交，等待组长确认。", waits=True)
    url = reverse("applications:sheet", args=[row.pk, Column.MEMBER.value])
    reason = f"组长退回：{seat.return_note}" if seat.return_note else ""
    note = f"{progress}；{_meeting(row)}"
    return task(row, "填写成员计分并提交", url=url, note=note, reason=reason)


def _declarations(user: User) -> Iterator[Task]:
    """Only what a person must know to say whether to stand aside: who applies."""
    seats = dict(Seat.objects.undeclared_by(user).values_list("panel", "pk"))
    rows = Application.objects.awaiting_declaration_by(user).for_list()
    for row in rows.exclude(status__in=ENDED):
        url = reverse("applications:declaration", args=[seats[row.panel_id]])
        yield task(row, "作出回避声明", url=url, note="作出声明后方可查阅申报材料。")


def _meeting(row: Application) -> str:
    panel = row.panel
    visit, defence = panel.visit_on, panel.defence_on
    return (
        f"现场验收{visit.year}年{visit.month}月{visit.day}日，"
        f"汇报答辩{defence.year}年{defence.month}月{defence.day}日。"
    )
