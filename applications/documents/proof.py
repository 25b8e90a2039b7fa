"""How every point of one sheet came about: input, rule, clause, evidence, reason, person, time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from applications.documents.stamp import line_of, minute, watermark_of
from applications.proofs import Edition
from portal.numbers import format_count
from scoring.totals import Totals

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One save of a mark; ``before`` and ``after`` None are a blank."""

    number: str
    before: int | None
    after: int | None
    by: str
    at: datetime
    reason: str

    def __str__(self) -> str:
        change = f"{self.at_text} {self.by}：{points(self.before)}→{points(self.after)}"
        return f"{change}（{self.reason}）" if self.reason else change

    @property
    def at_text(self) -> str:
        return minute(self.at)


@dataclass(frozen=True, slots=True)
class ProofHeading:
    """A group with the sum of what stands under it; ``depth`` is 1 right below the 大项."""

    number: str
    text: str
    maximum: int
    points: int
    depth: int


@dataclass(frozen=True, slots=True)
class ProofLeaf:
    """One leaf. ``by`` is a person, in the nameless edition an office; ``at`` None: never saved.

    ``beside`` are the marks of other columns by their short names.
    """

    number: str
    text: str
    maximum: int
    mark: int | None
    account: str
    rule: str
    clause: str
    checks: tuple[str, ...]
    evidence: tuple[str, ...]
    photos: tuple[str, ...]
    reason: str
    remark: str
    beside: tuple[tuple[str, int | None], ...]
    origin: str
    by: str
    at: datetime | None
    history: tuple[Change, ...] = ()

    @property
    def lost(self) -> int:
        return 0 if self.mark is None else self.maximum - self.mark

    @property
    def differs(self) -> bool:
        """Whether another column gives it other points; a blank is no difference."""
        given = {mark for _, mark in (*self.beside, ("", self.mark)) if mark is not None}
        return self.mark is not None and len(given) > 1

    @property
    def at_text(self) -> str:
        return minute(self.at) if self.at else ""

    @property
    def entry(self) -> str:
        """«现场纸质，白松岩，2023年8月3日 10:21»."""
        return "，".join(part for part in (self.origin, self.by, self.at_text) if part)

    @property
    def earlier(self) -> tuple[Change, ...]:
        """Saves that another one has followed."""
        return self.history[:-1]

    @property
    def photo_line(self) -> str:
        if not self.photos:
            return ""
        names = "、".join(name for name in self.photos if name)
        return f"{len(self.photos)}张" + (f"：{names}" if names else "")

    @property
    def facts(self) -> Facts:
        """What stands beside the mark, each with its label; nothing that is empty."""
        beside = "，".join(f"{label}{points(mark)}" for label, mark in self.beside)
        every = (
            ("得分", self.account),
            ("规则", self.rule),
            *(("核对", line) for line in self.checks),
            *(("佐证", line) for line in self.evidence or ("无佐证",)),
            ("照片", self.photo_line),
            ("理由", self.reason),
            ("备注", self.remark),
            ("对照", beside),
            ("录入", self.entry),
            *(("曾计", str(change)) for change in self.earlier),
        )
        return tuple((label, text) for label, text in every if text)


@dataclass(frozen=True, slots=True)
class ProofPart:
    """One 大项 with its headings and leaves in source order."""

    number: str
    text: str
    maximum: int
    points: int
    rows: tuple[ProofHeading | ProofLeaf, ...]

    @property
    def leaves(self) -> list[ProofLeaf]:
        return [row for row in self.rows if isinstance(row, ProofLeaf)]


@dataclass(frozen=True, slots=True)
class ProofHead:
    """Which sheet of whom by which standard, and what identifies its contents.

    ``code`` is the 校验码 of the marks; it is the same on every copy of the same marks.
    """

    batch: str
    rehearsal: bool
    city: str
    unit: str
    zone: str
    standard: str
    column: str
    holder: str
    status: str
    locked_at: datetime | None
    locked_by: str
    version: str
    code: str
    printed_at: datetime
    edition: Edition

    @property
    def title(self) -> str:
        return f"{self.column}得分依据"

    @property
    def state(self) -> str:
        """«已锁定，岳思齐，2023年8月3日 10:21»."""
        at = minute(self.locked_at) if self.locked_at else ""
        return "，".join(part for part in (self.status, self.locked_by, at) if part)

    @property
    def facts(self) -> Facts:
        every = (
            ("示范区名称", self.zone),
            ("申报单位", self.unit),
            ("批次", self.batch),
            ("评分标准", self.standard),
            ("栏", self.column),
            ("计分人", self.holder),
            ("状态", self.state),
            ("申报版本", self.version),
            ("计分校验码", self.code),
            ("生成时间", minute(self.printed_at)),
        )
        return tuple((label, text) for label, text in every if text)

    @property
    def data_version(self) -> str:
        return f"{self.column} · 计分校验码 {self.code}"

    @property
    def line(self) -> str:
        """The footer: «第二批 · 初评计分 · 计分校验码 1A2B3C4D · 内部版»."""
        parts = [self.batch, self.data_version, self.edition.label]
        return line_of(*parts, rehearsal=self.rehearsal)

    @property
    def watermark(self) -> str:
        return watermark_of(rehearsal=self.rehearsal)


@dataclass(frozen=True, slots=True)
class ProofDocument:
    """The whole sheet; ``totals`` are those of scoring.totals, and nothing is added up here."""

    head: ProofHead
    parts: tuple[ProofPart, ...]
    totals: Totals

    @property
    def leaves(self) -> list[ProofLeaf]:
        return [leaf for part in self.parts for leaf in part.leaves]

    @property
    def changes(self) -> Iterator[Change]:
        return (change for leaf in self.leaves for change in leaf.history)

    @property
    def is_named(self) -> bool:
        return self.head.edition is Edition.NAMED


def points(mark: int | None) -> str:
    """15分; 未评 for a blank."""
    return "未评" if mark is None else f"{format_count(mark)}分"
