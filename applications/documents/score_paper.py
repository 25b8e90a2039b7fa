"""Part 六 by itself (O2): three columns, one of them, or none for the empty form."""

from dataclasses import dataclass, replace

from applications.documents.dossier_builder import dossier_document
from applications.documents.score_table import ScoreTable, score_table
from applications.documents.stamp import line_of
from applications.models import Application, Batch
from applications.proofs import COLUMNS
from portal.models import User


@dataclass(frozen=True, slots=True)
class ScorePaper:
    """``line`` stands at the foot of each page; unit, zone and code are empty on the empty form."""

    batch: str
    rehearsal: bool
    unit: str
    zone: str
    scores: ScoreTable
    line: str
    data_version: str
    watermark: str
    code: str = ""


def score_paper(application: Application, *, reader: User, column: str = "") -> ScorePaper:
    """The sheet as part 六 of the 报告书 that ``reader`` would get now; ``column`` that one alone."""
    document = dossier_document(application, reader=reader)
    stamp = document.stamp
    return ScorePaper(
        batch=stamp.batch,
        rehearsal=stamp.rehearsal,
        unit=document.cover.applicant,
        zone=document.cover.zone_name,
        scores=_only(document.scores, COLUMNS.index(column)) if column else document.scores,
        line=stamp.line,
        data_version=stamp.data_version,
        watermark=stamp.watermark,
        code=stamp.code,
    )


def blank_score_paper(batch: Batch) -> ScorePaper:
    """The official form with nothing filled in."""
    parts = [batch.name, str(batch.ruleset), "空白表"]
    return ScorePaper(
        batch=batch.name,
        rehearsal=batch.is_rehearsal,
        unit="",
        zone="",
        scores=score_table(batch.ruleset_id, (None, None, None)),
        line=line_of(*parts, rehearsal=batch.is_rehearsal),
        data_version="空白表",
        watermark="",
    )


def _only(table: ScoreTable, place: int) -> ScoreTable:
    """The other two columns empty."""

    def cells(row):
        return tuple(cell if n == place else "" for n, cell in enumerate(row.cells))

    totals = tuple(total if n == place else None for n, total in enumerate(table.totals))
    return ScoreTable(tuple(replace(row, cells=cells(row)) for row in table.rows), totals)
