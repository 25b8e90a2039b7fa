"""Hand in a yearly paper: one file a version, nothing is replaced or deleted."""

from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from applications.services.attachments import shown_name
from applications.uploads import UploadRefused, inspect
from portal import audit, clock
from portal.access import require
from portal.files import digest_of
from portal.locking import lock_record
from reports.choices import PaperStatus
from reports.lifecycle import paper_lifecycle
from reports.models import PaperVersion, YearlyPaper
from reports.permissions import can_hand_in_paper

SUFFIXES = (".pdf", ".docx")


def hand_in_paper(*, paper: YearlyPaper, upload: UploadedFile, actor: Any) -> PaperVersion:
    """Keep ``upload`` as the next version of ``paper`` and make the move 上传报送.

    The same file twice is one version: handed in again while it waits, nothing happens; after
    a return it goes back as it is. Raises UploadRefused with a sentence, TransitionRefused once
    the paper is with the province, PermissionDenied; nothing is stored then.
    """
    if PurePosixPath(upload.name).suffix.lower() not in SUFFIXES:
        raise UploadRefused("请上传PDF或DOCX文件；其他格式请用WPS或Office另存为PDF后上传。")
    facts = inspect(upload, name=upload.name, size=upload.size)
    version = PaperVersion(
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
        return _store(version, paper)
    except Exception:
        if version.file._committed:
            version.file.storage.delete(version.file.name)
        raise


@transaction.atomic
def _store(version: PaperVersion, paper: YearlyPaper) -> PaperVersion:
    stored = _lock(paper)
    actor = version.uploaded_by
    require(can_hand_in_paper(actor, stored))
    last = stored.versions.last()
    is_same = last is not None and last.sha256 == version.sha256
    if is_same and stored.status == PaperStatus.SUBMITTED:
        return last
    paper_lifecycle.perform(stored, "hand_in", actor=actor)
    if is_same:
        return last
    version.paper = stored
    version.number = last.number + 1 if last else 1
    version.save()
    return version


def _lock(paper: YearlyPaper) -> YearlyPaper:
    """The row of ``paper``, made by the first who hands something in."""
    stored, _ = YearlyPaper.objects.get_or_create(
        organisation=paper.organisation, year=paper.year, duty=paper.duty
    )
    return lock_record(YearlyPaper.objects, pk=stored.pk)


def record_download(*, version: PaperVersion, actor: Any) -> None:
    """Note who took a file out (SEC-10); the name of the file is not repeated."""
    audit.record(actor, "download", version.paper, label="下载年度材料", version=version.number)
