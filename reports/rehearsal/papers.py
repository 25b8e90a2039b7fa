"""Invented scans: real PDF files whose pages carry nothing but their number, each different."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

A4 = (595, 842)
SIZE = 72


def pdf(title: str, pages: int) -> bytes:
    """A PDF of ``pages`` A4 pages; the title makes its digest its own."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(_numbered(pages))))
    writer.add_metadata({"/Title": title})
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


@cache
def _numbered(pages: int) -> bytes:
    """Pages «1 / 3», «2 / 3», «3 / 3», so that one sees where one is."""
    first, *rest = [_page(f"{number} / {pages}") for number in range(1, pages + 1)]
    stream = BytesIO()
    first.save(stream, "PDF", save_all=True, append_images=rest)
    return stream.getvalue()


def _page(text: str) -> Image.Image:
    page = Image.new("L", A4, "white")
    font = ImageFont.load_default(SIZE)
    ImageDraw.Draw(page).text((A4[0] / 2, A4[1] / 3), text, "black", font, anchor="mm")
    return page
