"""What ties a paper of the monthly part to the data behind it (G-10)."""

from dataclasses import dataclass
from datetime import datetime

from applications.documents.stamp import Stamp


@dataclass(frozen=True, slots=True)
class PaperStamp:
    """Version and check code of one paper; a draft is known by its minute instead."""

    version: int
    check_code: str
    draft: bool
    rehearsal: bool
    printed_at: datetime

    def line(self, subject: str) -> str:
        """The footer: «太原市文化和旅游局2024年3月 · 版本 v3 · 校验码 1A2B3C4D»."""
        return self._of(subject).line

    @property
    def data_version(self) -> str:
        return self._of("").data_version

    @property
    def watermark(self) -> str:
        """What stands across each page: 草稿, 演练, both or nothing."""
        return self._of("").watermark

    def _of(self, subject: str) -> Stamp:
        return Stamp(
            batch=subject,
            printed_at=self.printed_at,
            version=None if self.draft else self.version,
            check_code=self.check_code,
            rehearsal=self.rehearsal,
        )
