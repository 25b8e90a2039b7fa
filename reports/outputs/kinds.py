"""What one kind of generated file is: who may have it, what stands in it, how it is made."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from applications.documents.stamp import REHEARSAL
from applications.models import Application, Batch, QuotaBoard
from portal.access import Decision, refuse
from portal.models import User
from reports.models import Bulletin, CityMonth, LiaisonList, Merge, OutputJob
from reports.outputs.progress import Progress
from scoring.choices import Column

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How people call the kinds of file.
MEDIA = {".pdf": "PDF", ".xlsx": "Excel"}
Subject = Application | Batch | CityMonth | LiaisonList | Merge | Bulletin | QuotaBoard
#: A file name that every system takes holds none of these.
FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\t\r\n', "_"))
NAME_LENGTH = 60


def name_of(*parts: str, rehearsal: bool) -> str:
    """«演练_第二批_批次汇总»: how a file is called, before its suffix."""
    return "_".join([REHEARSAL, *parts] if rehearsal else parts)


@dataclass(frozen=True, slots=True)
class OutputKind:
    """One kind of file. ``build`` reads, ``render`` writes, ``name`` holds no personal data.

    One ``of_sheet`` is made of one sheet of an application (applications.proofs names it),
    and ``allowed`` is asked with its name. One ``of_query`` holds what a filter finds.
    """

    key: str
    number: str
    title: str
    suffix: str
    content_type: str
    subject: type[Subject]
    allowed: Callable[..., Decision]
    build: Callable[[OutputJob], Any]
    render: Callable[[Any, Path, Progress], None]
    name: Callable[[OutputJob, Any], str]
    data_version: Callable[[Any], str] = attrgetter("data_version")
    of_sheet: bool = False
    of_query: bool = False

    def may(self, user: User, subject: Subject, sheet: str = "") -> Decision:
        """Whether ``user`` may have this file of ``subject``, or of its ``sheet``, now."""
        if not isinstance(subject, self.subject):
            return refuse(f"“{self.title}”不能由所选对象生成，请返回上一页重新选择。")
        return self.allowed(user, subject, *([sheet] if self.of_sheet else []))

    def title_of(self, sheet: str) -> str:
        """The title with the column that the file is made of."""
        if not sheet:
            return self.title
        column = Column(sheet) if sheet in Column.values else Column.MEMBER
        return f"{self.title}（{column.label}）"

    @property
    def medium(self) -> str:
        """What tells two files of one title apart."""
        return MEDIA[self.suffix]

    def file_name(self, job: OutputJob, document: Any) -> str:
        """第二批_太原市_青岚谷康养有限公司_评定申请报告书_v3.pdf"""
        return self.name(job, document).translate(FORBIDDEN) + self.suffix
