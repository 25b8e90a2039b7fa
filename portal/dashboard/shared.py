"""What the homes of all roles share: rows, rounds, dates, lines."""

from collections.abc import Iterable, Iterator

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from applications import deadlines, standing
from applications.choices import BatchStatus
from applications.models import (
    Application,
    Batch,
    ReturnPoint,
    ReturnRound,
    WithdrawalRequest,
)
from portal import clock
from portal.board import Task
from portal.models import User
from portal.text import some
from scoring.models import ScoreSheet


def going_on(user: User) -> QuerySet[Application]:
    """What ``user`` may see of batches that have not been filed away, and in whose hands it is."""
    rows = Application.objects.visible_to(user).exclude(batch__status=BatchStatus.ARCHIVED)
    return standing.with_holder(rows.for_list()).order_by("batch", "city", "pk")


def with_returns(rows: QuerySet[Application]) -> QuerySet[Application]:
    """With rounds and points, and as ``asked`` the open request to leave; three queries."""
    points = Prefetch("points", ReturnPoint.objects.select_related("item"))
    rounds = Prefetch("return_rounds", ReturnRound.objects.prefetch_related(points))
    open_requests = WithdrawalRequest.objects.filter(decided_at__isnull=True)
    asked = Prefetch("withdrawal_requests", open_requests, to_attr="asked")
    return rows.prefetch_related(rounds, asked)


def with_unsent(rows: QuerySet[Application], *, by_province: bool) -> QuerySet[Application]:
    """With ``unsent``, how many points one side has noted and not sent."""
    noted = Q(return_points__round__isnull=True, return_points__by_province=by_province)
    return rows.annotate(unsent=Count("return_points", filter=noted, distinct=True))


def last_round(row: Application) -> ReturnRound | None:
    """The round that counts now: the open one, or the last that was answered."""
    return next(reversed(row.return_rounds.all()), None)


def changes_url(round_: ReturnRound) -> str:
    """What the answer to ``round_`` has changed."""
    return round_.compared_url or round_.get_absolute_url()


def why_returned(round_: ReturnRound) -> str:
    return f"{round_.kind}，{round_.get_category_display()}：{round_.note}"


def unsent_note(row: Application) -> str:
    """«已记3条退回意见，尚未发出。» to the side that has noted them; empty where there are none."""
    return f"已记{row.unsent}条退回意见，尚未发出。" if row.unsent else ""


def points_note(points: list[ReturnPoint], *, deed: str) -> str:
    """«3处意见待答复：三、投资明细表、…。», then the ``deed`` that is left; of a return without
    points all parts are open."""
    if not points:
        return "各部分均可修改。"
    left = [point for point in points if not point.answer]
    if not left:
        return f"{len(points)}处意见均已答复，请核对后{deed}。"
    places = some(list(dict.fromkeys(point.place_label for point in left)))
    return f"{len(left)}处意见待答复：{places}。"


def withdrawal(row: Application, url: str) -> Task:
    """A unit that wants to leave waits for an answer."""
    reason = row.asked[0].reason
    return task(row, "办理撤回申报的申请", url=url, note=f"申报单位申请撤回：{reason}")


def progress_of(sheets: Iterable[int | None]) -> dict[int | None, str]:
    """「已评57/124项」 for each sheet; one query."""
    counted = ScoreSheet.objects.filter(pk__in=[pk for pk in sheets if pk])
    rows = counted.annotate(done=Count("marks__value"), leaves=Count("marks"))
    return {row.pk: f"已评{row.done}/{row.leaves}项" for row in rows}


def subject_of(row: Application) -> str:
    zone, unit = row.dossier.zone_name, row.organisation.name
    return row.notice_mark + (f"{zone}（{unit}）" if zone else unit)


def task(row: Application, label: str, **fields) -> Task:
    """A task about an application; it leads to its page unless ``url`` says otherwise."""
    url = fields.pop("url", None) or row.get_absolute_url()
    return Task(label, url, subject_of(row), record=row, **fields)


def waiting(row: Application, **fields) -> Task:
    """Somebody else has a row of ``going_on``: who, and what comes next (``standing.next_of``)."""
    following = standing.next_of(row, fields.pop("submission", None))
    who = standing.holder_of(row)
    note = f"现由{who}办理：{following}" if who else following
    fields = {"note": note, "waits": True, "record": row} | fields
    return Task(subject_of(row), row.get_absolute_url(), **fields)


def move_url(row: Application, move: str) -> str:
    return reverse("applications:move", args=[row.pk, move])


def urge_url(row: Application) -> str:
    return reverse("applications:urge", args=[row.pk])


def overdue(due) -> str:
    """«修改期限2023年8月20日18:00，已过2天。»"""
    return f"期限{deadlines.spoken(due)}，{clock.left(due, clock.now())}。"


def published(user: User) -> Iterator[Task]:
    """Results to read, until the batch is filed away."""
    for batch in Batch.objects.visible_to(user).filter(status=BatchStatus.PUBLISHED):
        url = reverse("applications:results", args=[batch.pk])
        yield Task("查看评定结果", url, str(batch), waits=True, record=batch)
