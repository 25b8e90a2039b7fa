"""Why a move cannot be made now: every reason at once, each with its place."""

from django.urls import reverse

from applications import completeness, consensus, crosschecks, deadlines, digests, quota
from applications.choices import (
    HOLDING_PLACE,
    Binding,
    QualificationItem,
    Status,
    Supplier,
    Verdict,
)
from applications.models import Application, Batch
from portal import clock
from portal.problems import Problem
from scoring.choices import Attendance, Column, SeatRole, SheetStatus
from scoring.models import Seat

NO_PLACE = quota.NO_PLACE
MEMBERS_NEEDED = 2


# --- the unit ----------------------------------------------------------------------


def not_ready_to_submit(application: Application) -> list[Problem]:
    """T1, T5: the deadline and everything of 形式审查."""
    late = deadlines.too_late_to_submit(application.batch, clock.now())
    return [*late, *completeness.not_ready(application)]


def was_returned_before(application: Application) -> list[Problem]:
    """T2: an answer to a return is not taken back, the city returns it again."""
    if application.first_review_id or application.return_rounds.exists():
        return [Problem("市文化和旅游局已审核过本申报，不能撤回；需要修改请联系其退回。")]
    return []


# --- the city ----------------------------------------------------------------------


def review_not_complete(application: Application) -> list[Problem]:
    """T6: 124 初评 marks and their reasons, 资格核查 and 初评意见."""
    return [
        *_blank_marks(application, application.first_review, "first_review"),
        *crosschecks.unexplained(application, application.first_review),
        *_unanswered_qualification(application),
        *_unfinished_opinion(application),
    ]


def _blank_marks(application: Application, sheet, column: str) -> list[Problem]:
    if count := sheet.marks.filter(value__isnull=True).count():
        url = reverse("applications:sheet", args=[application.pk, column])
        return [Problem(f"{sheet.get_column_display()}还有{count}项未评分，请补充。", url)]
    return []


def _unanswered_qualification(application: Application) -> list[Problem]:
    url = reverse("applications:qualification", args=[application.pk])
    checks = {check.item: check for check in application.qualification_checks.all()}
    answered = [item for item in QualificationItem if item in checks and checks[item].verdict]
    blank = [item.label for item in QualificationItem if item not in answered]
    unexplained = [
        item.label
        for item in answered
        if checks[item].verdict != Verdict.FITS and not checks[item].remark
    ]
    return [
        *(Problem(f"资格核查“{label}”尚无结论，请选择。", url) for label in blank),
        *(Problem(f"资格核查“{label}”须在备注中说明情况。", url) for label in unexplained),
    ]


def _unfinished_opinion(application: Application) -> list[Problem]:
    url = reverse("applications:opinion", args=[application.pk])
    opinion = application.opinion
    problems = []
    if not opinion.text.strip():
        problems.append(Problem("初评意见尚未填写。", url))
    if opinion.recommends is None:
        problems.append(Problem("初评意见尚未选择是否建议推荐。", url))
    if opinion.dated is None:
        problems.append(Problem("初评意见尚未填写日期。", url))
    return problems


def review_has_changed(application: Application) -> list[Problem]:
    """T7: what is signed is exactly what was handed over."""
    if digests.review_digest(application) != application.review_digest:
        return [Problem("初评内容与提交会签时不一致，请退回市文化和旅游局重新提交会签。")]
    return []


def not_ready_to_recommend(application: Application) -> list[Problem]:
    """T10: in time, recommended in words, cosigned, papers complete, a place free."""
    return [
        *deadlines.too_late_to_recommend(application.batch, clock.now()),
        *_opinion_against(application),
        *_not_cosigned(application),
        *_missing_papers(application),
        *quota.no_place_left(application),
    ]


def _opinion_against(application: Application) -> list[Problem]:
    if application.opinion.recommends:
        return []
    url = reverse("applications:opinion", args=[application.pk])
    return [Problem("初评意见为不建议推荐，如需推荐请先撤回初评并修改意见。", url)]


def _not_cosigned(application: Application) -> list[Problem]:
    signed = application.cosignatures.filter(
        agreed=True, cancelled_at__isnull=True, digest=application.review_digest
    )
    if signed.exists() and digests.review_digest(application) == application.review_digest:
        return []
    return [Problem("市民政局的会签与当前初评版本不符，请撤回初评后重新提交会签。")]


def _missing_papers(application: Application) -> list[Problem]:
    """Required papers of the city and scans that do not show the present version."""
    url = reverse("applications:attachments", args=[application.pk])
    files = application.attachments.filter(replaced_at__isnull=True)
    bound = {file.item_id: file.bound_digest for file in files}
    problems = []
    for item in application.batch.catalogue.filter(is_required=True):
        if item.supplier != Supplier.CITY and item.binding != Binding.SUBMISSION:
            continue
        if item.pk not in bound:
            problems.append(Problem(f"缺少材料：{item}，请上传。", url))
        elif item.binding and bound[item.pk] != digests.current_digest(application, item.binding):
            sentence = f"{item}的扫描件已失效（与当前版本不符），请重新打印、盖章后上传。"
            problems.append(Problem(sentence, url))
    return problems


# --- the province --------------------------------------------------------------------


