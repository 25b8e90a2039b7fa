"""Store a photo that was taken on site, once, however often it is sent."""

from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from applications.models import Application, SitePhoto
from applications.services.attachments import shown_name
from applications.uploads import MEGABYTE, UploadRefused, inspect
from portal import audit, clock
from portal.files import digest_of
from portal.locking import lock_record
from scoring.models import ScoreSheet
from scoring.services import SheetLocked

KINDS = (".jpg", ".jpeg", ".png")
MAX_BYTES = 10 * MEGABYTE
MAX_SHEET_BYTES = 500 * MEGABYTE
MAX_OF_LEAF = 20


def store_photo(
    *,
    application: Application,
    sheet: ScoreSheet,
    number: str,
    key: UUID,
    upload: UploadedFile,
    actor: Any,
) -> SitePhoto:
    """Keep ``upload`` as a photo of leaf ``number``; a second send of ``key`` answers the first.

    Raises UploadRefused with a sentence, SheetLocked when the sheet takes nothing now.
    """
    _refuse_kind_and_size(upload)
    facts = inspect(upload, name=upload.name, size=upload.size)
    photo = SitePhoto(
        key=key,
        application=application,
        sheet=sheet,
        number=number,
        file=upload,
        name=shown_name(upload.name),
        size=upload.size,
        content_type=facts.content_type,
        sha256=digest_of(upload),
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    try:
        return _store(photo)
    except Exception:
        if photo.file._committed:
            photo.file.storage.delete(photo.file.name)
        raise


@transaction.atomic
def _store(photo: SitePhoto) -> SitePhoto:
    """The new row holds on to the application, which a hand-in locks before the sheet."""
    lock_record(Application.objects, pk=photo.application_id)
    _lock_open(photo.sheet)
    if known := SitePhoto.objects.filter(key=photo.key).first():
        if (known.sheet_id, known.number) != (photo.sheet_id, photo.number):
            raise UploadRefused("照片编号与另一张照片重复，请重新拍摄。")
        return known
    _refuse_overflow(photo)
    photo.save()
    _note(photo, photo.uploaded_by, "add_photo", "上传现场照片")
    return photo


@transaction.atomic
def remove_photo(*, sheet: ScoreSheet, number: str, key: UUID, actor: Any) -> None:
    """Take a photo away while the sheet is open; one that is gone already is no matter.

    Raises SheetLocked when the sheet takes nothing now.
    """
    _lock_open(sheet)
    photo = SitePhoto.objects.filter(sheet=sheet, number=number, key=key).first()
    if photo is None:
        return
    _note(photo, actor, "remove_photo", "移除现场照片")
    storage, name = photo.file.storage, photo.file.name
    photo.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _lock_open(sheet: ScoreSheet) -> None:
    if not lock_record(ScoreSheet.objects, pk=sheet.pk).is_open:
        raise SheetLocked(f"{sheet.get_column_display()}已锁定，不能再增减现场照片。")


def _refuse_kind_and_size(upload: UploadedFile) -> None:
    if PurePosixPath(upload.name).suffix.lower() not in KINDS:
        raise UploadRefused("现场照片须为JPG或PNG格式，请重新拍摄或转换后上传。")
    if upload.size > MAX_BYTES:
        limit = MAX_BYTES // MEGABYTE
        raise UploadRefused(f"单张现场照片不能超过{limit}MB，请降低分辨率后上传。")


def _refuse_overflow(photo: SitePhoto) -> None:
    others = SitePhoto.objects.filter(sheet=photo.sheet)
    if others.filter(number=photo.number).count() >= MAX_OF_LEAF:
        raise UploadRefused(
            f"{photo.number}已有{MAX_OF_LEAF}张现场照片，请移除不需要的照片后上传。"
        )
    used = others.aggregate(sum=Sum("size"))["sum"] or 0
    if used + photo.size > MAX_SHEET_BYTES:
        limit = MAX_SHEET_BYTES // MEGABYTE
        raise UploadRefused(f"本评分表的现场照片合计不能超过{limit}MB，请移除不需要的照片后上传。")


def _note(photo: SitePhoto, actor: Any, action: str, label: str) -> None:
    details = {"number": photo.number, "key": str(photo.key), "sha256": photo.sha256}
    audit.record(actor, action, photo.sheet, label=label, **details)
