"""What the papers of an application and of a batch say; how they are printed is reports.outputs."""

from applications.documents.comparison_table import ComparisonTable, comparison_table
from applications.documents.dossier import DossierDocument
from applications.documents.dossier_builder import NoSuchVersion, dossier_document
from applications.documents.proof import ProofDocument
from applications.documents.proof_builder import proof_document
from applications.documents.recommendation import RecommendationPaper
from applications.documents.score_paper import ScorePaper, blank_score_paper, score_paper
from applications.documents.sheet_data import sheet_data
from applications.documents.summary import BatchSummary
from applications.documents.summary_builder import batch_summary
from applications.documents.working_sheet import WorkingSheet, blank_sheet, member_sheet

__all__ = [
    "BatchSummary",
    "ComparisonTable",
    "DossierDocument",
    "NoSuchVersion",
    "ProofDocument",
    "RecommendationPaper",
    "ScorePaper",
    "WorkingSheet",
    "batch_summary",
    "blank_score_paper",
    "blank_sheet",
    "comparison_table",
    "dossier_document",
    "member_sheet",
    "proof_document",
    "score_paper",
    "sheet_data",
]
