"""Files of the months: 回执表 (O8), 月调度台账 (O9), the province's workbook (O10), 通报."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from reports.builders import ledger_paper, merged_workbook
from reports.bulletins.paper import bulletin_paper
from reports.documents import BulletinPaper, LedgerPaper, LiaisonPaper, MergedWorkbook
from reports.liaisons import liaison_paper
from reports.models import Bulletin, CityMonth, LiaisonList, Merge, OutputJob
from reports.outputs.kinds import PDF, XLSX, OutputKind, name_of
from reports.outputs.progress import Progress
from reports.permissions import (
    can_export_merge,
    can_print_bulletin,
    can_print_list,
    can_print_month,
)


def named(*parts: str) -> str:
    """太原市_2026年3月调度台账; a rehearsal says so first."""
    return name_of(*parts, rehearsal=settings.DEMO)


def version_word(paper: Any) -> str:
    return "草稿" if paper.stamp.draft else f"v{paper.stamp.version}"


def paper_version(paper: Any) -> str:
    return paper.stamp.data_version


def pdf_by(name: str) -> Callable[[Any, Path, Progress], None]:
    """A writer of reports.outputs.papers, which loads Pango only when a file is made."""

    def render(document: Any, target: Path, progress: Progress) -> None:
        from reports.outputs import papers  # noqa: PLC0415 - loads Pango

        getattr(papers, name)(document, target, progress)

    return render


# --- O8 -----------------------------------------------------------------------------------


def build_liaisons(job: OutputJob) -> LiaisonPaper:
    return liaison_paper(job.liaison_list, reader=job.requested_by, version=job.version)


def write_liaisons(paper: LiaisonPaper, target: Path, progress: Progress) -> None:
    from reports.outputs import annex_xlsx  # noqa: PLC0415 - only who writes a workbook loads it

    annex_xlsx.write_liaison(paper, target, progress)


def name_liaisons(job: OutputJob, paper: LiaisonPaper) -> str:
    return named(job.liaison_list.city.name, paper.period, "工作联络员回执表", version_word(paper))


# --- O9 -----------------------------------------------------------------------------------


def build_ledger(job: OutputJob) -> LedgerPaper:
    return ledger_paper(job.city_month, job.version)


def write_ledger(paper: LedgerPaper, target: Path, progress: Progress) -> None:
    from reports.outputs import annex_xlsx  # noqa: PLC0415 - only who writes a workbook loads it

    annex_xlsx.write_ledger(paper, target, progress)


def name_ledger(job: OutputJob, paper: LedgerPaper) -> str:
    return named(job.city_month.city.name, f"{paper.period}调度台账", version_word(paper))


# --- O10 ----------------------------------------------------------------------------------


def build_merged(job: OutputJob) -> MergedWorkbook:
    return merged_workbook(job.merge)


def write_merged(document: MergedWorkbook, target: Path, progress: Progress) -> None:
    from reports.outputs import merged_xlsx  # noqa: PLC0415 - only who writes a workbook loads it

    merged_xlsx.write_merged(document, target, progress)


def name_merged(job: OutputJob, document: MergedWorkbook) -> str:
    return named("山西省", f"{document.period}调度台账汇总")


# --- 通报 ---------------------------------------------------------------------------------


def build_bulletin(job: OutputJob) -> BulletinPaper:
    return bulletin_paper(job.bulletin)


def write_bulletin(paper: BulletinPaper, target: Path, progress: Progress) -> None:
    from reports.outputs import bulletin_xlsx  # noqa: PLC0415 - only who writes a workbook loads it

    bulletin_xlsx.write_bulletin_tables(paper, target, progress)


def name_bulletin(job: OutputJob, paper: BulletinPaper) -> str:
    return named(str(job.bulletin), *(["草稿"] if paper.stamp.draft else []))


# --- the kinds ----------------------------------------------------------------------------

liaisons = partial(
    OutputKind,
    number="O8",
    title="工作联络员回执表",
    subject=LiaisonList,
    allowed=can_print_list,
    build=build_liaisons,
    name=name_liaisons,
    data_version=paper_version,
)
ledger = partial(
    OutputKind,
    number="O9",
    title="月调度台账",
    subject=CityMonth,
    allowed=can_print_month,
    build=build_ledger,
    name=name_ledger,
    data_version=paper_version,
)
bulletin = partial(
    OutputKind,
    number="通报",
    title="月调度通报",
    subject=Bulletin,
    allowed=can_print_bulletin,
    build=build_bulletin,
    name=name_bulletin,
    data_version=paper_version,
)
as_pdf = {"suffix": ".pdf", "content_type": PDF}
as_workbook = {"suffix": ".xlsx", "content_type": XLSX}

LIAISON_PDF = liaisons(key="liaison_pdf", render=pdf_by("render_liaison"), **as_pdf)
LIAISON_XLSX = liaisons(key="liaison_xlsx", render=write_liaisons, **as_workbook)
LEDGER_PDF = ledger(key="ledger_pdf", render=pdf_by("render_ledger"), **as_pdf)
LEDGER_XLSX = ledger(key="ledger_xlsx", render=write_ledger, **as_workbook)
BULLETIN_PDF = bulletin(key="bulletin_pdf", render=pdf_by("render_bulletin"), **as_pdf)
BULLETIN_XLSX = bulletin(key="bulletin_xlsx", render=write_bulletin, **as_workbook)
MERGED_XLSX = OutputKind(
    key="merged_xlsx",
    number="O10",
    title="月调度台账汇总",
    subject=Merge,
    allowed=can_export_merge,
    build=build_merged,
    render=write_merged,
    name=name_merged,
    **as_workbook,
)
