"""创建单位: fill in, submit, answer what came back, hand in the signed scan."""

from collections.abc import Iterator

from django.db.models import Sum
from django.urls import reverse

from applications import deadlines
from applications.choices import ENDED, BatchStatus, Status
from applications.deadlines import Dates
from applications.listing import with_missing_scan
from applications.models import Application, Batch, CheckCount
from applications.permissions import can_start
from applications.standing import INTERNAL, NEXT, UNIT
from portal import clock
from portal.board import Task
from portal.choices import UNIT_ROLES, Role
from portal.dashboard.shared import (
    going_on,
    last_round,
    move_url,
    points_note,
    progress_of,
    published,
    task,
    waiting,
    why_returned,
    with_returns,
)
from portal.models import AuditEntry, User


def for_unit(user: User) -> Iterator[Task]:
    """Everything of the own units, and the batches in which they have not begun."""
    units = user.organisation_ids(*UNIT_ROLES)
    own = going_on(user).filter(organisation__in=units)
    rows = list(with_missing_scan(with_returns(own)))
    progress = progress_of(row.self_check_id for row in rows)
    dates = deadlines.read(rows)
    ready, endings = _ready(rows), _endings(rows)
    yield from _to_begin(user, units)
    for row in rows:
        if row.status == Status.DRAFTING:
            note = f"自检{progress[row.self_check_id]}"
            yield _draft(row, dates[row.pk], note, user, is_ready=row.pk in ready)
        elif row.pk in endings:
            yield waiting(row, note=f"{NEXT[row.status]}理由：{endings[row.pk]}")
        else:
            yield from _of_unit(row, dates[row.pk])
        if row.asked:
            yield waiting(row, note="已申请撤回申报，等待办理；办理前可以取消申请。")
    yield from published(user)


def _ready(rows: list[Application]) -> set[int]:
    """Drafts in which 形式审查, as last counted, found nothing that stops 提交; one query."""
    drafts = [row.pk for row in rows if row.status == Status.DRAFTING]
    counted = CheckCount.objects.filter(application__in=drafts).order_by().values("application")
    found = counted.annotate(stops=Sum("blocking"))
    return {row["application"] for row in found if not row["stops"]}


def _endings(rows: list[Application]) -> dict[int, str]:
    """Why it ended, where it ended without 公布; one query."""
    ended = [str(row.pk) for row in rows if row.status in ENDED]
    kind = Application._meta.label_lower
    moves = AuditEntry.objects.filter(target_type=kind, target_id__in=ended, current__in=ENDED)
    moves = moves.exclude(note="").exclude(action__in=INTERNAL).order_by("at", "pk")
    return {int(pk): note for pk, note in moves.values_list("target_id", "note")}


def _to_begin(user: User, units: list[int]) -> Iterator[Task]:
    now = clock.now()
    batches = Batch.objects.visible_to(user).filter(status=BatchStatus.OPEN, opens_at__lte=now)
    rows = list(batches.exclude(applications__organisation__in=units))
    cities = [m.organisation.city_id for m in user.current_memberships if m.role in UNIT_ROLES]
    dates = deadlines.of_cities(rows, cities[0])
    for batch in rows:
        due = dates[batch.pk].submission
        if now <= due and can_start(user, batch):
            url = reverse("applications:list")
            yield Task("开始填报", url, str(batch), due=due, record=batch)


def _draft(row: Application, dates: Dates, note: str, user: User, *, is_ready: bool) -> Task:
    """What is being filled in; complete drafts are reminded of the last step."""
    due = dates.submission
    if clock.now() > due:
        note = "市级截止时间已过，未提交；已填内容均已保留，可以查看。请联系市文化和旅游局。"
        return waiting(row, note=note, due=due)
    if due != row.batch.city_deadline:
        note = f"{note}；截止时间已延长，原为{deadlines.spoken(row.batch.city_deadline)}"
    if not is_ready:
        return task(row, "填写报告书并提交", note=note, due=due)
    note = f"{note}；形式审查没有发现需要修改的问题。"
    if row.organisation_id in user.organisation_ids(Role.UNIT_HEAD):
        return task(
            row, "可以提交了，请核对后提交", url=move_url(row, "submit"), note=note, due=due
        )
    return task(row, "可以提交了，请负责人登录提交", note=note, due=due)


def _of_unit(row: Application, dates: Dates) -> Iterator[Task]:
    if row.status == Status.CITY_RETURNED:
        due = deadlines.of_return(last_round(row), dates)
        yield _returned(row, "修改后重新提交", due)
    elif row.lies_with == UNIT and row.status == Status.PROVINCE_RETURNED:
        yield _returned(row, "修改后交回市文化和旅游局", dates.supplement)
    else:
        yield from _scan(row, dates)
        yield waiting(row)


def _returned(row: Application, label: str, due) -> Task:
    last = last_round(row)
    points = [point for point in last.points.all() if point.is_of_unit]
    deed = "由负责人交回" if last.by_province else "由负责人重新提交"
    note, reason = points_note(points, deed=deed), why_returned(last)
    return task(row, label, url=last.get_absolute_url(), note=note, reason=reason, due=due)


def _scan(row: Application, dates: Dates) -> Iterator[Task]:
    if row.missing_scan:
        url = reverse("applications:attachments", args=[row.pk])
        note = "打印已提交的版本，签字、盖章后扫描上传。"
        back = row.status == Status.PROVINCE_RETURNED
        due = dates.supplement if back else dates.recommendation
        yield task(row, "上传签字盖章扫描件", url=url, note=note, due=due)
