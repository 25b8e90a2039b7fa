"""The list of applications as a workbook (O16): what its filter finds, as its reader may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import QueryDict

from applications import listing
from applications.documents.masks import masked_phone
from applications.documents.stamp import minute
from applications.forms.filters import ApplicationFilter
from applications.listing import Line
from applications.models import Batch
from applications.permissions import can_export_list, can_read_dossier, can_see_phones, shows_totals
from portal import clock
from portal.models import User
from reports.models import OutputJob
from reports.outputs.kinds import XLSX, OutputKind, name_of
from reports.outputs.progress import OutputError, Progress
from reports.outputs.sheets import Column, Heading, Table, write_tables

PLACE = (
    Column("市", 9),
    Column("县（市、区）", 11),
    Column("申报单位", 26),
    Column("示范区名称", 20),
    Column("状态", 12),
    Column("办理单位", 20),
    Column("截止时间", 17, "moment"),
    Column("剩余时间", 10),
    Column("退回轮次", 7, "count"),
    Column("最近催办", 17, "moment"),
)
TOTALS = (Column("自检总分", 8, "mark"), Column("初评总分", 8, "mark"))
REST = (
    Column("提交时间", 17, "moment"),
    Column("联系人", 10),
    Column("联系电话", 20),
)


@dataclass(frozen=True, slots=True)
class ListPaper:
    """The lines that one filter found at one moment; ``reader`` is who may read them."""

    batch: Batch
    words: str
    lines: tuple[Line, ...]
    reader: User
    printed_at: datetime

    @property
    def data_version(self) -> str:
        return f"截至 {minute(self.printed_at)}"


def build_list(job: OutputJob) -> ListPaper:
    """Asks the filter again, as its reader may see the applications now."""
    found = ApplicationFilter(QueryDict(job.query), job.requested_by)
    if not found.form.is_valid() or found.unknown:
        raise OutputError("筛选条件已不能使用，请回到申报列表重新筛选后导出。")
    rows = found.qs.filter(batch=job.batch)
    picked = len(found.form.cleaned_data.get("pick") or [])
    words = [*found.words, *([f"勾选的{picked}件"] if picked else [])]
    return ListPaper(
        batch=job.batch,
        words="；".join(words),
        lines=tuple(listing.lines(rows, job.requested_by)),
        reader=job.requested_by,
        printed_at=clock.now(),
    )


def render_list(paper: ListPaper, target: Path, progress: Progress) -> None:
    title = f"{paper.batch.name}申报列表"
    source = f"条件：{paper.words}　共{len(paper.lines)}件　截至：{minute(paper.printed_at)}"
    totals = TOTALS if shows_totals(paper.reader) else ()
    columns = (*PLACE, *totals, *REST)
    table = Table("申报列表", columns, _rows(paper, with_totals=bool(totals)), frozen_columns=3)
    heading = Heading.of(title, source, title, rehearsal=paper.batch.is_rehearsal)
    write_tables(target, heading, [table], properties={"title": title}, progress=progress)


def _rows(paper: ListPaper, *, with_totals: bool) -> Iterator[list[Any]]:
    for line in paper.lines:
        row = line.application
        totals = [row.self_check_total, row.first_review_total] if with_totals else []
        yield [
            row.city.name,
            row.organisation.county.name if row.organisation.county else "",
            row.organisation.name,
            line.zone,
            row.get_status_display(),
            line.holder,
            row.due,
            line.left,
            row.rounds or None,
            line.urged.sent_at if line.urged else None,
            *totals,
            row.submitted_at,
            *_contact(line, paper.reader),
        ]


def _contact(line: Line, reader: User) -> tuple[str, str]:
    """Nothing of a draft that is closed; a number in full only for those who may have it."""
    row = line.application
    if not can_read_dossier(reader, row):
        return "", ""
    phone = row.dossier.contact_phone
    full = can_see_phones(reader, row)
    return row.dossier.contact_name, phone if full else masked_phone(phone)


def name_list(job: OutputJob, paper: ListPaper) -> str:
    return name_of(paper.batch.name, "申报列表", rehearsal=paper.batch.is_rehearsal)


APPLICATION_LIST = OutputKind(
    key="application_list",
    number="O16",
    title="申报列表",
    suffix=".xlsx",
    content_type=XLSX,
    subject=Batch,
    allowed=can_export_list,
    build=build_list,
    render=render_list,
    name=name_list,
    of_query=True,
)
