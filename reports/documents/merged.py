"""The data of the provincial workbook (O10): all cities, the matrix, 调度排队, figures."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from applications.documents.stamp import minute
from reports.documents.ledger import LedgerGroup


@dataclass(frozen=True, slots=True)
class MergedCity:
    """The ledger of one city as merged; ``submitted_at`` None: nothing was handed in."""

    city: str
    version: int
    check_code: str
    submitted_at: datetime | None
    is_late: bool
    groups: tuple[LedgerGroup, ...]

    @property
    def state(self) -> str:
        if self.submitted_at is None:
            return "未报送"
        return "逾期" if self.is_late else "按时"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One organisation; a word for each month from 1月. ``rate`` is a share of 1."""

    city: str
    kind: str
    unit: str
    cells: tuple[str, ...]
    on_time: int
    late: int
    missing: int
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class RankRow:
    """One place of 调度排队: shares of 1, ``light`` a word; ``name`` a city or an organisation."""

    rank: int | None
    name: str
    on_time_rate: Decimal | None
    progress: Decimal | None
    light: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of a year task, in ``unit_word``; ``rate`` is cumulative by target, a share of 1."""

    city: str
    unit: str
    task: str
    indicator: str
    unit_word: str
    month: Decimal | None
    cumulative: Decimal | None
    target: Decimal | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One 重大项目; money in 万元, ``progress`` in words."""

    city: str
    unit: str
    name: str
    investment_wan: Decimal | None
    completed_wan: Decimal | None
    stage: str
    progress: str


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A text changed after the province had merged: in which column, from what, to what."""

    city: str
    unit: str
    column: str
    before: str
    after: str
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class MergedWorkbook:
    """One month of the province; cities and rows stand in official order."""

    year: int
    month: int
    printed_at: datetime
    rehearsal: bool
    cities: tuple[MergedCity, ...]
    matrix: tuple[MatrixRow, ...]
    city_ranks: tuple[RankRow, ...]
    unit_ranks: tuple[RankRow, ...]
    figures: tuple[FigureRow, ...]
    projects: tuple[ProjectRow, ...]
    corrections: tuple[CorrectionRow, ...]

    @property
    def period(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def data_version(self) -> str:
        return f"数据时间 {minute(self.printed_at)}"
