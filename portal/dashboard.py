"""ROOF: the home page (G-02): what must I do now, until when, what came back and why.

One function a role. Each makes a fixed number of queries, however many applications there
are, and starts every lookup from ``visible_to``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.views.generic import TemplateView

from applications.choices import ENDED, HOLDING_PLACE, BatchStatus, Binding, Status
from applications.models import Application, Attachment, Batch, Snapshot
from applications.permissions import can_start, seat_of
from applications.standing import NEXT, holder
from portal import clock
from portal.board import Board, Task, arrange
from portal.choices import OPERATOR_ROLES, READER_ROLES, UNIT_ROLES, Role
from portal.models import Membership, User
from reports import board as months
from reports.models import OutputJob
from reports.views.outputs import JobPanel, own_jobs, panel
from scoring.choices import Column, SeatRole
from scoring.models import ScoreSheet, Seat

FILES_SHOWN = 5
FILES_DAYS = 3


class Home(TemplateView):
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            board=board_of(user), files=recent_files(user), has_role=bool(user.roles), **kwargs
        )


def board_of(user: User) -> Board:
    """The tasks of every role that ``user`` holds."""
    functions = [function for roles, function in BOARDS if user.has_role(*roles)]
    return arrange([task for function in functions for task in function(user)])


def recent_files(user: User) -> list[JobPanel]:
    """The newest file of each kind and subject: still being made, ready, or failed."""
    since = clock.now() - timedelta(days=FILES_DAYS)
    newest: dict[str, OutputJob] = {}
    for job in own_jobs(user).filter(requested_at__gte=since):
        newest.setdefault(job.slot, job)
    return [panel(job) for job in list(newest.values())[:FILES_SHOWN]]


# --- what the functions share --------------------------------------------------------------


def going_on(user: User) -> QuerySet[Application]:
    """What ``user`` may see of batches that have not been filed away."""
    rows = Application.objects.visible_to(user).exclude(batch__status=BatchStatus.ARCHIVED)
    return rows.for_list().order_by("batch", "city", "pk")


def progress_of(sheets: Iterable[int | None]) -> dict[int | None, str]:
    """「已评57/124项」 for each sheet; one query."""
    counted = ScoreSheet.objects.filter(pk__in=[pk for pk in sheets if pk])
    rows = counted.annotate(done=Count("marks__value"), leaves=Count("marks"))
    return {row.pk: f"已评{row.done}/{row.leaves}项" for row in rows}


def subject_of(row: Application) -> str:
    zone, unit = row.dossier.zone_name, row.organisation.name
    return f"{zone}（{unit}）" if zone else unit


def task(row: Application, label: str, **fields) -> Task:
    """A task about an application; it leads to its page unless ``url`` says otherwise."""
    url = fields.pop("url", None) or row.get_absolute_url()
    return Task(label, url, subject_of(row), record=row, **fields)


def waiting(row: Application) -> Task:
    """Somebody else has it: who, and what comes next."""
    who = holder(row)
    note = f"现由{who}办理：{NEXT[row.status]}" if who else NEXT[row.status]
    return Task(subject_of(row), row.get_absolute_url(), note=note, waits=True, record=row)


def published(user: User) -> Iterator[Task]:
    """Results to read, until the batch is filed away."""
    for batch in Batch.objects.visible_to(user).filter(status=BatchStatus.PUBLISHED):
        url = reverse("applications:results", args=[batch.pk])
        yield Task("查看评定结果", url, str(batch), waits=True, record=batch)


# --- the unit ------------------------------------------------------------------------------


def for_unit(user: User) -> Iterator[Task]:
    """创建单位: fill in, answer a return, hand in the signed scan."""
    units = user.organisation_ids(*UNIT_ROLES)
    rows = list(_with_valid_scan(going_on(user).filter(organisation__in=units)))
    progress = progress_of(row.self_check_id for row in rows)
    yield from _to_begin(user, units)
    for row in rows:
        yield from _of_unit(row, f"自检{progress[row.self_check_id]}")
    yield from published(user)


def _with_valid_scan(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Adds ``has_scan``: the signed paper of the version that was submitted last is there."""
    latest = Snapshot.objects.filter(application=OuterRef("application")).order_by("-number")
    scans = Attachment.objects.filter(
        application=OuterRef("pk"),
        item__binding=Binding.SUBMISSION,
        replaced_at__isnull=True,
        bound_digest=Subquery(latest.values("sha256")[:1]),
    )
    return rows.annotate(has_scan=Exists(scans)).prefetch_related("return_rounds")


