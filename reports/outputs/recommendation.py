"""推荐汇总表 of one city: for paper with two seals, and as a workbook."""

from functools import partial
from pathlib import Path

from applications.documents import RecommendationPaper
from applications.models import QuotaBoard
from applications.recommendations import recommendation_paper
from reports.models import OutputJob
from reports.outputs.kinds import PDF, XLSX, OutputKind, name_of
from reports.outputs.progress import Progress
from reports.permissions import can_print_board


def build(job: OutputJob) -> RecommendationPaper:
    return recommendation_paper(job.quota_board, reader=job.requested_by)


def render(paper: RecommendationPaper, target: Path, progress: Progress) -> None:
    from reports.outputs import pdf  # noqa: PLC0415 - loads Pango, which a web process need not

    pdf.write_pdf(
        "reports/outputs/recommendation.html",
        {"document": paper},
        target,
        styles=("css/output/across.css", "css/output/recommendation.css"),
        watermark=paper.watermark,
        progress=progress,
    )


def write(paper: RecommendationPaper, target: Path, progress: Progress) -> None:
    from reports.outputs import recommendation_xlsx  # noqa: PLC0415 - only who writes one loads it

    recommendation_xlsx.write_recommendation(paper, target, progress)


def name(job: OutputJob, paper: RecommendationPaper) -> str:
    parts = [paper.batch, paper.city, "推荐汇总表", *(["草稿"] if paper.draft else [])]
    return name_of(*parts, rehearsal=paper.rehearsal)


recommendation = partial(
    OutputKind,
    number="C-06",
    title="推荐汇总表",
    subject=QuotaBoard,
    allowed=can_print_board,
    build=build,
    name=name,
)
RECOMMENDATION = (
    recommendation(key="recommendation_pdf", render=render, suffix=".pdf", content_type=PDF),
    recommendation(key="recommendation_xlsx", render=write, suffix=".xlsx", content_type=XLSX),
)
