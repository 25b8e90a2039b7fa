"""What the papers of the monthly part say; how they are printed is reports.outputs."""

from reports.documents.bulletin import BulletinPaper, BulletinSection, BulletinTable
from reports.documents.ledger import LedgerGroup, LedgerPaper, LedgerRow
from reports.documents.liaison import LiaisonGroup, LiaisonPaper, LiaisonRow
from reports.documents.merged import (
    CorrectionRow,
    FigureRow,
    MatrixRow,
    MergedCity,
    MergedWorkbook,
    ProjectRow,
    RankRow,
)
from reports.documents.stamp import PaperStamp

__all__ = [
    "BulletinPaper",
    "BulletinSection",
    "BulletinTable",
    "CorrectionRow",
    "FigureRow",
    "LedgerGroup",
    "LedgerPaper",
    "LedgerRow",
    "LiaisonGroup",
    "LiaisonPaper",
    "LiaisonRow",
    "MatrixRow",
    "MergedCity",
    "MergedWorkbook",
    "PaperStamp",
    "ProjectRow",
    "RankRow",
]
