"""The data of the monthly ledger (O9): 晋文旅发〔2024〕7号, annex 2."""

from dataclasses import dataclass

from reports.documents.stamp import PaperStamp

LEDGER_TITLE = "文旅康养集聚区及文旅康养示范区和创建单位重点工作月调度台账"
FILLED_BY = "（市级文旅部门填报）"
#: The note under both annexes, without the mailbox that the notice prints.
NOTE = (
    "（此表可扩展。填报时，请对应文旅康养集聚区、文旅康养示范区、"
    "文旅康养示范区创建单位类别，进行填报，并于{due}前报送。）"
)
#: Lines of the form where nothing is filled in.
BLANK_LINES = 2


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
        """The five columns beside 单位类型, in official order."""
        return self.unit, self.goal, self.tasks, self.schedule, self.progress


BLANK_ROW = LedgerRow("", "", "", "", "")


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """One 单位类型 by its official label."""

    kind: str
    rows: tuple[LedgerRow, ...] = ()

    @property
    def printed_rows(self) -> tuple[LedgerRow, ...]:
        """The rows, or the form's blank lines."""
        return self.rows or (BLANK_ROW,) * BLANK_LINES


@dataclass(frozen=True, slots=True)
class LedgerPaper:
    """One month of one city: all three groups in source order, also the empty ones.

    ``filler`` is the 市文化和旅游局; ``contact`` a line about whom to ask, or empty.
    """

    filler: str
    year: int
    month: int
    groups: tuple[LedgerGroup, ...]
    stamp: PaperStamp
    contact: str = ""

    title = LEDGER_TITLE
    note = NOTE.format(due="每月底")

    @property
    def heads(self) -> tuple[str, ...]:
        return (
            "单位类型",
            "单位名称",
            "年度目标",
            "年度重点任务",
            "工作进度安排",
            f"（{self.month}）月份工作进展",
        )

    @property
    def filler_line(self) -> str:
        return f"{self.filler}{FILLED_BY}"

    @property
    def period(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def line(self) -> str:
        return self.stamp.line(f"{self.filler}{self.period}")
