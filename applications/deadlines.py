"""Deadlines of a batch (domain.md §6): the server's clock decides, to the last second."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from applications.choices import BatchStatus, Deadline
from applications.models import Application, Batch, Extension, ReturnRound
from portal.models import User
from portal.problems import Problem

#: For whom a date was moved: None the whole batch, a city's code, an application's number.
Scope = int | str | None


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


def read(
    applications: Iterable[Application], *, as_if: Iterable[Extension] = ()
) -> dict[int, Dates]:
    """The dates of many applications, whose batches are at hand; two queries.

    ``as_if`` are extensions that nobody has granted yet.
    """
    rows = list(applications)
    granted = Extension.objects.filter(batch__in={row.batch_id for row in rows})
    moved = _Moved([*granted, *as_if])
    rounds = ReturnRound.objects.filter(
        application__in=[row.pk for row in rows], by_province=True, answered_at__isnull=True
    )
    open_rounds = {found.application_id: found for found in rounds}
    return {row.pk: _dates(row, moved, open_rounds.get(row.pk)) for row in rows}


def of_city(batch: Batch, city: str | None = None) -> Dates:
    """The dates of all applications of a city in ``batch``, or (``city`` None) of all."""
    return of_cities([batch], city)[batch.pk]


def of_cities(batches: Iterable[Batch], city: str | None = None) -> dict[int, Dates]:
    """``of_city`` for many batches by number; one query."""
    rows = list(batches)
    moved = _Moved(Extension.objects.filter(batch__in=rows, application__isnull=True))
    scopes = (None, city) if city else (None,)
    return {row.pk: moved.both(row, scopes) for row in rows}


def by_city(batch: Batch, cities: Iterable[str]) -> dict[str, Dates]:
    """``of_city`` for many cities by code; one query."""
    moved = _Moved(batch.extensions.filter(application__isnull=True))
    return {city: moved.both(batch, (None, city)) for city in cities}


def last_of(batch: Batch) -> Dates:
    """The last moments that hold for anybody in ``batch``, whoever's they are."""
    return last_of_all([batch])[batch.pk]


def last_of_all(batches: Iterable[Batch]) -> dict[int, Dates]:
    """``last_of`` for many batches by number; one query."""
    rows = list(batches)
    moved = _Moved(Extension.objects.filter(batch__in=rows))
    scopes = {scope for _, _, scope in moved.rows}
    return {row.pk: moved.both(row, scopes) for row in rows}


def in_force(batch: Batch, user: User) -> list[Extension]:
    """The last extension of each scope and kind that ``user`` may read, the widest scope first."""
    rows = Extension.objects.visible_to(user).filter(batch=batch)
    moved = _Moved(rows.select_related("city", "application__organisation"))
    return sorted(
        moved.rows.values(), key=lambda row: (bool(row.application_id), row.city_id or "")
    )


@dataclass(frozen=True, slots=True)
class Extended:
    """A date that was moved: from when, and by which extension."""

    planned: datetime
    by: Extension


def governing(
    application: Application, kind: Deadline, dates: Dates | None = None
) -> Extended | None:
    """The extension to which ``application`` owes its date; None while it is the planned one.

    ``dates`` are those of the application, where they are at hand.
    """
    due, planned = getattr(dates or of(application), kind), _planned(application, kind)
    if due is None or planned is None or due == planned:
        return None
    moved = _Moved(application.batch.extensions.filter(kind=kind))
    scopes = (None, application.city_id, application.pk)
    found = [moved.rows.get((application.batch_id, kind, scope)) for scope in scopes]
    return next(Extended(planned, row) for row in found if row and row.until == due)


def _planned(application: Application, kind: Deadline) -> datetime | None:
    if kind == Deadline.SUBMISSION:
        return application.batch.city_deadline
    if kind == Deadline.RECOMMENDATION:
        return application.batch.province_deadline
    rounds = application.return_rounds.filter(by_province=True, answered_at__isnull=True)
    return rounds.values_list("due_at", flat=True).first()