def _to_begin(user: User, units: list[int]) -> Iterator[Task]:
    now = clock.now()
    open_now = Batch.objects.visible_to(user).filter(
        status=BatchStatus.OPEN, opens_at__lte=now, city_deadline__gte=now
    )
    for batch in open_now.exclude(applications__organisation__in=units):
        if can_start(user, batch):
            url = reverse("applications:list")
            yield Task("开始填报", url, str(batch), due=batch.city_deadline, record=batch)


def _of_unit(row: Application, progress: str) -> Iterator[Task]:
    if row.status == Status.DRAFTING:
        yield task(row, "填写报告书并提交", note=progress, due=row.batch.city_deadline)
    elif row.status == Status.CITY_RETURNED:
        last = list(row.return_rounds.all())[-1]
        parts = "、".join(last.section_labels)
        note = f"开放修改：{parts}。" if parts else "各部分均可修改。"
        reason = f"{last.get_category_display()}：{last.note}"
        yield task(row, "修改后重新提交", note=note, reason=reason, due=row.batch.city_deadline)
    else:
        yield from _scan_of_unit(row)
        yield waiting(row)


def _scan_of_unit(row: Application) -> Iterator[Task]:
    wanted = (Status.SUBMITTED, Status.REVIEWING, Status.COSIGNING, Status.REVIEWED)
    if row.status in wanted and not row.has_scan:
        url = reverse("applications:attachments", args=[row.pk])
        note = "打印已提交的版本，签字、盖章后扫描上传。"
        due = row.batch.province_deadline
        yield task(row, "上传签字盖章扫描件", url=url, note=note, due=due)


# --- the city ------------------------------------------------------------------------------


def for_city(user: User) -> Iterator[Task]:
    """市文化和旅游局: accept or return, review, recommend at most the quota."""
    rows = list(
        going_on(user)
        .filter(city__in=user.city_ids(Role.CITY_OFFICER))
        .prefetch_related("cosignatures")
    )
    progress = progress_of(row.first_review_id for row in rows)
    holders = _holders(rows)
    for row in rows:
        yield _of_city(row, progress.get(row.first_review_id, ""), holders)
    yield from published(user)


def _holders(rows: list[Application]) -> dict[tuple[int, str], list[str]]:
    """By batch and city, the units that hold a place."""
    held: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        if row.place:
            held.setdefault((row.batch_id, row.city_id), []).append(row.organisation.name)
    return held


def _of_city(row: Application, progress: str, holders: dict) -> Task:
    due = row.batch.province_deadline
    if row.status == Status.SUBMITTED:
        return task(row, "受理并开始初评，或退回修改", due=due)
    if row.status == Status.REVIEWING:
        last = next(reversed(row.cosignatures.all()), None)
        declined = last is not None and not last.agreed
        reason = f"市民政局会签退回：{last.opinion}" if declined else ""
        return task(row, "完成初评并提交会签", note=f"初评{progress}", due=due, reason=reason)
    if row.status == Status.REVIEWED:
        names = holders.get((row.batch_id, row.city_id), [])
        if len(names) < row.quota:
            return task(row, "推荐报省，或确定本批不推荐", due=due)
        note = f"本市名额已推荐“{'、'.join(names)}”。"
        return task(row, "确定本批不推荐", note=note, due=due)
    return waiting(row)


def for_civil(user: User) -> Iterator[Task]:
    """市民政局: sign what lies there for 会签."""
    rows = going_on(user).filter(city__in=user.city_ids(Role.CIVIL_OFFICER))
    for row in rows:
        if row.status == Status.COSIGNING:
            yield task(row, "会签初评意见", due=row.batch.province_deadline)
        else:
            yield waiting(row)
    yield from published(user)


# --- the panel -----------------------------------------------------------------------------


def for_expert(user: User) -> Iterator[Task]:
    """省评定专家: declare first, then score; the chair writes the column."""
    yield from _declarations(user)
    mine = going_on(user).filter(panel__seats__user=user, panel__seats__ended_at=None)
    rows = list(mine.select_related("panel").with_seats())
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


def _own_sheets(row: Application, seat: Seat | None) -> list[int | None]:
    return [row.final_score_id if seat.role == SeatRole.CHAIR else seat.sheet_id] if seat else []


def _of_chair(row: Application, progress: str) -> Task:
    members = [seat for seat in row.panel.seats.all() if seat.role == SeatRole.MEMBER]
    handed_in = sum(seat.is_handed_in for seat in members)
    note = f"评定{progress}；{len(members)}名成员中{handed_in}名已提交计分；{_meeting(row)}"
    return task(row, "填写评定计分并确认", note=note)


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


