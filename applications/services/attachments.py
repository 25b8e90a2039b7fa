"""Put files into the slots of the catalogue; what was replaced is kept with its time."""

from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Sum

from applications import digests
from applications.choices import EDITABLE, Binding, SectionName
from applications.models import Application, Attachment, CatalogueItem, NotApplicable, Section
from applications.permissions import can_upload
from applications.uploads import MAX_APPLICATION_BYTES, MEGABYTE, UploadRefused, inspect
from portal import audit, clock
from portal.access import require
from portal.files import digest_of
from portal.locking import lock_record
from portal.text import clean_line
from portal.validators import normalise_code

NAME_LENGTH = 200


def attach_file(
    *,
    application: Application,
    item: CatalogueItem,
    upload: UploadedFile,
    actor: Any,
    check_code: str = "",
    replaces: Attachment | None = None,
) -> Attachment:
    """Store ``upload`` in the slot ``item``.

    A slot holds several files; ``replaces`` retires one of them. A slot bound to a version
    holds one scan, and takes it only with the 校验码 printed on the paper, which must be
    that of the current version. The same file twice is one file. Raises UploadRefused with
    a sentence, PermissionDenied when ``actor`` may not; nothing is stored then.
    """
    facts = inspect(upload, name=upload.name, size=upload.size)
    attachment = Attachment(
        application=application,
        item=item,
        file=upload,
        name=shown_name(upload.name),
        size=upload.size,
        content_type=facts.content_type,
        sha256=digest_of(upload),
        pages=facts.pages,
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    try:
        return _store(attachment, check_code, replaces)
    except Exception:
        if attachment.file._committed:
            attachment.file.storage.delete(attachment.file.name)
        raise


@transaction.atomic
def _store(attachment: Attachment, check_code: str, replaces: Attachment | None) -> Attachment:
    actor, item = attachment.uploaded_by, attachment.item
    application = _lock(attachment.application)
    require(can_upload(actor, application, item))
    attachment.bound_digest = _bound_digest(application, item, check_code)
    current = application.attachments.filter(item=item, replaced_at__isnull=True)
    twins = current.filter(sha256=attachment.sha256, bound_digest=attachment.bound_digest)
    if twin := twins.first():
        return twin
    _refuse_overflow(application, attachment.size)
    attachment.save()
    retired = current.exclude(pk=attachment.pk)
    if not item.binding:
        retired = retired.filter(pk=replaces.pk if replaces else None)
    retired.update(replaced_at=clock.now())
    NotApplicable.objects.filter(application=application, item=item).delete()
    _note(application, actor, "attach", "上传材料", item=item.code, attachment=attachment.pk)
    return attachment


def _lock(application: Application) -> Application:
    return lock_record(Application.objects, pk=application.pk)


def _bound_digest(application: Application, item: CatalogueItem, check_code: str) -> str:
    """The digest of the version whose paper was scanned; empty for a slot without binding."""
    if not item.binding:
        return ""
    current = digests.current_digest(application, item.binding)
    word = Binding(item.binding).label
    if not current:
        raise UploadRefused(f"{word}尚未形成，请先办理并打印，签字盖章后再扫描上传。")
    typed = normalise_code(check_code)
    if not typed:
        raise UploadRefused("请填写纸质件页脚上的8位校验码，用以核对扫描的是哪一版。")
    if typed != digests.check_code(current):
        raise UploadRefused(
            f"校验码“{typed}”不是当前{word}的校验码，请核对纸质件页脚；"
            "如为旧版本，请重新打印、签字盖章后扫描上传。"
        )
    return current


def _refuse_overflow(application: Application, size: int) -> None:
    """Replaced files count: they are kept."""
    used = application.attachments.aggregate(sum=Sum("size"))["sum"] or 0
    if used + size > MAX_APPLICATION_BYTES:
        left = max(0, MAX_APPLICATION_BYTES - used) // MEGABYTE
        raise UploadRefused(
            f"本申报的材料合计不能超过1GB，还可上传{left}MB，请压缩后上传或联系市文化和旅游局。"
        )


def _note(application: Application, actor: Any, action: str, label: str, **details: Any) -> None:
    """Write down the deed and who touched 其他材料 last."""
    Section.objects.filter(application=application, name=SectionName.ATTACHMENTS).update(
        version=F("version") + 1, saved_by=actor, saved_at=clock.now()
    )
    audit.record(actor, action, application, label=label, **details)


def shown_name(name: str) -> str:
    """The person's own name of the file, fit to be shown, its extension kept."""
    path = PurePosixPath(clean_line(name))
    return f"{path.stem[: NAME_LENGTH - len(path.suffix)]}{path.suffix}"


@transaction.atomic
def remove_file(*, attachment: Attachment, actor: Any) -> None:
    """Retire a file from its slot while the unit is still filling in; it is kept with the time.

    Raises UploadRefused once the application has been handed in.
    """
    application = _lock(attachment.application)
    require(can_upload(actor, application, attachment.item))
    if application.status not in EDITABLE:
        raise UploadRefused("提交后不能移除材料，可以上传新文件替换，原文件会保留。")
    current = application.attachments.filter(pk=attachment.pk, replaced_at__isnull=True)
    if current.update(replaced_at=clock.now()):
        item = attachment.item.code
        _note(application, actor, "detach", "移除材料", item=item, attachment=attachment.pk)


@transaction.atomic
def waive_item(
    *, application: Application, item: CatalogueItem, reason: str, actor: Any
) -> NotApplicable:
    """Say that a material does not apply, and why. Raises UploadRefused when it cannot be said."""
    application = _lock(application)
    require(can_upload(actor, application, item))
    if not item.may_be_waived:
        raise UploadRefused(f"“{item.title}”为必备材料，不能填写不适用，请上传文件。")
    if application.attachments.filter(item=item, replaced_at__isnull=True).exists():
        raise UploadRefused(f"“{item.title}”已有文件，请先移除文件再填写不适用。")
    waiver, _ = NotApplicable.objects.update_or_create(
        application=application, item=item, defaults={"reason": reason}
    )
    _note(application, actor, "waive", "填写不适用", item=item.code)
    return waiver


@transaction.atomic
def unwaive_item(*, application: Application, item: CatalogueItem, actor: Any) -> None:
    """Take a 不适用 back."""
    application = _lock(application)
    require(can_upload(actor, application, item))
    gone, _ = NotApplicable.objects.filter(application=application, item=item).delete()
    if gone:
        _note(application, actor, "unwaive", "取消不适用", item=item.code)


def record_download(*, attachment: Attachment, actor: Any) -> None:
    """Note who took a file out (SEC-10); the name of the file is not repeated."""
    _note_reading(attachment, actor, "download", "下载材料")


def record_viewing(*, attachment: Attachment, actor: Any) -> None:
    """Note who read a file in the browser (SEC-10)."""
    _note_reading(attachment, actor, "view", "查看材料")


def _note_reading(attachment: Attachment, actor: Any, action: str, label: str) -> None:
    audit.record(
        actor,
        action,
        attachment.application,
        label=label,
        item=attachment.item.code,
        attachment=attachment.pk,
    )
