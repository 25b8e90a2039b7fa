"""The data of 月调度通报: an official document by GB/T 9704-2012."""

import re
from dataclasses import dataclass
from datetime import date

from applications.documents.stamp import full_date, numeral
from reports.documents.stamp import PaperStamp

#: Width of the text on an upright page, in mm; a wider table lies across.
TEXT_WIDTH = 156
#: A heading of the second level ends with the first sentence of its paragraph.
SECOND_HEADING = re.compile(r"（[一二三四五六七八九十]+）[^。\n]*。?")
#: A printed number, or a dash where there is none; a year or a code has no commas.
NUMBER = r"[+-]?\d{1,3}(,\d{3})*(\.\d+)?"
KINDS = {"figure": re.compile(f"{NUMBER}|—"), "share": re.compile(f"{NUMBER}%|—")}


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

    @property
    def shares(self) -> tuple[int, ...]:
        """The widths in per cent of the whole table."""
        return tuple(round(100 * width / sum(self.widths)) for width in self.widths)

    @property
    def kinds(self) -> tuple[str, ...]:
        """For each column ``figure``, ``share`` (per cent) or ``text``."""
        return tuple(kind_of(column) for column in zip(self.head, *self.rows, strict=True))

    @property
    def printed_head(self) -> tuple[tuple[str, str], ...]:
        """Every head with the kind of its column."""
        return tuple(zip(self.head, self.kinds, strict=True))

    @property
    def printed_rows(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Every cell with the kind of its column."""
        kinds = self.kinds
        return tuple(tuple(zip(row, kinds, strict=True)) for row in self.rows)


def kind_of(column: tuple[str, ...]) -> str:
    """What stands below the head of a column."""
    texts = [text for text in column[1:] if text]
    matching = (kind for kind, form in KINDS.items() if all(map(form.fullmatch, texts)))
    return next(matching, "text") if texts else "text"


@dataclass(frozen=True, slots=True)
class BulletinSection:
    """One section of the first level, whose number is given when it is printed.

    A paragraph that begins with （一） opens with a heading of the second level.
    ``charts`` are of reports.charts.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[BulletinTable, ...] = ()
    charts: tuple[object, ...] = ()

    @property
    def printed_paragraphs(self) -> tuple[tuple[str, str], ...]:
        """Heading of the second level, or nothing, and the text after it."""
        return tuple(parted(paragraph) for paragraph in self.paragraphs)


def parted(paragraph: str) -> tuple[str, str]:
    found = SECOND_HEADING.match(paragraph)
    end = found.end() if found else 0
    return paragraph[:end], paragraph[end:]


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
    def addressees_line(self) -> str:
        return f"{self.addressees.rstrip('：:')}："

    @property
    def numbered_sections(self) -> tuple[tuple[str, BulletinSection], ...]:
        return tuple((numeral(n), section) for n, section in enumerate(self.sections, start=1))

    @property
    def labelled_annexes(self) -> tuple[tuple[str, BulletinTable], ...]:
        """附件1, 附件2 …; a single annex has no number."""
        if len(self.annexes) == 1:
            return (("附件", self.annexes[0]),)
        return tuple((f"附件{n}", annex) for n, annex in enumerate(self.annexes, start=1))

    @property
    def tables(self) -> tuple[BulletinTable, ...]:
        """All tables in the order in which they are printed."""
        own = (table for section in self.sections for table in section.tables)
        return (*own, *self.annexes)

    @property
    def date_text(self) -> str:
        return full_date(self.issued_on) or "　　年　　月　　日"

    @property
    def line(self) -> str:
        return self.stamp.line(self.number or self.issuer)
