"""Files of the evaluation: the 报告书 (O1) and the summary of a batch (O11)."""

from pathlib import Path

from applications.documents import (
    BatchSummary,
    DossierDocument,
    NoSuchVersion,
    batch_summary,
    dossier_document,
)
from applications.models import Application, Batch
from reports.models import OutputJob
from reports.outputs.kinds import NAME_LENGTH, PDF, XLSX, OutputKind, name_of
from reports.outputs.progress import OutputError, Progress
from reports.permissions import can_export_summary, can_print_dossier

# --- O1 -----------------------------------------------------------------------------------


def build_dossier(job: OutputJob) -> DossierDocument:
    rows = Application.objects.select_related(
        "batch__ruleset",
        "organisation",
        "city",
        "dossier",
        "self_check",
        "first_review",
        "final_score",
    )
    application = rows.get(pk=job.application_id)
    try:
        return dossier_document(application, reader=job.requested_by, version=job.version)
    except NoSuchVersion as refusal:
        raise OutputError(str(refusal)) from refusal


def render_dossier(document: DossierDocument, target: Path, progress: Progress) -> None:
    from reports.outputs import pdf  # noqa: PLC0415 - loads Pango, which a web process need not

    pdf.write_pdf(
        "reports/outputs/dossier.html",
        {"document": document},
        target,
        styles=(
            "css/output/dossier.css",
            *(["css/output/duplex.css"] if document.duplex else []),
        ),
        watermark=document.stamp.watermark,
        progress=progress,
    )


def name_dossier(job: OutputJob, document: DossierDocument) -> str:
    application, stamp = job.application, document.stamp
    version = "草稿" if stamp.draft else f"v{stamp.version}"
    unit = document.cover.applicant[:NAME_LENGTH] or application.organisation.name[:NAME_LENGTH]
    parts = [stamp.batch, application.city.name, unit, "评定申请报告书", version]
    return name_of(*parts, rehearsal=stamp.rehearsal)


# --- O11 ----------------------------------------------------------------------------------


def build_summary(job: OutputJob) -> BatchSummary:
    return batch_summary(job.batch, reader=job.requested_by)


def render_summary(document: BatchSummary, target: Path, progress: Progress) -> None:
    from reports.outputs import xlsx  # noqa: PLC0415 - only who writes a workbook loads the writer

    xlsx.write_batch_summary(document, target, progress)


def name_summary(job: OutputJob, document: BatchSummary) -> str:
    return name_of(document.batch, "批次汇总", rehearsal=document.rehearsal)


DOSSIER = OutputKind(
    key="dossier",
    number="O1",
    title="文旅康养示范区评定申请报告书",
    suffix=".pdf",
    content_type=PDF,
    subject=Application,
    allowed=can_print_dossier,
    build=build_dossier,
    render=render_dossier,
    name=name_dossier,
    data_version=lambda document: document.stamp.data_version,
)
BATCH_SUMMARY = OutputKind(
    key="batch_summary",
    number="O11",
    title="批次汇总表",
    suffix=".xlsx",
    content_type=XLSX,
    subject=Batch,
    allowed=can_export_summary,
    build=build_summary,
    render=render_summary,
    name=name_summary,
)
