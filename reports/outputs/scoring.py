"""Files of the scoring: the sheet (O2), 评定结果 (O4), comparison (O12), 得分依据, members' sheets."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from applications.documents import (
    ComparisonTable,
    DossierDocument,
    ProofDocument,
    ScorePaper,
    WorkingSheet,
    blank_score_paper,
    blank_sheet,
    comparison_table,
    dossier_document,
    member_sheet,
    proof_document,
    score_paper,
)
from applications.models import Application, Batch
from applications.proofs import Edition, filled_sheet
from reports.models import OutputJob
from reports.outputs.kinds import NAME_LENGTH, PDF, XLSX, OutputKind, name_of
from reports.outputs.progress import Progress
from reports.permissions import (
    can_export_comparison,
    can_print_blank,
    can_print_member_sheet,
    can_print_nameless_proof,
    can_print_proof,
    can_print_result,
    can_print_scores,
)
from scoring.choices import Column

Render = Callable[[Any, Path, Progress], None]


def application_of(job: OutputJob) -> Application:
    """The application with all that the documents of its sheets look at."""
    columns = ("self_check__ruleset", "first_review__ruleset", "final_score__ruleset")
    rows = Application.objects.select_related(
        "batch__ruleset", "organisation", "city", "dossier", "panel", *columns
    )
    return rows.with_seats().get(pk=job.application_id)


def named(job: OutputJob, *parts: str) -> str:
    """第二批_太原市_青岚谷康养有限公司_初评计分得分依据; a rehearsal says so first."""
    batch = job.batch or job.application.batch
    whose = []
    if application := job.application:
        whose = [application.city.name, application.organisation.name[:NAME_LENGTH]]
    return name_of(batch.name, *whose, *filter(None, parts), rehearsal=batch.is_rehearsal)


def column_of(job: OutputJob) -> str:
    return Column(job.sheet).label if job.sheet in Column.values else Column.MEMBER.label


def pdf_by(name: str, *styles: str, watermark: str = "watermark") -> Render:
    """A writer of ``reports/outputs/<name>.html`` with ``styles`` of ``css/output``.

    ``watermark`` is where the document keeps its own.
    """

    def render(document: Any, target: Path, progress: Progress) -> None:
        from reports.outputs import pdf  # noqa: PLC0415 - loads Pango

        pdf.write_pdf(
            f"reports/outputs/{name}.html",
            {"document": document},
            target,
            styles=tuple(f"css/output/{style}.css" for style in styles),
            watermark=attrgetter(watermark)(document),
            progress=progress,
        )

    return render


def workbook_by(name: str) -> Render:
    """A writer of reports.outputs.score_xlsx."""

    def render(document: Any, target: Path, progress: Progress) -> None:
        from reports.outputs import score_xlsx  # noqa: PLC0415 - only who writes one loads it

        getattr(score_xlsx, name)(document, target, progress)

    return render


# --- 得分依据 -----------------------------------------------------------------------------


def build_proof(job: OutputJob, edition: Edition) -> ProofDocument:
    filled = filled_sheet(application_of(job), job.sheet)
    return proof_document(filled, reader=job.requested_by, edition=edition)


def name_proof(job: OutputJob, document: ProofDocument) -> str:
    seat = "" if job.sheet in Column.values else job.sheet.replace("seat-", "席位")
    return named(job, document.head.title, seat, document.head.edition.label)


def proof(edition: Edition, **fields: Any) -> OutputKind:
    allowed = {Edition.NAMED: can_print_proof, Edition.NAMELESS: can_print_nameless_proof}
    return OutputKind(
        number="得分依据",
        title=f"得分依据，{edition.label}",
        subject=Application,
        of_sheet=True,
        allowed=allowed[edition],
        build=partial(build_proof, edition=edition),
        name=name_proof,
        data_version=lambda document: document.head.data_version,
        **fields,
    )


# --- O2, P-09 -----------------------------------------------------------------------------


def build_scores(job: OutputJob) -> ScorePaper:
    return score_paper(application_of(job), reader=job.requested_by, column=job.sheet)


def name_scores(job: OutputJob, paper: ScorePaper) -> str:
    version = paper.data_version.split(" · ")[0].removeprefix("版本 ")
    return named(job, f"{column_of(job) if job.sheet else ''}评分表", version)


def build_blank_form(job: OutputJob) -> ScorePaper:
    return blank_score_paper(job.batch)


def build_blank_sheet(job: OutputJob) -> WorkingSheet:
    return blank_sheet(job.batch)


def build_member_sheet(job: OutputJob) -> WorkingSheet:
    return member_sheet(filled_sheet(application_of(job), job.sheet))


# --- O4, O12 ------------------------------------------------------------------------------


def build_result(job: OutputJob) -> DossierDocument:
    return dossier_document(application_of(job), reader=job.requested_by)


def build_comparison(job: OutputJob) -> ComparisonTable:
    return comparison_table(application_of(job), reader=job.requested_by)


# --- the kinds ----------------------------------------------------------------------------

as_pdf = {"suffix": ".pdf", "content_type": PDF}
as_workbook = {"suffix": ".xlsx", "content_type": XLSX}
proof_pdf = {"render": pdf_by("proof", "proof", watermark="head.watermark"), **as_pdf}
scores_by_pdf = {"render": pdf_by("scores", "dossier", "scores"), **as_pdf}
scores_by_workbook = {"render": workbook_by("write_scores"), **as_workbook}
working_sheet = {"render": pdf_by("working_sheet", "across", "working_sheet"), **as_pdf}
proof_workbook = {"render": workbook_by("write_proof"), **as_workbook}
scores = partial(
    OutputKind,
    number="O2",
    title="评分表",
    subject=Application,
    of_sheet=True,
    allowed=can_print_scores,
    build=build_scores,
    name=name_scores,
)
blank = partial(
    OutputKind,
    number="O2",
    subject=Batch,
    allowed=can_print_blank,
)
blank_form = partial(
    blank,
    title="空白评分表",
    build=build_blank_form,
    name=lambda job, paper: named(job, "空白评分表"),
)

SCORING = (
    proof(Edition.NAMED, key="proof_pdf", **proof_pdf),
    proof(Edition.NAMED, key="proof_xlsx", **proof_workbook),
    proof(Edition.NAMELESS, key="proof_nameless_pdf", **proof_pdf),
    proof(Edition.NAMELESS, key="proof_nameless_xlsx", **proof_workbook),
    scores(key="scores_pdf", **scores_by_pdf),
    scores(key="scores_xlsx", **scores_by_workbook),
    blank_form(key="blank_form_pdf", **scores_by_pdf),
    blank_form(key="blank_form_xlsx", **scores_by_workbook),
    blank(
        key="blank_sheet_pdf",
        title="现场评分记录表（空白）",
        build=build_blank_sheet,
        name=lambda job, sheet: named(job, "现场评分记录表", "空白"),
        **working_sheet,
    ),
    OutputKind(
        key="member_sheet_pdf",
        number="P-09",
        title="评定组成员评分表",
        subject=Application,
        of_sheet=True,
        allowed=can_print_member_sheet,
        build=build_member_sheet,
        name=lambda job, sheet: named(job, "成员评分表", job.sheet.replace("seat-", "席位")),
        **working_sheet,
    ),
    OutputKind(
        key="result_pdf",
        number="O4",
        title="七、评定结果",
        subject=Application,
        allowed=can_print_result,
        build=build_result,
        render=pdf_by("result", "dossier", watermark="stamp.watermark"),
        name=lambda job, document: named(job, "评定结果"),
        data_version=lambda document: document.stamp.data_version,
        **as_pdf,
    ),
    OutputKind(
        key="comparison_xlsx",
        number="O12",
        title="各栏对照",
        subject=Application,
        allowed=can_export_comparison,
        build=build_comparison,
        render=workbook_by("write_comparison"),
        name=lambda job, table: named(job, "各栏对照"),
        **as_workbook,
    ),
)
