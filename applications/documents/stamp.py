"""What ties a printed page to the data behind it (G-10), and how dates are written."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

CHINESE_DIGITS = "〇一二三四五六七八九"
#: How every file of a rehearsal begins: its name, its lines, what stands across its pages.
REHEARSAL = "演练"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Batch, version and check codes of one paper; ``version`` None means working data.

    初评 and 评定 have codes of their own, because their scans are bound to them.
    """

    batch: str
    printed_at: datetime
    version: int | None = None
    check_code: str = ""
    review_code: str = ""
    final_code: str = ""
    rehearsal: bool = False

    @property
    def draft(self) -> bool:
        return self.version is None

    @property
    def code(self) -> str:
        """That of the last step that the paper shows: 评定, 初评 or the submitted version."""
        return self.final_code or self.review_code or self.check_code

    @property
    def data_version(self) -> str:
        """Which data the paper shows: «版本 v3 · 校验码 1A2B3C4D», or the minute of a draft."""
        if self.draft:
            return f"草稿 · {minute(self.printed_at)}"
        parts = [f"版本 v{self.version}", f"校验码 {self.check_code}"]
        parts += [f"初评 {self.review_code}"] if self.review_code else []
        parts += [f"评定 {self.final_code}"] if self.final_code else []
        return " · ".join(parts)

    @property
    def line(self) -> str:
        """The footer: «第二批 · 版本 v3 · 校验码 1A2B3C4D»."""
        return line_of(self.batch, self.data_version, rehearsal=self.rehearsal)

    @property
    def watermark(self) -> str:
        """What stands across each page: 草稿, 演练, both or nothing."""
        return watermark_of(rehearsal=self.rehearsal, draft=self.draft)


def line_of(*parts: str, rehearsal: bool) -> str:
    """One line of a paper or a workbook: «演练 · 第二批 · 校验码 1A2B3C4D»."""
    return " · ".join([REHEARSAL, *parts] if rehearsal else parts)


def watermark_of(*, rehearsal: bool, draft: bool = False) -> str:
    """What stands across each page: 演练, 草稿, both or nothing."""
    words = [(REHEARSAL, rehearsal), ("草稿", draft)]
    return " ".join(word for word, shown in words if shown)


def minute(moment: datetime) -> str:
    """2023年8月3日 10:21, in Asia/Shanghai."""
    local = timezone.localtime(moment)
    return f"{full_date(local.date())} {local:%H:%M}"


def full_date(day: date | None) -> str:
    """2023年8月3日, without leading zeros (GB/T 9704); empty for no day."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def chinese_month(day: date | None) -> str:
    """二〇二三年八月, with U+3007 for zero; the form's blank line for no day."""
    if day is None:
        return "二〇　　年　　月"
    year = "".join(CHINESE_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{numeral(day.month)}月"


def numeral(number: int) -> str:
    """一 to 十九, as months and headings are counted."""
    tens, units = divmod(number, 10)
    return ("十" if tens else "") + (CHINESE_DIGITS[units] if units else "")
