"""A produced PDF read back: its texts, where they stand, what they are drawn with."""

import re
from types import SimpleNamespace

from pypdf import PdfReader

MILLIMETRE = 72 / 25.4


def bare(text: str) -> str:
    """Without blanks and line ends, which belong to the layout."""
    return re.sub(r"\s", "", text)


def rendered(render, document, folder):
    """The pages' texts as printed and bare, the reader, and what was told meanwhile."""
    target = folder / "output.pdf"
    steps = []
    render(document, target, lambda percent, stage: steps.append((percent, stage)))
    reader = PdfReader(target)
    texts = [page.extract_text() for page in reader.pages]
    return SimpleNamespace(
        reader=reader,
        texts=texts,
        pages=[bare(text) for text in texts],
        whole=bare("".join(texts)),
        steps=steps,
    )


def texts_at(page) -> list[tuple[float, float, str]]:
    """Every text with its place in points from the left and from the foot of the page."""
    found = []

    def note(text, outer, inner, *_):
        if text.strip():
            x = outer[0] * inner[4] + outer[2] * inner[5] + outer[4]
            y = outer[1] * inner[4] + outer[3] * inner[5] + outer[5]
            found.append((x, y, text))

    page.extract_text(visitor_text=note)
    return found


def places_of(page, pattern) -> list[float]:
    """In points from the left, where each text that matches begins."""
    return [x for x, _, text in texts_at(page) if re.fullmatch(pattern, text.strip())]


def column(page, left: float, right: float) -> str:
    """What begins between two distances from the left, in mm, from the head to the foot."""
    own = [(y, text) for x, y, text in texts_at(page) if left <= x / MILLIMETRE < right]
    return bare("".join(text for _, text in sorted(own, key=lambda place: -place[0])))


def sizes(printed) -> list[tuple[int, int]]:
    """Width and height of every page in mm."""
    return [
        tuple(round(float(edge) / MILLIMETRE) for edge in page.mediabox[2:])
        for page in printed.reader.pages
    ]


def fonts_of(printed) -> list:
    """Every font of every page."""
    return [
        font.get_object()["/DescendantFonts"][0].get_object()
        for page in printed.reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]


def name_of(font) -> str:
    return re.sub(r"^/[A-Z]+\+", "", font["/BaseFont"])


def font_names(printed) -> set[str]:
    return set(map(name_of, fonts_of(printed)))


def draws_before_text(page) -> bool:
    """Whether an image of outlines is painted under the page's texts."""
    before_text, _, _ = page.get_contents().get_data().partition(b"BT")
    return b" Do\n" in before_text
