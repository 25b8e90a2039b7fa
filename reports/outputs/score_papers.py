"""The papers of the scoring as PDF; loads Pango, so only who makes a file imports it."""

from pathlib import Path

from applications.documents import DossierDocument, ProofDocument, ScorePaper, WorkingSheet
from reports.outputs import pdf
from reports.outputs.progress import Progress, silent

DOSSIER_STYLE = "css/output/dossier.css"
ACROSS_STYLE = "css/output/across.css"


def render_proof(document: ProofDocument, target: Path, progress: Progress = silent) -> None:
    """得分依据, A4 upright: one row a leaf."""
    pdf.write_pdf(
        "reports/outputs/proof.html",
        {"document": document},
        target,
        styles=("css/output/proof.css",),
        watermark=document.head.watermark,
        progress=progress,
    )


def render_scores(paper: ScorePaper, target: Path, progress: Progress = silent) -> None:
    """O2: part six as the 报告书 prints it."""
    pdf.write_pdf(
        "reports/outputs/scores.html",
        {"document": paper},
        target,
        styles=(DOSSIER_STYLE, "css/output/scores.css"),
        watermark=paper.watermark,
        progress=progress,
    )


def render_result(document: DossierDocument, target: Path, progress: Progress = silent) -> None:
    """O4: part seven as the 报告书 prints it, one page to be signed."""
    pdf.write_pdf(
        "reports/outputs/result.html",
        {"document": document},
        target,
        styles=(DOSSIER_STYLE,),
        watermark=document.stamp.watermark,
        progress=progress,
    )


def render_working_sheet(sheet: WorkingSheet, target: Path, progress: Progress = silent) -> None:
    """A sheet to write on, A4 across, with room for what is found on site."""
    pdf.write_pdf(
        "reports/outputs/working_sheet.html",
        {"document": sheet},
        target,
        styles=(ACROSS_STYLE, "css/output/working_sheet.css"),
        watermark=sheet.watermark,
        progress=progress,
    )
