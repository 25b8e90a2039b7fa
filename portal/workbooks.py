"""An Office file from outside, looked at before any parser opens it.

Unpacks nothing but the list of contents. What a file is, is told by its content.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError

MEGABYTE = 1024 * 1024
MAX_UNPACKED_BYTES = 200 * MEGABYTE
#: A real export packs eleven to one; two megabytes can unpack to many gigabytes.
MAX_RATIO = 100
MAX_ENTRIES = 5000
MAX_PART_BYTES = 2 * MEGABYTE
#: How the Office files of before 2007 begin, and how those with a password do today.
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
NOT_A_WORKBOOK = "这不是有效的Excel文件（.xlsx），请用Excel或WPS另存为.xlsx后再上传。"


class PackageRefused(ValueError):
    """No Office file may be like this; ``str()`` is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a zipped file says of itself: its parts' names, the list of their types, their size."""

    names: frozenset[str]
    types: str
    unpacked_bytes: int


def open_package(file: IO[bytes]) -> Package:
    """What ``file`` consists of.

    Raises PackageRefused for one that is damaged or locked, a bomb, or carries macros.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            _refuse_entries(entries)
            names = frozenset(package.namelist())
            types = _content_types(package)
    except PackageRefused:
        raise
    except Exception as error:
        raise PackageRefused("Office文件已损坏，无法打开，请重新保存后上传。") from error
    if "macroEnabled.main+xml" in types or any(_is_macro(name.lower()) for name in names):
        raise PackageRefused("文件带有宏，不能上传，请另存为不含宏的文件后上传。")
    return Package(names, types, _unpacked_bytes(entries))


def _unpacked_bytes(entries: Sequence[zipfile.ZipInfo]) -> int:
    return sum(entry.file_size for entry in entries)


def is_bomb(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a package would unpack to far more than it is."""
    packed = sum(entry.compress_size for entry in entries)
    unpacked = _unpacked_bytes(entries)
    return (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED_BYTES
        or unpacked > MAX_RATIO * max(packed, 1024)
    )


def refuse_bomb(file: IO[bytes]) -> None:
    """Raise ValidationError for what is no package, or one that is a bomb."""
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
    except zipfile.BadZipFile as error:
        raise ValidationError(NOT_A_WORKBOOK) from error
    finally:
        file.seek(0)
    if is_bomb(entries):
        raise ValidationError("文件解压后过大，可能已损坏，请只保留需要导入的工作表后再上传。")


def _refuse_entries(entries: Sequence[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise PackageRefused("文件设有密码，请去掉密码后上传。")
    if is_bomb(entries):
        raise PackageRefused("文件展开后过大，请删去空行、空表和大图后另存，再上传。")


def _content_types(package: zipfile.ZipFile) -> str:
    with package.open("[Content_Types].xml") as listing:
        return listing.read(MAX_PART_BYTES).decode("utf-8", errors="replace")


def _is_macro(name: str) -> bool:
    return name.endswith("vbaproject.bin") or "/macrosheets/" in name
