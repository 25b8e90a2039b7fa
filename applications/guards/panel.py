"""Why 评定 cannot begin or end now (T16, T17)."""

from django.urls import reverse

from applications import consensus, crosschecks, digests
from applications.choices import Binding
from applications.guards.ending import request_unanswered
from applications.guards.review import blank_marks
from applications.models import Application
from portal.problems import Problem
from scoring.choices import Attendance, Column, SeatRole
from scoring.models import Seat

MEMBERS_NEEDED = 2


def not_ready_to_evaluate(application: Application) -> list[Problem]:
    """T16: a panel that may begin, and a unit that does not want to leave."""
    return [*_panel_not_ready(application), *request_unanswered(application)]


def _panel_not_ready(application: Application) -> list[Problem]:
    """One chair, two members or more, everybody's 回避声明, and the dates."""
    url = reverse("applications:panel", args=[application.pk])
    panel = application.panel
    if panel is None:
        return [Problem("尚未组建评定组，请先组建。", url)]
    seats = list(panel.seats.select_related("user"))
    return [
        Problem(sentence, url)
        for sentence in (
            *_missing_seats(seats),
            *(f"{seat.user.name}尚未作回避声明。" for seat in seats if seat.declared_at is None),
            *(f"{seat.user.name}应当回避，请更换专家。" for seat in seats if seat.recused),
            *_missing_dates(panel),
        )
    ]


def _missing_seats(seats: list) -> list[str]:
    chairs = sum(seat.role == SeatRole.CHAIR for seat in seats)
    sentences = [] if chairs == 1 else ["评定组须有一名组长。"]
    if len(seats) - chairs < MEMBERS_NEEDED:
        sentences.append(f"评定组须有至少{MEMBERS_NEEDED}名成员。")
    return sentences


def _missing_dates(panel) -> list[str]:
    if panel.visit_on is None or panel.defence_on is None:
        return ["请填写现场验收日期和汇报答辩日期。"]
    return []


def evaluation_not_complete(application: Application) -> list[Problem]:
    """T17: 124 评定 marks and their reasons, every member's, attendance, the scan of part 七."""
    seats = list(application.panel.seats.select_related("user", "sheet"))
    members = [seat for seat in seats if seat.role == SeatRole.MEMBER]
    url = reverse("applications:attendance", args=[application.pk])
    return [
        *blank_marks(application, application.final_score, "final_score"),
        *crosschecks.unexplained(application, application.final_score),
        *_outside_unexplained(application),
        *(Problem(sentence) for sentence in _unfit(seats)),
        *(Problem(sentence, url) for sentence in _unaccounted(members)),
        *_final_scan_missing(application),
    ]


def _outside_unexplained(application: Application) -> list[Problem]:
    """Marks that were given before the members handed in are looked at once more."""
    if not (numbers := consensus.unexplained(application)):
        return []
    some = "、".join(numbers[:8]) + ("等" if len(numbers) > 8 else "")
    url = reverse("applications:members", args=[application.pk])
    sentence = f"{some}{len(numbers)}项评定计分不在成员计分范围之内，请填写理由或修改。"
    return [Problem(sentence, url)]


def _unfit(seats: list[Seat]) -> list[str]:
    """A panel that was changed during 评定 has declared just as completely."""
    unfit = [seat for seat in seats if not seat.may_judge]
    return [f"{seat.user.name}尚未声明无需回避，请联系省文化和旅游厅。" for seat in unfit]


def _unaccounted(members: list[Seat]) -> list[str]:
    """Who takes part hands in; whoever did not come is on the chair's list."""
    unknown = [seat for seat in members if not seat.attendance]
    waiting = [
        seat for seat in members if seat.attendance != Attendance.ABSENT and not seat.is_handed_in
    ]
    return [
        *(f"请登记{seat.user.name}是否参加评定。" for seat in unknown),
        *(
            f"{seat.user.name}尚未提交成员计分，请其提交；未参加评定的请登记为缺席。"
            for seat in waiting
        ),
    ]


def member_not_ready(application: Application, seat: Seat) -> list[Problem]:
    """提交计分: all marks, a reason where one is wanted, and a member who is there."""
    problems = [
        *blank_marks(application, seat.sheet, Column.MEMBER),
        *crosschecks.unexplained(application, seat.sheet),
    ]
    if seat.attendance == Attendance.ABSENT:
        problems.append(Problem("组长已登记您缺席，不能提交计分；确有参加的，请组长更正。"))
    return problems


def _final_scan_missing(application: Application) -> list[Problem]:
    url = reverse("applications:attachments", args=[application.pk])
    item = application.batch.catalogue.filter(binding=Binding.FINAL).first()
    file = application.attachments.filter(item=item, replaced_at__isnull=True).first()
    if file is None:
        return [Problem(f"缺少材料：{item}，请打印第七部分，签名后扫描上传。", url)]
    if file.bound_digest != digests.current_digest(application, Binding.FINAL):
        return [Problem(f"“{item}”已失效（评定计分已改动），请重新打印、签名后上传。", url)]
    return []
