from applications.models.application import Application, Section
from applications.models.attachment import Attachment, CatalogueItem, NotApplicable
from applications.models.batch import Batch
from applications.models.deadline import Extension
from applications.models.dossier import Dossier, InvestmentLine, StaffingLine
from applications.models.evidence import EvidenceLink, EvidenceReview, SitePhoto
from applications.models.objection import Objection
from applications.models.opinion import CoSignature, QualificationCheck, ReviewOpinion
from applications.models.quota import Nomination, QuotaBoard
from applications.models.result import FormerResult, Receipt, Result
from applications.models.returning import ReturnPoint, ReturnRound, WithdrawalRequest
from applications.models.scoring_figures import ScoringFigures
from applications.models.snapshot import Snapshot
from applications.models.watching import CheckCount, Urge

__all__ = [
    "Application",
    "Attachment",
    "Batch",
    "CatalogueItem",
    "CheckCount",
    "CoSignature",
    "Dossier",
    "EvidenceLink",
    "EvidenceReview",
    "Extension",
    "FormerResult",
    "InvestmentLine",
    "Nomination",
    "NotApplicable",
    "Objection",
    "QualificationCheck",
    "QuotaBoard",
    "Receipt",
    "Result",
    "ReturnPoint",
    "ReturnRound",
    "ReviewOpinion",
    "ScoringFigures",
    "Section",
    "SitePhoto",
    "Snapshot",
    "StaffingLine",
    "Urge",
    "WithdrawalRequest",
]
