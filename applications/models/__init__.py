from applications.models.application import Application, ReturnRound, Section
from applications.models.attachment import Attachment, CatalogueItem, NotApplicable
from applications.models.batch import Batch
from applications.models.dossier import Dossier, InvestmentLine, StaffingLine
from applications.models.evidence import EvidenceLink, EvidenceReview, SitePhoto
from applications.models.opinion import CoSignature, QualificationCheck, ReviewOpinion
from applications.models.result import Receipt, Result
from applications.models.scoring_figures import ScoringFigures
from applications.models.snapshot import Snapshot

__all__ = [
    "Application",
    "Attachment",
    "Batch",
    "CatalogueItem",
    "CoSignature",
    "Dossier",
    "EvidenceLink",
    "EvidenceReview",
    "InvestmentLine",
    "NotApplicable",
    "QualificationCheck",
    "Receipt",
    "Result",
    "ReturnRound",
    "ReviewOpinion",
    "ScoringFigures",
    "Section",
    "SitePhoto",
    "Snapshot",
    "StaffingLine",
]
