"""清除演练批次: everything that a rehearsal has left goes; that it was held stays on record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from applications.choices import Status
from applications.models import (
    Application,
    Attachment,
    Batch,
    EvidenceLink,
    Objection,
    QuotaBoard,
    SitePhoto,
)
from applications.permissions import can_wipe
from portal import audit
from portal.access import require
from portal.choices import MailState, OrganisationKind, OrganisationStanding
from portal.locking import lock_record
from portal.models import KindPeriod, Mail, Notice, Organisation, User
from portal.numbers import format_count
from scoring.models import Panel, ScoreSheet, Seat

MEGABYTE = 1_000_000
#: What each kind of thing is counted in.
MEASURES = {
    "佐证": "份",
    "现场照片": "张",
    "材料": "份",
    "申报": "件",
    "评定组": "个",
    "评分表": "份",
    "异议": "件",
    "消息": "条",
}
SHEETS = ("self_check", "first_review", "final_score")


@dataclass(frozen=True, slots=True)
class Extent:
    """What would be deleted: how many of what, and how many bytes in how many files."""

    counts: list[tuple[str, int]]
    files: int
    size: int

    @property
    def said(self) -> list[tuple[str, str]]:
        """«佐证», «1,240份»."""
        return [(label, f"{format_count(n)}{MEASURES[label]}") for label, n in self.counts]

    @property
    def megabytes(self) -> str:
        return f"{self.size / MEGABYTE:.1f}"


@dataclass(frozen=True, slots=True)
class StoredName:
    """One file on disk, and the field that names it."""

    field: models.FileField
    name: str
    size: int

    def delete(self) -> None:
        """Unless a row that stays has the same file."""
        rows = self.field.model._base_manager.filter(**{self.field.name: self.name})
        if not rows.exists():
            self.field.storage.delete(self.name)


def extent(batch: Batch) -> Extent:
    """Everything that hangs on a rehearsal, as the page shows it before the deed."""
    found = [*_parts(batch), ("消息", _notices(batch))]
    files = list(_files(batch))
    counts = [(label, rows.count()) for label, rows in found]
    return Extent(counts, len(files), sum(file.size for file in files))


@transaction.atomic
def wipe(*, batch: Batch, actor: User) -> bool:
    """Delete a rehearsal with all that hangs on it; False when it is gone already.

    Raises PermissionDenied for a real batch, as it stands under its lock; besides, every
    statement asks the database for rehearsals alone. Files go once the rows are gone.
    """
    locked = Batch.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if locked is None:
        return False
    require(can_wipe(actor, locked))
    list(_applications(locked).select_for_update(of=("self",)).order_by("city", "pk"))
    files, counts = list(_files(locked)), dict(extent(locked).counts)
    _delete_notices(locked)
    for application in _applications(locked).filter(status=Status.DESIGNATED):
        _undo_designation(application, actor)
    for rows in [rows for _, rows in _parts(locked)]:
        rows.delete()
    audit.record(actor, "wipe_rehearsal", locked, label="清除演练批次", name=locked.name, **counts)
    Batch.objects.filter(pk=locked.pk, is_rehearsal=True).delete()
    transaction.on_commit(lambda: [file.delete() for file in files])
    return True


def was_wiped(pk: int) -> bool:
    """Whether a batch of that key was a rehearsal and is gone."""
    return audit.history(Batch(pk=pk)).filter(action="wipe_rehearsal").exists()


# --- what hangs on it ------------------------------------------------------------------------


def _applications(batch: Batch) -> QuerySet[Application]:
    return Application.objects.filter(batch=batch, batch__is_rehearsal=True)


def _parts(batch: Batch) -> list[tuple[str, QuerySet[Any]]]:
    """In the order in which they can go: what protects another row before that row.

    Sheets and panels are named by key, because nothing leads to them once the applications
    are gone.
    """
    own = {"application__in": _applications(batch)}
    panels = list(_applications(batch).exclude(panel=None).values_list("panel", flat=True))
    sheets = {
        key
        for keys in _applications(batch).values_list(*(f"{name}_id" for name in SHEETS))
        for key in keys
    }
    sheets |= set(Seat.ever.filter(panel__in=panels).values_list("sheet", flat=True))
    return [
        ("佐证", EvidenceLink.objects.filter(**own)),
        ("现场照片", SitePhoto.objects.filter(**own)),
        ("材料", Attachment.objects.filter(**own)),
        ("申报", _applications(batch)),
        ("评定组", Panel.objects.filter(pk__in=panels)),
        ("评分表", ScoreSheet.objects.filter(pk__in=sheets - {None})),
        ("异议", Objection.objects.filter(batch=batch, batch__is_rehearsal=True)),
    ]


def _files(batch: Batch) -> Iterator[StoredName]:
    """The files of every model that belongs to the batch, its applications or its boards.

    Apps above have such models too; they are found by their relations.
    """
    owners: dict[type[models.Model], QuerySet[Any]] = {
        Application: _applications(batch),
        Batch: Batch.objects.filter(pk=batch.pk, is_rehearsal=True),
        QuotaBoard: QuotaBoard.objects.filter(batch=batch, batch__is_rehearsal=True),
    }
    for owner, rows in owners.items():
        for relation in owner._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete:
                yield from _files_of(relation.related_model, relation.field.name, rows)


def _files_of(
    holder: type[models.Model], relation: str, owners: QuerySet[Any]
) -> Iterator[StoredName]:
    fields = [one for one in holder._meta.concrete_fields if isinstance(one, models.FileField)]
    for field in fields:
        rows = holder._base_manager.filter(**{f"{relation}__in": owners})
        for name, size in rows.exclude(**{field.name: ""}).values_list(field.name, "size"):
            yield StoredName(field, name, size)


# --- what was told ---------------------------------------------------------------------------


def _notices(batch: Batch) -> QuerySet[Notice]:
    """Messages that lead to a page which will be gone."""
    seats = Seat.ever.filter(panel__in=_applications(batch).values("panel"))
    pages = [
        batch.get_absolute_url(),
        f"{reverse('applications:list')}?batch={batch.pk}&",
        *(one.get_absolute_url() for one in _applications(batch).only("pk")),
        *(one.get_absolute_url() for one in batch.objections.only("pk")),
        *(
            reverse("applications:declaration", args=[seat])
            for seat in seats.values_list("pk", flat=True)
        ),
    ]
    return Notice.objects.filter(_any_of(pages))


def _any_of(pages: list[str]) -> Q:
    condition = Q()
    for page in pages:
        condition |= Q(url__startswith=page)
    return condition


def _delete_notices(batch: Batch) -> None:
    """A mail that tells of nothing else is not sent any more."""
    rows = _notices(batch)
    mails = set(rows.values_list("mail", flat=True)) - {None}
    rows.delete()
    Mail.objects.filter(pk__in=mails, notices=None, state=MailState.QUEUED).delete()


# --- what it had made of a unit --------------------------------------------------------------


def _undo_designation(application: Application, actor: User) -> None:
    """A unit that only a rehearsal made a 示范区 is a 创建单位 again."""
    unit = lock_record(Organisation.objects, pk=application.organisation_id)
    others = Application.objects.filter(organisation=unit, status=Status.DESIGNATED)
    if others.exclude(pk=application.pk).exists():
        return
    unit.kind, unit.standing = OrganisationKind.CREATING_UNIT, OrganisationStanding.LISTED
    unit.save(update_fields=["kind", "standing"])
    since = application.batch.published_on.replace(day=1)
    zone = KindPeriod.objects.filter(organisation=unit, since=since, kind=OrganisationKind.ZONE)
    if KindPeriod.objects.filter(organisation=unit, since__lt=since).exists():
        zone.delete()
    else:
        zone.update(kind=OrganisationKind.CREATING_UNIT)
    audit.record(
        actor, "undo_designation", unit, label="撤销演练中的评定", batch=str(application.batch)
    )