def panel_not_ready(application: Application) -> list[Problem]:
    """T16: one chair, two members or more, everybody's 回避声明, and the dates."""
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
    return [
        *_blank_marks(application, application.final_score, "final_score"),
        *crosschecks.unexplained(application, application.final_score),
        *_outside_unexplained(application),
        *_unfit_seats(application),
        *_attendance_missing(application),
        *_members_at_work(application),
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


def _unfit_seats(application: Application) -> list[Problem]:
    """A panel that was changed during 评定 has declared just as completely."""
    seats = application.panel.seats.exclude(recused=False).select_related("user")
    return [Problem(f"{seat.user.name}尚未声明无需回避，请联系省文化和旅游厅。") for seat in seats]


def _attendance_missing(application: Application) -> list[Problem]:
    url = reverse("applications:attendance", args=[application.pk])
    seats = application.panel.seats.filter(role=SeatRole.MEMBER, attendance="")
    return [
        Problem(f"请登记{seat.user.name}是否参加评定。", url)
        for seat in seats.select_related("user")
    ]


def _members_at_work(application: Application) -> list[Problem]:
    """Who takes part hands in; whoever did not come is on the chair's list."""
    url = reverse("applications:attendance", args=[application.pk])
    seats = application.panel.seats.filter(role=SeatRole.MEMBER)
    waiting = seats.exclude(attendance=Attendance.ABSENT).exclude(sheet__status=SheetStatus.LOCKED)
    return [
        Problem(f"{seat.user.name}尚未提交成员计分，请其提交；未参加评定的请登记为缺席。", url)
        for seat in waiting.select_related("user")
    ]


def member_not_ready(application: Application, seat: Seat) -> list[Problem]:
    """提交计分: all marks, a reason where one is wanted, and a member who is there."""
    problems = [
        *_blank_marks(application, seat.sheet, Column.MEMBER),
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
        return [Problem(f"{item}的扫描件已失效（评定计分已改动），请重新打印、签名后上传。", url)]
    return []


def not_ready_for_publicity(application: Application) -> list[Problem]:
    """T19: 拟评定, 审定投资额, and a publicity period that has been set."""
    url = reverse("applications:result", args=[application.pk])
    problems = [Problem(sentence, url) for sentence in _result_gaps(application)]
    if application.batch.publicity_to is None:
        problems.append(
            Problem(
                "批次尚未开始公示，请先在批次页开始公示。", application.batch.get_absolute_url()
            )
        )
    return problems


def _result_gaps(application: Application) -> list[str]:
    result = getattr(application, "result", None)
    sentences = []
    if result is None or not result.proposed:
        sentences.append("尚未列为拟评定单位。")
    if result is None or result.audited_wan is None:
        sentences.append("尚未填写审定投资额。")
    return sentences


def batch_not_published(application: Application) -> list[Problem]:
    """T21: the batch's 公布 with 文号 and date comes first."""
    batch = application.batch
    if batch.published_on is None or not batch.published_number:
        return [Problem("请在批次页办理公布结果。", batch.get_absolute_url())]
    return []


# --- the batch -----------------------------------------------------------------------


def batch_not_ready(batch: Batch) -> list[Problem]:
    """A batch opens with its catalogue and with deadlines that lie ahead."""
    url = reverse("applications:batch_edit", args=[batch.pk])
    problems = []
    if not batch.catalogue.exists():
        problems.append(Problem("材料目录尚未建立。", url))
    if batch.city_deadline <= clock.now():
        problems.append(Problem("市级截止时间已过，请先修改截止时间。", url))
    return problems


def submissions_still_open(batch: Batch) -> list[Problem]:
    """评定 begins after the province's deadline; a rehearsal need not wait."""
    if batch.is_rehearsal or clock.now() > batch.province_deadline:
        return []
    return [
        Problem(f"省级截止时间为{deadlines.spoken(batch.province_deadline)}，截止后方可转入评定。")
    ]


def results_missing(batch: Batch) -> list[Problem]:
    """公示 begins when every recommended application has its result."""
    problems = []
    rows = batch.applications.filter(status__in=HOLDING_PLACE)
    for application in rows.select_related("organisation", "result").order_by("city", "pk"):
        url = application.get_absolute_url()
        name = application.organisation.name
        if application.status not in (Status.EVALUATED, Status.PUBLICISED):
            state = application.get_status_display()
            problems.append(Problem(f"“{name}”当前为“{state}”，尚无评定结果。", url))
        elif sentence := _undecided(application):
            problems.append(Problem(f"“{name}”{sentence}", url))
    if not rows.exists():
        problems.append(Problem("本批次没有已受理的申报，不能开始公示。"))
    return problems


def _undecided(application: Application) -> str:
    result = getattr(application, "result", None)
    if result is None or result.proposed is None:
        return "尚未确定是否拟评定。"
    if result.proposed and result.audited_wan is None:
        return "尚未填写审定投资额。"
    return ""


def publicity_not_over(batch: Batch) -> list[Problem]:
    """公布 follows the last day of 公示."""
    if batch.publicity_to is None:
        return [Problem("尚未设定公示期。")]
    if clock.today() <= batch.publicity_to:
        day = f"{batch.publicity_to.year}年{batch.publicity_to.month}月{batch.publicity_to.day}日"
        return [Problem(f"公示期至{day}，期满后方可公布。")]
    return []