class _Moved:
    """The extensions in force: the last one of each batch, kind and scope.

    By number, because a clock may be set back; one that nobody has granted yet comes last.
    """

    def __init__(self, extensions: Iterable[Extension]) -> None:
        self.rows: dict[tuple[int, str, Scope], Extension] = {
            (row.batch_id, row.kind, row.application_id or row.city_id): row
            for row in sorted(extensions, key=lambda row: row.pk or math.inf)
        }

    def both(self, batch: Batch, scopes: Collection[Scope]) -> Dates:
        return Dates(
            self.latest(Deadline.SUBMISSION, batch, batch.city_deadline, scopes),
            self.latest(Deadline.RECOMMENDATION, batch, batch.province_deadline, scopes),
        )

    def latest(
        self, kind: Deadline, batch: Batch, planned: datetime, scopes: Collection[Scope]
    ) -> datetime:
        found = [self.rows.get((batch.pk, kind, scope)) for scope in scopes]
        return max([planned, *(row.until for row in found if row)])

    def supplement(self, row: Application, returned: ReturnRound) -> datetime | None:
        """An extension of an earlier round does not move the next one."""
        found = self.rows.get((row.batch_id, Deadline.SUPPLEMENT, row.pk))
        if found is None or returned.due_at is None or found.granted_at < returned.returned_at:
            return returned.due_at
        return max(found.until, returned.due_at)


def _dates(row: Application, moved: _Moved, returned: ReturnRound | None) -> Dates:
    dates = moved.both(row.batch, (None, row.city_id, row.pk))
    return replace(dates, supplement=moved.supplement(row, returned)) if returned else dates


def of_return(returned: ReturnRound, dates: Dates) -> datetime | None:
    """Until when an open round is answered: 退回修改 has a date of its own, within 市级截止."""
    if returned.by_province:
        return dates.supplement
    return min(returned.due_at or dates.submission, dates.submission)


def spoken(moment: datetime) -> str:
    """2023年8月31日23:59, as people are told."""
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def too_late_to_submit(application: Application, now: datetime) -> list[Problem]:
    """Why a unit cannot submit at ``now`` (T1, T5)."""
    return submissions_closed(application.batch, of(application).submission, now)


def submissions_closed(batch: Batch, until: datetime, now: datetime) -> list[Problem]:
    """Why nobody whose date is ``until`` can begin or submit at ``now``."""
    if now > until:
        return [
            Problem(
                f"市级截止时间为{spoken(until)}，现为{spoken(now)}，已不能提交；"
                "已填写的内容均已保留，请联系市文化和旅游局。"
            )
        ]
    return _not_open(batch, now, "提交")


def too_late_to_recommend(application: Application, now: datetime) -> list[Problem]:
    """Why a city cannot recommend at ``now`` (T10): 逾期不再受理."""
    until = of(application).recommendation
    if now > until:
        return [
            Problem(
                f"省级截止时间为{spoken(until)}，现为{spoken(now)}，"
                "逾期不再受理，请联系省文化和旅游厅。"
            )
        ]
    return _not_open(application.batch, now, "推荐")


def too_late_to_take_back(application: Application, now: datetime) -> list[Problem]:
    """Why a city cannot take its 推荐 back at ``now`` (T12)."""
    until = of(application).recommendation
    if now > until:
        return [
            Problem(
                f"省级截止时间为{spoken(until)}，现为{spoken(now)}，截止后不能撤回推荐；"
                "申报单位要退出的，由其提出撤回申请，省文化和旅游厅办理。"
            )
        ]
    return _not_open(application.batch, now, "撤回推荐")


def _not_open(batch: Batch, now: datetime, deed: str) -> list[Problem]:
    if now < batch.opens_at:
        return [Problem(f"本批次自{spoken(batch.opens_at)}起申报，届时再{deed}。")]
    if batch.status != BatchStatus.OPEN:
        return [Problem(f"本批次当前为“{batch.get_status_display()}”，不接受{deed}。")]
    return []
