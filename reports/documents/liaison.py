"""The data of the liaison list (O8): 晋文旅发〔2024〕7号, annex 1."""

from dataclasses import dataclass

from reports.documents.ledger import BLANK_LINES, FILLED_BY, NOTE
from reports.documents.stamp import PaperStamp

LIAISON_TITLE = "文旅康养集聚区及文旅康养示范区和创建单位工作联络员回执表"


@dataclass(frozen=True, slots=True)
class LiaisonRow:
    """One person; ``phone`` holds every number, parted by 、, masked for who may not see it."""

    unit: str
    name: str
    position: str
    phone: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The four columns beside 类别, in official order."""
        return self.unit, self.name, self.position, self.phone


BLANK_ROW = LiaisonRow("", "", "", "")


@dataclass(frozen=True, slots=True)
class LiaisonGroup:
    """One 类别 by its official label."""

    kind: str
    rows: tuple[LiaisonRow, ...] = ()

    @property
    def printed_rows(self) -> tuple[LiaisonRow, ...]:
        """The rows, or the form's blank lines."""
        return self.rows or (BLANK_ROW,) * BLANK_LINES


@dataclass(frozen=True, slots=True)
class LiaisonPaper:
    """The list of one city and year: all three groups in source order, also the empty ones."""

    filler: str
    year: int
    groups: tuple[LiaisonGroup, ...]
    stamp: PaperStamp
    contact: str = ""

    title = LIAISON_TITLE
    heads = ("类别", "单位", "姓名", "职务", "联系方式")
    note = NOTE.format(due="3月15日")

    @property
    def filler_line(self) -> str:
        return f"{self.filler}{FILLED_BY}"

    @property
    def period(self) -> str:
        return f"{self.year}年"

    @property
    def line(self) -> str:
        return self.stamp.line(f"{self.filler}{self.period}")
