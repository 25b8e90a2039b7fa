"""The data of 推荐汇总表: one city's choice in a batch."""

from dataclasses import dataclass
from datetime import datetime

from applications.documents.stamp import full_date, line_of, minute, watermark_of


@dataclass(frozen=True, slots=True)
class RecommendedUnit:
    """A candidate in its slot. Points are None where the reader may not see them."""

    unit: str
    zone: str
    county: str
    self_check: int | None
    first_review: int | None
    slot: int
    reason: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherUnit:
    """A unit that handed in and is not recommended; ``state`` is where it stands."""

    unit: str
    zone: str
    county: str
    self_check: int | None
    first_review: int | None
    state: str


@dataclass(frozen=True, slots=True)
class RecommendationPaper:
    """One city's sheet. A draft until every filled slot is recommended, or none is stated.

    ``check_code`` is of all that is printed but the moment; ``statement`` is 本批不推荐.
    """

    batch: str
    city: str
    quota: int
    rehearsal: bool
    draft: bool
    printed_at: datetime
    check_code: str
    recommended: tuple[RecommendedUnit, ...]
    others: tuple[OtherUnit, ...]
    waiting: int
    statement: str

    @property
    def title(self) -> str:
        return f"{self.batch}文旅康养示范区推荐汇总表"

    @property
    def bureaus(self) -> tuple[str, str]:
        """推荐单位: both sign and seal."""
        return f"{self.city}文化和旅游局", f"{self.city}民政局"

    @property
    def day(self) -> str:
        return full_date(self.printed_at.date())

    @property
    def data_version(self) -> str:
        moment = minute(self.printed_at)
        return f"草稿 · {moment}" if self.draft else f"校验码 {self.check_code} · {moment}"

    @property
    def line(self) -> str:
        """The footer: «第二批 · 太原市 · 校验码 1A2B3C4D · 2023年8月28日 10:21»."""
        return line_of(self.batch, self.city, self.data_version, rehearsal=self.rehearsal)

    @property
    def watermark(self) -> str:
        """What stands across each page: 草稿, 演练, both or nothing."""
        return watermark_of(rehearsal=self.rehearsal, draft=self.draft)
