"""The data of the monthly ledger (O9): 晋文旅发〔2024〕7号, annex 2."""

from dataclasses import dataclass
from typing import ClassVar

from reports.documents.annex import NOTE, Annex
from reports.documents.stamp import PaperStamp


def ledger_heads(month: int) -> tuple[str, ...]:
    """The six official columns."""
    progress = f"（{month}）月份工作进展"
    return "单位类型", "单位名称", "年度目标", "年度重点任务", "工作进度安排", progress


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One organisation; paragraphs are parted by a line end."""

    unit: str
    goal: str
    tasks: str
    schedule: str
    progress: str

    @property
    def texts(self) -> tuple[str, ...]:
        return self.unit, self.goal, self.tasks, self.schedule, self.progress


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """One 单位类型 by its official label."""

    kind: str
    rows: tuple[LedgerRow, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerPaper(Annex):
    """One month of one city: all three groups in source order, also the empty ones.

    ``filler`` is the 市文化和旅游局; ``contact`` a line about whom to ask, or empty.
    """

    filler: str
    year: int
    month: int
    groups: tuple[LedgerGroup, ...]
    stamp: PaperStamp
    contact: str = ""

    title_lines: ClassVar = ("文旅康养集聚区及文旅康养示范区和创建单位重点工作", "月调度台账")
    template: ClassVar = "ledger-1"
    note: ClassVar = NOTE.format(due="每月底")

    @property
    def heads(self) -> tuple[str, ...]:
        return ledger_heads(self.month)

    @property
    def period(self) -> str:
        return f"{self.year}年{self.month}月"