# --- the province --------------------------------------------------------------------------


def for_province(user: User) -> Iterator[Task]:
    """省文化和旅游厅: receive, appoint, decide, publish; and move the batches on."""
    rows = list(going_on(user).select_related("result", "panel").prefetch_related("panel__seats"))
    for batch in Batch.objects.visible_to(user).exclude(status=BatchStatus.ARCHIVED):
        yield _of_batch(batch, [row for row in rows if row.batch_id == batch.pk])
    for row in rows:
        if label := PROVINCE_ACTS.get(row.status, _nothing)(row):
            yield task(row, label)


def _of_batch(batch: Batch, rows: list[Application]) -> Task:
    """What the batch waits for, with how many applications stand where."""
    counts = Counter(row.get_status_display() for row in rows)
    note = "、".join(f"{label}{count}家" for label, count in counts.items()) or "还没有申报。"
    due = batch.province_deadline if batch.status == BatchStatus.OPEN else None
    label = BATCH_ACTS.get(batch.status, _nothing)(batch, rows)
    fields = {"note": note, "due": due, "waits": not label, "record": batch}
    return Task(label or batch.get_status_display(), batch.get_absolute_url(), str(batch), **fields)


def _may_close(batch: Batch, rows: list[Application]) -> str:
    return "转入评定" if clock.now() > batch.province_deadline else ""


def _may_publicise(batch: Batch, rows: list[Application]) -> str:
    held = [row for row in rows if row.status in HOLDING_PLACE]
    ready = held and all(row.status == Status.EVALUATED and not _to_decide(row) for row in held)
    return "开始公示" if ready else ""


def _may_publish(batch: Batch, rows: list[Application]) -> str:
    return "公布结果" if clock.today() > batch.publicity_to else ""


def _nothing(*_) -> str:
    return ""


BATCH_ACTS = {
    BatchStatus.PREPARING: lambda batch, rows: "核对批次并开始申报",
    BatchStatus.OPEN: _may_close,
    BatchStatus.EVALUATING: _may_publicise,
    BatchStatus.PUBLICISED: _may_publish,
    BatchStatus.PUBLISHED: lambda batch, rows: "归档",
}


def _to_appoint(row: Application) -> str:
    seats = list(row.panel.seats.all()) if row.panel else []
    if not seats:
        return "组建评定组"
    if label := _to_replace(row):
        return label
    return "" if any(seat.declared_at is None for seat in seats) else "启动评定"


def _to_replace(row: Application) -> str:
    """Also while the panel works: somebody who was called in may have to stand aside."""
    recused = any(seat.recused for seat in row.panel.seats.all())
    return "更换应当回避的专家" if recused else ""


def _to_decide(row: Application) -> str:
    result = getattr(row, "result", None)
    decided = result is not None and result.proposed is not None
    if decided and (result.audited_wan is not None or not result.proposed):
        return ""
    return "录入审定投资额和是否拟评定"


PROVINCE_ACTS = {
    Status.RECOMMENDED: lambda row: "核对纸质材料并受理",
    Status.ACCEPTED: _to_appoint,
    Status.EVALUATING: _to_replace,
    Status.EVALUATED: _to_decide,
}


# --- readers and operators -----------------------------------------------------------------


def for_reader(user: User) -> Iterator[Task]:
    """省民政厅, 省财政厅: nothing to do, everything from 推荐 on to read."""
    yield from published(user)
    yield from (waiting(row) for row in going_on(user))


def for_operator(user: User) -> Iterator[Task]:
    """平台管理员: accounts with which nobody can work."""
    if not user.has_role(Role.SYSTEM_ADMIN):
        return
    employed = Membership.objects.current().values("user")
    if idle := User.objects.filter(is_active=True).exclude(pk__in=employed).count():
        url = reverse("admin:portal_user_changelist") + "?membership=none"
        note = f"有{idle}个启用的账号没有任职，本人登录后无法办理业务。"
        yield Task("为账号设定单位和角色，或停用", url, note=note)


BOARDS = (
    (UNIT_ROLES, for_unit),
    (UNIT_ROLES, months.for_unit),
    ((Role.CITY_OFFICER,), for_city),
    ((Role.CITY_OFFICER,), months.for_city),
    ((Role.CIVIL_OFFICER,), for_civil),
    ((Role.EXPERT,), for_expert),
    ((Role.PROVINCE_OFFICER,), for_province),
    ((Role.PROVINCE_OFFICER,), months.for_province),
    (READER_ROLES, for_reader),
    (OPERATOR_ROLES, for_operator),
)
