"""Deadlines of a batch (domain.md §6): the server's clock decides, to the last second."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from applications.choices import Deadline
from applications.models import Application, Batch, Extension, ReturnRound
from portal.problems import Problem


@dataclass(frozen=True, slots=True)
class Dates:
    """The last moments that hold for one application, extensions included.

    ``supplement`` is that of an open 退回补正; None where there is none.
    """

    submission: datetime
    recommendation: datetime
    supplement: datetime | None = None


def of(application: Application) -> Dates:
    """The dates of one application."""
    return read([application])[application.pk]


def read(applications: Iterable[Application]) -> dict[int, Dates]:
    """The dates of many applications, whose batches are at hand; two queries."""
    rows = list(applications)
    moved = _Moved(Extension.objects.filter(batch__in={row.batch_id for row in rows}))
    rounds = ReturnRound.objects.filter(
        application__in=[row.pk for row in rows], by_province=True, answered_at__isnull=True
    )
    open_rounds = {found.application_id: found.due_at for found in rounds}
    return {row.pk: _dates(row, moved, open_rounds.get(row.pk)) for row in rows}


def of_city(batch: Batch, city: str | None = None) -> Dates:
    """The dates of all applications of a city in ``batch``, or (``city`` None) of all."""
    moved = _Moved(batch.extensions.filter(application__isnull=True))
    scopes = (None, city) if city else (None,)
    return Dates(
        moved.latest(Deadline.SUBMISSION, batch, batch.city_deadline, scopes),
        moved.latest(Deadline.RECOMMENDATION, batch, batch.province_deadline, scopes),
    )


class _Moved:
    """The extensions in force: the last one of each batch, kind and scope.

    A scope is None (the whole batch), a city's code or an application's number.
    """

    def __init__(self, extensions: Iterable[Extension]) -> None:
        self.until = {
            (row.batch_id, row.kind, row.application_id or row.city_id): row.until
            for row in extensions
        }

    def latest(
        self, kind: Deadline, batch: Batch, planned: datetime, scopes: Iterable[int | str | None]
    ) -> datetime:
        found = [self.until.get((batch.pk, kind, scope)) for scope in scopes]
        return max([planned, *(moment for moment in found if moment)])


def _dates(row: Application, moved: _Moved, due_at: datetime | None) -> Dates:
    batch, scopes = row.batch, (None, row.city_id, row.pk)
    return Dates(
        moved.latest(Deadline.SUBMISSION, batch, batch.city_deadline, scopes),
        moved.latest(Deadline.RECOMMENDATION, batch, batch.province_deadline, scopes),
        due_at and moved.latest(Deadline.SUPPLEMENT, batch, due_at, (row.pk,)),
    )


def spoken(moment: datetime) -> str:
    """2023年8月31日23:59, as people are told."""
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def days_left(deadline: datetime, now: datetime) -> int:
    """Whole calendar days until ``deadline``; 0 on the day itself, negative when it has passed."""
    return (timezone.localtime(deadline).date() - timezone.localtime(now).date()).days


def too_late_to_submit(batch: Batch, now: datetime) -> list[Problem]:
    """Why a unit cannot submit at ``now`` (T1, T5)."""
    if batch.takes_submissions(now):
        return []
    if now > batch.city_deadline:
        return [
            Problem(
                f"市级截止时间为{spoken(batch.city_deadline)}，现为{spoken(now)}，已不能提交；"
                "已填写的内容均已保留，请联系市文化和旅游局。"
            )
        ]
    if now < batch.opens_at:
        return [Problem(f"本批次自{spoken(batch.opens_at)}起申报，届时再提交。")]
    return [Problem(f"本批次当前为“{batch.get_status_display()}”，不接受提交。")]


def too_late_to_recommend(batch: Batch, now: datetime) -> list[Problem]:
    """Why a city cannot recommend at ``now`` (T10): 逾期不再受理."""
    if batch.takes_recommendations(now):
        return []
    if now > batch.province_deadline:
        return [
            Problem(
                f"省级截止时间为{spoken(batch.province_deadline)}，现为{spoken(now)}，"
                "逾期不再受理，请联系省文化和旅游厅。"
            )
        ]
    return [Problem(f"本批次当前为“{batch.get_status_display()}”，不接受推荐。")]
