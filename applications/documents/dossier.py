"""The data of 《文旅康养示范区评定申请报告书》 (O1) in the official order of its parts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applications.documents.score_table import ScoreTable
from applications.documents.stamp import Stamp, chinese_month, full_date

#: How many blank lines the form has where nothing is filled in.
BLANK_LINES = 2


@dataclass(frozen=True, slots=True)
class Cover:
    """``month`` is that of the submission, None while nothing is submitted."""

    zone_name: str
    applicant: str
    recommenders: tuple[str, str]
    month: date | None

    @property
    def recommender(self) -> str:
        return "、".join(self.recommenders)

    @property
    def month_text(self) -> str:
        return chinese_month(self.month)


@dataclass(frozen=True, slots=True)
class Basics:
    """二（一）基本信息. Money in 万元, area in 平方公里; None prints the empty form."""

    zone_name: str
    applicant: str
    credit_code: str
    nature: str
    contact: str
    phone: str
    address: str
    email: str
    area_km2: Decimal | None
    invested_wan: Decimal | None
    employees: int | None
    opened: str
    year_label: str
    half_year_label: str
    year_revenue_wan: Decimal | None
    half_year_revenue_wan: Decimal | None
    year_visits: int | None
    half_year_visits: int | None
    honours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amounts:
    """实际投资金额, 实际付款金额, 未付款金额 in 万元."""

    invested: Decimal | None
    paid: Decimal | None
    unpaid: Decimal | None


@dataclass(frozen=True, slots=True)
class InvestmentRow:
    number: int
    purpose: str
    term: str
    amounts: Amounts
    remark: str


@dataclass(frozen=True, slots=True)
class InvestmentGroup:
    """One of the ten categories; without lines the form's two blank ones are printed."""

    numeral: str
    title: str
    subtotal: Amounts
    rows: tuple[InvestmentRow, ...] = ()

    @property
    def blank_numbers(self) -> range:
        return range(1, 1 if self.rows else BLANK_LINES + 1)


@dataclass(frozen=True, slots=True)
class HeadCounts:
    """签订劳务合同, 发放工资, 社会参保, 个税申报人数."""

    contracts: int | None
    paid: int | None
    insured: int | None
    taxed: int | None


@dataclass(frozen=True, slots=True)
class StaffingRow:
    form: str
    counts: HeadCounts
    remark: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """五、初评意见; empty while the city has written none or the reader may not see it."""

    paragraphs: tuple[str, ...] = ()
    signed_on: date | None = None

    @property
    def date_text(self) -> str:
        return full_date(self.signed_on)


@dataclass(frozen=True, slots=True)
class Narratives:
    """二（二）–（四), each as paragraphs."""

    creation: tuple[str, ...] = ()
    operation: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DossierDocument:
    """The complete 报告书 as one reader may see it."""

    stamp: Stamp
    duplex: bool
    cover: Cover
    declared_on: date | None
    basics: Basics
    narratives: Narratives
    investment: tuple[InvestmentGroup, ...]
    investment_total: Amounts
    staffing: tuple[StaffingRow, ...]
    staffing_total: HeadCounts
    opinion: Opinion
    scores: ScoreTable

    @property
    def title(self) -> str:
        return f"文旅康养示范区评定申请报告书（{self.cover.zone_name}）"

    @property
    def code(self) -> str:
        """The check code of the last step that the paper shows."""
        return self.stamp.code

    @property
    def declared_text(self) -> str:
        return full_date(self.declared_on)

    @property
    def blank_staffing(self) -> range:
        return range(0 if self.staffing else BLANK_LINES)

    @property
    def final_total(self) -> int | None:
        """评定分值 of part 七 is the total of the third column, copied, never typed."""
        return self.scores.totals[2]
