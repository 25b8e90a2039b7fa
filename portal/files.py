"""Files that people hand in: kept under an internal name, outside the web root."""

import hashlib
import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models


def internal_path(instance: models.Model, name: str) -> str:
    """``<model>/<two letters>/<uuid>.<ext>``: nothing of what the person called it."""
    suffix = PurePosixPath(name).suffix.lower()
    key = uuid.uuid4().hex
    return f"{instance._meta.model_name}/{key[:2]}/{key}{suffix}"


class StoredFile(models.Model):
    """A file with its shown name, size in bytes, kind and SHA-256."""

    file = models.FileField("文件", upload_to=internal_path, max_length=200)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小")
    content_type = models.CharField("类型", max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


def digest_of(file) -> str:
    """SHA-256 of an open file, read in pieces; leaves the position at the start."""
    digest = hashlib.sha256()
    file.seek(0)
    for piece in iter(lambda: file.read(1 << 20), b""):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
