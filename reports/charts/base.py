"""What every chart has: a title, a sentence, a table; and how wide its words are."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from portal import numbers

#: Width of every drawing, in units that are CSS pixels at full size.
WIDTH = 760
FONT_SIZE = 14
#: First the face of the paper (reports/outputs/pdf.py), then those of the screen.
FONT = "Portal Sans,PingFang SC,Microsoft YaHei,Noto Sans CJK SC,sans-serif"

# The palette is that of static/css/tokens.css: drawings on paper cannot read style sheets.
INK = "#1c2529"
QUIET = "#48555c"
LINE = "#d3dade"
EDGE = "#76838a"
SURFACE = "#fff"
ACCENT = "#0b5a66"
BUSY = "#1d4f91"
GOOD = "#1b6637"
WARN = "#8a4b00"
BAD = "#a8201a"

Number = Decimal | int


@dataclass(frozen=True, slots=True)
class Table:
    """The figures behind a drawing, as texts; the first cell of a row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A text in the drawing, at its baseline."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """``summary`` says in a sentence what is to be seen; ``unit`` may be empty."""

    title: str
    unit: str = ""
    summary: str

    @property
    def key(self) -> str:
        """Prefix of the ids in the markup; charts of one page have different titles."""
        return f"chart-{zlib.crc32(self.title.encode()):08x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing(Chart):
    """A chart drawn as SVG, with the table behind it."""

    width: ClassVar = WIDTH
    font: ClassVar = FONT
    font_size: ClassVar = FONT_SIZE
    ink: ClassVar = INK
    grid: ClassVar = LINE
    edge: ClassVar = EDGE
    surface: ClassVar = SURFACE

    height: int
    table: Table


def text_width(text: str, size: float = FONT_SIZE) -> int:
    """About how wide a text is; what is not ASCII takes a full square."""
    return round(sum(0.58 if character.isascii() else 1 for character in text) * size)


def shortened(text: str, limit: int) -> str:
    """The text, cut with «…» when it is wider than ``limit``; the table has it whole."""
    if text_width(text) <= limit:
        return text
    while text and text_width(text + "…") > limit:
        text = text[:-1]
    return text + "…"


def widest(texts: Iterable[str]) -> int:
    return max(map(text_width, texts), default=0)


def percent(part: Number, whole: Number) -> str:
    """«77.8%», rounded half up to one decimal; ``whole`` is not 0."""
    share = Decimal(100 * part) / Decimal(whole)
    return f"{numbers.format_area(share.quantize(Decimal('0.1'), ROUND_HALF_UP))}%"


def placed(names: list[str]) -> str:
    """«太原市», «太原市、大同市», or «太原市等5个» when many share a place."""
    return "、".join(names) if len(names) < 3 else f"{names[0]}等{len(names)}个"
