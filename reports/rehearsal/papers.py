"""Invented scans: real PDF files whose pages carry nothing but their number, each different."""

from io import BytesIO

from pypdf import PageObject, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

A4 = (595, 842)
FONT = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}


def pdf(title: str, pages: int) -> bytes:
    """A PDF of ``pages`` A4 pages; the title makes its digest its own."""
    writer = PdfWriter()
    for number in range(1, pages + 1):
        _number(writer.add_blank_page(*A4), f"{number} / {pages}")
    writer.add_metadata({"/Title": title})
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _number(page: PageObject, text: str) -> None:
    """Write ``text``, of Latin letters, large on the page, so that one sees where one is."""
    names = {NameObject(key): NameObject(value) for key, value in FONT.items()}
    fonts = DictionaryObject({NameObject("/F1"): DictionaryObject(names)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 72 Tf 220 520 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = content
