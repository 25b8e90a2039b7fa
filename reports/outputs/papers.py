"""The papers of the monthly part as PDF; loads Pango, so only who makes a file imports it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reports.documents import BulletinPaper, LedgerPaper, LiaisonPaper
from reports.documents.annex import Annex
from reports.outputs import pdf
from reports.outputs.progress import Progress, silent
from reports.outputs.sheets import lines_of

ANNEX = "reports/outputs/annex.html"
ANNEX_STYLE = "css/output/annex.css"
ACROSS_STYLE = "css/output/across.css"
CHART_STYLES = ("css/tokens.css", "css/components/charts.css")
#: The narrowest column of texts, in characters of half a Chinese one.
NARROWEST = 20
#: A row of more lines may be broken: kept whole it would leave half a page empty.
WHOLE = 18


def render_ledger(paper: LedgerPaper, target: Path, progress: Progress = silent) -> None:
    """O9 as annex 2 of the notice, A4 across."""
    context = {"document": paper, "groups": list(sized_groups(paper))}
    styles = (ACROSS_STYLE, ANNEX_STYLE, "css/output/ledger.css")
    write(ANNEX, context, target, styles=styles, progress=progress)


def render_liaison(paper: LiaisonPaper, target: Path, progress: Progress = silent) -> None:
    """O8 as annex 1 of the notice, A4 upright."""
    context = {"document": paper, "groups": list(sized_groups(paper))}
    write(ANNEX, context, target, styles=(ANNEX_STYLE, "css/output/liaison.css"), progress=progress)


def render_bulletin(paper: BulletinPaper, target: Path, progress: Progress = silent) -> None:
    """月调度通报 as an official document by GB/T 9704-2012, without red head and seal."""
    styles = (*CHART_STYLES, ACROSS_STYLE, "css/output/bulletin.css")
    template = "reports/outputs/bulletin.html"
    write(template, {"document": paper}, target, styles=styles, progress=progress)


def write(template: str, context: dict[str, Any], target: Path, **options: Any) -> None:
    pdf.write_pdf(
        template, context, target, watermark=context["document"].stamp.watermark, **options
    )


def sized_groups(paper: Annex) -> Iterator[tuple[str, list[tuple[str, Sequence[str], str]]]]:
    """单位类型 with its rows: name, texts, and a word for the height of the row."""
    for kind, rows in paper.printed_groups:
        yield kind, [(unit, texts, size_of(unit, texts)) for unit, *texts in rows]


def size_of(unit: str, texts: Sequence[str]) -> str:
    """``blank`` for a line of the empty form, ``long`` for a row that may be broken."""
    if not any((unit, *texts)):
        return "blank"
    return "long" if max(lines_of(text, NARROWEST) for text in texts) > WHOLE else ""
