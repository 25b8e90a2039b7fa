"""Move a deadline for a batch, a city of it or single applications, with who approved it (A-03)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from applications import deadlines, people
from applications.choices import BEFORE_RECOMMENDATION, BatchStatus, Deadline, Status
from applications.models import Application, Batch, Extension
from applications.permissions import can_extend
from portal import audit, clock
from portal.access import require
from portal.locking import lock_record
from portal.models import Region, User
from portal.notices import notify
from portal.urging import Directory

#: In which statuses an application has the date still before it.
CONCERNED = {
    Deadline.SUBMISSION: BEFORE_RECOMMENDATION,
    Deadline.RECOMMENDATION: BEFORE_RECOMMENDATION,
    Deadline.SUPPLEMENT: (Status.PROVINCE_RETURNED,),
}


class ExtensionRefused(Exception):
    """The date cannot be moved like this; ``sentences`` say everything that is wrong."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__("".join(self.sentences))


@dataclass(frozen=True, slots=True)
class Shift:
    """What an extension would do to one application."""

    application: Application
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """One of several whose date is to be moved; ``refusal`` says why it is not, or is empty.

    ``shift`` is None until the new date is known.
    """

    application: Application
    shift: Shift | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which date is to be moved, for whom, and until when."""

    batch: Batch
    kind: Deadline
    until: datetime
    city: Region | None = None
    applications: tuple[Application, ...] = ()

    def rows(self, **fields: object) -> list[Extension]:
        """The extensions that it makes, unsaved: one for each application, else a single one."""
        fields = {"batch": self.batch, "kind": self.kind, "until": self.until, **fields}
        if self.applications:
            return [Extension(application=row, **fields) for row in self.applications]
        return [Extension(city=self.city, **fields)]

    def concerned(self) -> list[Application]:
        """The applications whose date it may move."""
        if self.applications:
            return list(self.applications)
        rows = self.batch.applications.filter(status__in=CONCERNED[self.kind])
        rows = rows.filter(city=self.city) if self.city else rows
        return list(rows.for_list().order_by("city", "pk"))

    def shifts(self) -> list[Shift]:
        """The dates of all whom it concerns, before and after."""
        rows = self.concerned()
        before = deadlines.read(rows)
        after = deadlines.read(rows, as_if=self.rows(granted_at=clock.now()))
        return [
            Shift(row, getattr(before[row.pk], self.kind), getattr(after[row.pk], self.kind))
            for row in rows
        ]


# --- why not -----------------------------------------------------------------------------


def problems(wish: Wish) -> list[str]:
    """Everything that is wrong with ``wish``, in sentences that say whose date they mean."""
    unconcerned = [
        f"“{row.organisation.name}”{sentence}"
        for row in wish.applications
        for sentence in _not_concerned(wish, row)
    ]
    judge = _of_many if len(wish.applications) > 1 else _misplaced
    return [*_impossible(wish), *unconcerned] or [
        f"{whose}{sentence}"
        for whose, dates, last in _scopes(wish)
        for sentence in judge(wish, dates, last)
    ]


def one_by_one(wish: Wish, actor: User) -> list[Moved]:
    """What it would do to each of its applications, or why not there; constant queries.

    No reason names its unit, so that like ones can be told together.
    """
    general = _impossible(wish)
    return [
        Moved(
            shift.application,
            shift,
            _not_allowed(wish, shift.application, actor)
            or "".join(
                general or _not_concerned(wish, shift.application) or _of_many(wish, dates, last)
            ),
        )
        for shift, (_, dates, last) in zip(wish.shifts(), _scopes(wish), strict=True)
    ]


def _not_allowed(wish: Wish, row: Application, actor: User) -> str:
    decision = can_extend(actor, wish.kind, applications=[row])
    return "" if decision else decision.reason


def _impossible(wish: Wish) -> list[str]:
    """What is wrong whomsoever it concerns."""
    is_past = wish.until <= clock.now()
    return [*_closed(wish), *(["新的截止时间须晚于现在，请重新填写。"] if is_past else [])]


def _closed(wish: Wish) -> list[str]:
    if wish.kind == Deadline.SUPPLEMENT:
        return [] if wish.applications else ["补正期限按申报分别延长，请选择申报单位。"]
    if wish.batch.status == BatchStatus.OPEN:
        return []
    state = wish.batch.get_status_display()
    return [f"本批次当前为“{state}”，不能延长{wish.kind.label}。"]


def _not_concerned(wish: Wish, row: Application) -> list[str]:
    if row.status in CONCERNED[wish.kind]:
        return []
    state = row.get_status_display()
    return [f"当前为“{state}”，没有可以延长的{wish.kind.label}。"]


def _scopes(wish: Wish) -> list[tuple[str, deadlines.Dates, Extension | None]]:
    """How a sentence about each scope begins, the dates that hold in it, its last extension."""
    earlier = Extension.objects.filter(batch=wish.batch, kind=wish.kind).order_by("pk")
    if wish.applications:
        dates = deadlines.read(wish.applications)
        last = {row.application_id: row for row in earlier.filter(application__isnull=False)}
        return [
            (f"“{row.organisation.name}”的", dates[row.pk], last.get(row.pk))
            for row in wish.applications
        ]
    city = wish.city and wish.city.pk
    last = earlier.filter(application__isnull=True, city=city).last()
    return [("", deadlines.of_city(wish.batch, city), last)]


def _misplaced(wish: Wish, dates: deadlines.Dates, last: Extension | None) -> list[str]:
    """A new date lies after the present one; a correction may shorten to any moment ahead."""
    present = getattr(dates, wish.kind)
    if last and last.until == wish.until:
        return [f"{wish.kind.label}已经延长至该时间，无须重复办理。"]
    if wish.until <= present and (last is None or last.until != present):
        return [
            f"{wish.kind.label}现为{deadlines.spoken(present)}，新的时间须晚于该时间；"
            "只有更正同一范围内已办理的延期，才可以改短。"
        ]
    return _out_of_order(wish, dates)


def _of_many(wish: Wish, dates: deadlines.Dates, last: Extension | None) -> list[str]:
    """Among many, a date that was granted longer is left alone: a correction is made singly."""
    found, present = _misplaced(wish, dates, last), getattr(dates, wish.kind)
    if found or wish.until >= present:
        return found
    longer = deadlines.spoken(present)
    return [f"{wish.kind.label}已延长至{longer}，晚于新的时间；确需改短的，请单独办理延期。"]


def _out_of_order(wish: Wish, dates: deadlines.Dates) -> list[str]:
    if wish.kind == Deadline.SUBMISSION and wish.until > dates.recommendation:
        last = deadlines.spoken(dates.recommendation)
        return [
            f"市级截止时间不能晚于省级截止时间（{last}），"
            "确需更晚的，请省文化和旅游厅先延长省级截止时间。"
        ]
    if wish.kind == Deadline.RECOMMENDATION and wish.until < dates.submission:
        last = deadlines.spoken(dates.submission)
        return [f"省级截止时间不能早于市级截止时间（{last}），请重新填写。"]
    return []


# --- the deed ------------------------------------------------------------------------------


@transaction.atomic
def extend(
    *,
    batch: Batch,
    kind: str,
    until: datetime,
    reason: str,
    document_number: str,
    approved_by: str,
    actor: User,
    city: Region | None = None,
    applications: Collection[Application] = (),
) -> list[Extension]:
    """Move one date for ``applications``, for ``city`` or (neither) for the whole batch.

    All or none, and among several none is shortened. Raises PermissionDenied unless ``actor``
    may, ExtensionRefused with everything that is wrong. Whoever is concerned is told the new
    moment and the reason.
    """
    locked = lock_record(Batch.objects, pk=batch.pk)
    wish = Wish(locked, Deadline(kind), until, city, _read_again(applications))
    code = city.pk if city else None
    require(can_extend(actor, kind, city=code, applications=wish.applications))
    if sentences := problems(wish):
        raise ExtensionRefused(sentences)
    grounds = {"reason": reason, "document_number": document_number, "approved_by": approved_by}
    return _grant(wish, grounds, actor)


@transaction.atomic
def extend_each(wish: Wish, actor: User, *, grounds: Mapping[str, str]) -> list[Moved]:
    """Move the date of each of ``wish.applications`` where nothing is wrong; answers all of them.

    They are looked at once more while the batch is locked: whoever was granted a longer date a
    moment before keeps it. Reads as much for one as for many.
    """
    locked = lock_record(Batch.objects, pk=wish.batch.pk)
    wish = replace(wish, batch=locked, applications=_read_again(wish.applications))
    found = one_by_one(wish, actor)
    # without applications it would be a wish for the whole batch
    if going := tuple(one.application for one in found if not one.refusal):
        _grant(replace(wish, applications=going), grounds, actor)
    return found


def _grant(wish: Wish, grounds: Mapping[str, str], actor: User) -> list[Extension]:
    rows = wish.rows(**grounds, granted_by=actor, granted_at=clock.now())
    Extension.objects.bulk_create(rows)
    directory = Directory.read()
    for row in rows:
        _record(row, actor)
        _tell(row, directory)
    return rows


def _read_again(applications: Collection[Application]) -> tuple[Application, ...]:
    """As they are while the batch is locked, so that none of them moves on."""
    rows = Application.objects.filter(pk__in=[row.pk for row in applications])
    return tuple(rows.for_list().order_by("city", "pk"))


def _record(row: Extension, actor: User) -> None:
    audit.record(
        actor,
        "extend",
        row.application or row.batch,
        label=f"延长{row.get_kind_display()}",
        note=f"延长至{deadlines.spoken(row.until)}：{row.reason}",
        kind=row.kind,
        until=row.until.isoformat(),
        city=row.city_id,
        document_number=row.document_number,
        approved_by=row.approved_by,
    )


def _tell(row: Extension, directory: Directory) -> None:
    text = f"{row.get_kind_display()}延长至{deadlines.spoken(row.until)}：{row.reason}"
    if row.application:
        unit, city = row.application.organisation_id, row.application.city_id
        recipients = {*directory.units[unit].values(), *directory.culture[city].values()}
        text, url = f"“{row.application.dossier.zone_name}”的{text}", row.application
    else:
        recipients, url = {*people.of_every_unit_and_city(row.city_id)}, row.batch
        text = f"{row.city or ''}{row.batch}{text}"
    notify(recipients, text, url.get_absolute_url(), record=row.batch)
