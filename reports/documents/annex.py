"""What both annexes of 晋文旅发〔2024〕7号 have in common."""

from typing import ClassVar

from reports.documents.stamp import PaperStamp

#: The note under both forms, without the mailbox that the notice prints.
NOTE = (
    "（此表可扩展。填报时，请对应文旅康养集聚区、文旅康养示范区、"
    "文旅康养示范区创建单位类别，进行填报，并于{due}前报送。）"
)
#: Lines that the form has where nothing is filled in.
BLANK_LINES = 2

#: 单位类型 and the texts of its rows.
PrintedGroup = tuple[str, tuple[tuple[str, ...], ...]]


class Annex:
    """A form of the notice, filled in for one city: groups of rows under official heads.

    Every row has ``texts``: its cells beside that of the group, in the order of ``heads``.
    """

    __slots__ = ()

    title_lines: ClassVar[tuple[str, ...]]
    filled_by: ClassVar[str] = "（市级文旅部门填报）"
    note: ClassVar[str]
    #: The template's name, by which a workbook is known when it comes back.
    template: ClassVar[str]
    filler: str
    groups: tuple
    stamp: PaperStamp
    heads: tuple[str, ...]
    period: str

    @property
    def title(self) -> str:
        return "".join(self.title_lines)

    @property
    def line(self) -> str:
        """The footer: «太原市文化和旅游局2024年3月 · 版本 v3 · 校验码 1A2B3C4D»."""
        return self.stamp.line(f"{self.filler}{self.period}")

    @property
    def printed_groups(self) -> tuple[PrintedGroup, ...]:
        """All groups; one without rows gets the form's blank lines."""
        blank = (("",) * (len(self.heads) - 1),) * BLANK_LINES
        return tuple(
            (group.kind, tuple(row.texts for row in group.rows) or blank) for group in self.groups
        )
