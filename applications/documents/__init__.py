"""What the papers of an application and of a batch say; how they are printed is reports.outputs."""

from applications.documents.dossier import DossierDocument
from applications.documents.dossier_builder import NoSuchVersion, dossier_document
from applications.documents.proof import ProofDocument
from applications.documents.proof_builder import proof_document
from applications.documents.sheet_data import sheet_data
from applications.documents.summary import BatchSummary
from applications.documents.summary_builder import batch_summary

__all__ = [
    "BatchSummary",
    "DossierDocument",
    "NoSuchVersion",
    "ProofDocument",
    "batch_summary",
    "dossier_document",
    "proof_document",
    "sheet_data",
]
