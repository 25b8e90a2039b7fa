"""The data of 月调度通报: an official document by GB/T 9704-2012."""

from dataclasses import dataclass
from datetime import date

from applications.documents.stamp import full_date
from reports.documents.stamp import PaperStamp

#: Width of the text on an upright page, in mm; a wider table lies across.
TEXT_WIDTH = 156


@dataclass(frozen=True, slots=True)
class BulletinTable:
    """One table of printed texts; ``widths`` in mm, one for each head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]

    @property
    def is_wide(self) -> bool:
        return sum(self.widths) > TEXT_WIDTH


@dataclass(frozen=True, slots=True)
class BulletinSection:
    """One section of the first level; its number is given when it is printed.

    A paragraph that begins with （一） is a heading of the second level. ``chart`` is
    anything with a ``template``, which is included with it as ``chart``.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[BulletinTable, ...] = ()
    chart: object | None = None


@dataclass(frozen=True, slots=True)
class BulletinPaper:
    """A bulletin; ``number`` (文号) and ``contact`` may be empty, ``issued_on`` None before issue."""

    issuer: str
    number: str
    title: str
    addressees: str
    lead: tuple[str, ...]
    sections: tuple[BulletinSection, ...]
    closing: str
    signer: str
    issued_on: date | None
    contact: str
    annexes: tuple[BulletinTable, ...]
    stamp: PaperStamp

    @property
    def date_text(self) -> str:
        return full_date(self.issued_on) or "　　年　　月　　日"

    @property
    def line(self) -> str:
        return self.stamp.line(self.number or self.issuer)
