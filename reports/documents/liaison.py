"""The data of the liaison list (O8): 晋文旅发〔2024〕7号, annex 1."""

from dataclasses import dataclass
from typing import ClassVar

from reports.documents.annex import NOTE, Annex
from reports.documents.stamp import PaperStamp


@dataclass(frozen=True, slots=True)
class LiaisonRow:
    """One person; ``phone`` holds all numbers, parted by 、, masked for who may not see them."""

    unit: str
    name: str
    position: str
    phone: str

    @property
    def texts(self) -> tuple[str, ...]:
        return self.unit, self.name, self.position, self.phone


@dataclass(frozen=True, slots=True)
class LiaisonGroup:
    """One 类别 by its official label."""

    kind: str
    rows: tuple[LiaisonRow, ...] = ()


@dataclass(frozen=True, slots=True)
class LiaisonPaper(Annex):
    """The list of one city and year: all three groups in source order, also the empty ones."""

    filler: str
    year: int
    groups: tuple[LiaisonGroup, ...]
    stamp: PaperStamp
    contact: str = ""

    title_lines: ClassVar = ("文旅康养集聚区及文旅康养示范区和创建单位", "工作联络员回执表")
    heads: ClassVar = ("类别", "单位", "姓名", "职务", "联系方式")
    template: ClassVar = "liaison-1"
    note: ClassVar = NOTE.format(due="3月15日")

    @property
    def period(self) -> str:
        return f"{self.year}年"
