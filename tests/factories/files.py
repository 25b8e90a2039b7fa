"""Files as people hand them in: whole ones, broken ones, and ones that pretend."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(pages: int = 1, *, password: str = "") -> bytes:
    """A PDF of so many blank A4 pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture whose bytes do not compress away."""
    stream = io.BytesIO()
    Image.effect_noise(size, 90).save(stream, form)
    return stream.getvalue()


def workbook() -> bytes:
    book = Workbook()
    book.active["A1"] = "岢岚"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def package(parts: dict[str, bytes | str]) -> bytes:
    """A zip of ``parts``, compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def document(**more: bytes | str) -> bytes:
    """The smallest DOCX that is one; ``more`` adds parts by path with _ for /."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
    return package({"[Content_Types].xml": types, "word/document.xml": "<w/>", **more})


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
