"""Invented scans: real PDF files of blank pages, each different."""

from io import BytesIO

from pypdf import PdfWriter

A4 = (595, 842)


def pdf(title: str, pages: int) -> bytes:
    """A PDF of ``pages`` blank A4 pages; the title makes its digest its own."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(*A4)
    writer.add_metadata({"/Title": title})
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()
