"""The data of the batch summary (O11), as one reader may see it."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from applications.documents.score_table import Triple
from applications.documents.stamp import minute

NOTHING: Triple = (None, None, None)


@dataclass(frozen=True, slots=True)
class SummaryUnit:
    """One application: its place, its declared figures (万元, 平方公里), marks and state.

    Each triple is 自检, 初评, 评定; None is blank or not to be seen.
    """

    city: str
    region_code: str
    unit: str
    zone: str
    state: str
    credit_code: str = ""
    version: int | None = None
    check_code: str = ""
    area_km2: Decimal | None = None
    invested_wan: Decimal | None = None
    audited_wan: Decimal | None = None
    employees: int | None = None
    year_revenue_wan: Decimal | None = None
    year_visits: int | None = None
    half_year_revenue_wan: Decimal | None = None
    half_year_visits: int | None = None
    totals: Triple = NOTHING
    sections: dict[str, Triple] = field(default_factory=dict)
    marks: dict[str, Triple] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SummaryItem:
    """A 大项 or a leaf of the standard; ``section`` is the 大项 that a leaf stands under."""

    number: str
    text: str
    points: int
    section: str


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One slot of the catalogue for one application, and what lies in it."""

    city: str
    unit: str
    code: str
    title: str
    supplier: str
    required: bool
    files: int
    pages: int | None
    last_upload: datetime | None
    waived: str

    @property
    def state(self) -> str:
        if self.files:
            return "已上传"
        if self.waived:
            return "不适用"
        return "缺" if self.required else "未提供"


@dataclass(frozen=True, slots=True)
class ContactRow:
    city: str
    unit: str
    zone: str
    contact: str
    phone: str
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """``contacts`` is None for readers who may not see telephone numbers in full."""

    batch: str
    notice_number: str
    rehearsal: bool
    printed_at: datetime
    year_label: str
    half_year_label: str
    units: tuple[SummaryUnit, ...]
    sections: tuple[SummaryItem, ...]
    leaves: tuple[SummaryItem, ...]
    materials: tuple[MaterialRow, ...]
    contacts: tuple[ContactRow, ...] | None

    @property
    def data_version(self) -> str:
        return f"数据时间 {minute(self.printed_at)}"
