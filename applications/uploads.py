"""What kind of file was really handed in: told by its content, never by its name (SEC-15).

PDF, JPG and PNG, and XLSX and DOCX as supplements. Everything is decided before the
file is stored; a refusal is one sentence that says what to do instead.
"""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.conf import settings
from PIL import Image, ImageFile

from portal.files import StoredFile, digest_of
from portal.workbooks import MEGABYTE, OLE_MAGIC, PackageRefused, open_package

MAX_BYTES = settings.UPLOAD_LIMIT_MB * MEGABYTE
MAX_APPLICATION_BYTES = 1024 * MEGABYTE
MAX_PAGES = 3000
MAX_PIXELS = 80_000_000
#: How far behind a PDF's %%EOF or a picture's end a program may leave odds and ends.
TAIL_BYTES = 2048


class UploadRefused(ValueError):
    """The file cannot be taken; ``str()`` is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file that is taken: its word, its names, its content."""

    label: str
    suffixes: tuple[str, ...]
    content_type: str
    magic: bytes
    inspect: Callable[[IO[bytes]], int | None]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file after the check; ``pages`` is None where pages mean nothing."""

    content_type: str
    pages: int | None


def inspect(file: IO[bytes], *, name: str, size: int) -> FileFacts:
    """Check an uploaded file whole; raises UploadRefused, leaves the position at the start."""
    kind = _kind_by_name(name)
    _refuse_size(size)
    file.seek(0)
    head = file.read(len(kind.magic))
    if head != kind.magic:
        raise UploadRefused(_not_of_kind(kind, file))
    try:
        return FileFacts(kind.content_type, kind.inspect(file))
    finally:
        file.seek(0)


# --- what is stored ------------------------------------------------------------------


def fault_at_hand(stored: StoredFile) -> str:
    """What a look at the shelf says against a stored file: gone, cut off; empty for nothing."""
    try:
        size = stored.file.storage.size(stored.file.name)
    except OSError:
        return "系统中找不到这个文件，请重新上传。"
    return "" if size == stored.size else "存储的文件不完整，请重新上传。"


def fault_of(stored: StoredFile) -> str:
    """Why a stored file cannot be used, read whole; empty when it can. Takes its time."""
    if fault := fault_at_hand(stored):
        return fault
    with stored.file.storage.open(stored.file.name) as file:
        if digest_of(file) != stored.sha256:
            return "存储的文件与上传时不一致，请重新上传。"
        try:
            inspect(file, name=stored.name, size=stored.size)
        except UploadRefused as refusal:
            return str(refusal)
    return ""


# --- one look at the whole -----------------------------------------------------------


def _kind_by_name(name: str) -> Kind:
    suffix = PurePosixPath(name).suffix.lower()
    for kind in KINDS:
        if suffix in kind.suffixes:
            return kind
    shown = f"“{suffix}”文件" if suffix else "没有扩展名的文件"
    raise UploadRefused(f"不能上传{shown}，请转换为PDF、JPG或PNG（补充材料可用XLSX、DOCX）后上传。")


def _refuse_size(size: int) -> None:
    if size == 0:
        raise UploadRefused("文件是空的（0字节），请重新导出或扫描后上传。")
    if size > MAX_BYTES:
        raise UploadRefused(
            f"文件为{size / MEGABYTE:.0f}MB，单个文件不能超过{settings.UPLOAD_LIMIT_MB}MB，"
            "请降低扫描分辨率或拆分后上传。"
        )


def _not_of_kind(kind: Kind, file: IO[bytes]) -> str:
    """The sentence for a content that is not what the name says."""
    file.seek(0)
    head = file.read(16)
    if head.startswith(OLE_MAGIC):
        return (
            "文件是旧版Office格式或设有打开密码，请用WPS或Office去掉密码，"
            f"另存为{kind.label}后上传。"
        )
    if head.startswith(b"MZ"):
        return "文件实际是程序，不能上传，请核对后选择正确的文件。"
    return f"文件内容不是{kind.label}，可能改过扩展名或已损坏，请重新导出或扫描后上传。"


# --- PDF -----------------------------------------------------------------------------


def _inspect_pdf(file: IO[bytes]) -> int:
    from pypdf import PdfReader  # noqa: PLC0415 - half a second that no other start need spend

    _refuse_hidden_archive(file)
    _refuse_unless_ended(file, b"%%EOF")
    file.seek(0)
    try:
        reader = PdfReader(file, strict=False)
        encrypted = reader.is_encrypted
        pages = 0 if encrypted else len(reader.pages)
    except Exception as error:
        # A crafted file can break a parser in any way; each of them means damaged.
        raise UploadRefused("PDF文件已损坏，无法打开，请重新导出或扫描后上传。") from error
    if encrypted:
        raise UploadRefused("PDF设有密码或权限限制，请去掉后（如另存或打印为PDF）上传。")
    if pages == 0:
        raise UploadRefused("PDF中没有页面，请重新导出或扫描后上传。")
    if pages > MAX_PAGES:
        raise UploadRefused(f"PDF共{pages}页，不能超过{MAX_PAGES}页，请拆分后上传。")
    return pages


def _refuse_hidden_archive(file: IO[bytes]) -> None:
    """A file that is a picture or PDF from the front and an archive from the back."""
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise UploadRefused("文件后部附带了压缩包，不能上传，请重新导出或扫描后上传。")


def _refuse_unless_ended(file: IO[bytes], mark: bytes) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL_BYTES))
    if mark not in file.read():
        raise UploadRefused("文件不完整（可能传输中断），请重新导出或扫描后上传。")


# --- pictures ------------------------------------------------------------------------


def _inspect_jpeg(file: IO[bytes]) -> int:
    picture = _open_picture(file, "JPEG")
    # An eighth of the size is decoded: enough to meet every byte, in little memory.
    picture.draft("RGB", (max(1, picture.width // 8), max(1, picture.height // 8)))
    return _decoded(picture.load)


def _inspect_png(file: IO[bytes]) -> int:
    return _decoded(_open_picture(file, "PNG").verify)


def _open_picture(file: IO[bytes], form: str) -> Image.Image:
    _refuse_hidden_archive(file)
    file.seek(0)
    try:
        picture = Image.open(file, formats=[form])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:
        raise UploadRefused("图片已损坏，无法打开，请重新拍摄或扫描后上传。") from error
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_many_pixels()
    return picture


def _too_many_pixels() -> UploadRefused:
    return UploadRefused(
        f"图片超过{MAX_PIXELS // 10_000}万像素，请降低分辨率（300dpi即可）后上传。"
    )


def _decoded(read: Callable[[], object]) -> int:
    try:
        with _whole_pictures():
            read()
    except Exception as error:
        raise UploadRefused("图片不完整或已损坏，请重新拍摄或扫描后上传。") from error
    return 1


@contextmanager
def _whole_pictures() -> Iterator[None]:
    """The PDF engine, once loaded, lets Pillow take torn pictures everywhere in the process."""
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


# --- XLSX, DOCX ----------------------------------------------------------------------


def _inspect_xlsx(file: IO[bytes]) -> None:
    _check_package(file, part="xl/workbook.xml", content="spreadsheetml.sheet.main+xml")


def _inspect_docx(file: IO[bytes]) -> None:
    _check_package(file, part="word/document.xml", content="wordprocessingml.document.main+xml")


def _check_package(file: IO[bytes], *, part: str, content: str) -> None:
    try:
        package = open_package(file)
    except PackageRefused as refusal:
        raise UploadRefused(str(refusal)) from refusal
    if part not in package.names or content not in package.types:
        raise UploadRefused("文件内容与扩展名不符，请用WPS或Office重新保存后上传。")


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = (
    Kind("PDF", (".pdf",), "application/pdf", b"%PDF-", _inspect_pdf),
    Kind("JPG图片", (".jpg", ".jpeg"), "image/jpeg", b"\xff\xd8\xff", _inspect_jpeg),
    Kind("PNG图片", (".png",), "image/png", b"\x89PNG\r\n\x1a\n", _inspect_png),
    Kind("XLSX表格", (".xlsx",), f"{OFFICE}.spreadsheetml.sheet", b"PK\x03\x04", _inspect_xlsx),
    Kind(
        "DOCX文档",
        (".docx",),
        f"{OFFICE}.wordprocessingml.document",
        b"PK\x03\x04",
        _inspect_docx,
    ),
)
SUFFIXES = tuple(suffix for kind in KINDS for suffix in kind.suffixes)
