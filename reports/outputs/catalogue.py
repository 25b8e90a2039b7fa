"""What leaves as a file."""

from portal.models import User
from reports.outputs.evaluation import BATCH_SUMMARY, DOSSIER
from reports.outputs.kinds import OutputKind, Subject
from reports.outputs.monthly import (
    BULLETIN_PDF,
    BULLETIN_XLSX,
    LEDGER_PDF,
    LEDGER_XLSX,
    LIAISON_PDF,
    LIAISON_XLSX,
    MERGED_XLSX,
)
from reports.outputs.scoring import SCORING

KINDS = {
    kind.key: kind
    for kind in (
        DOSSIER,
        BATCH_SUMMARY,
        LIAISON_PDF,
        LIAISON_XLSX,
        LEDGER_PDF,
        LEDGER_XLSX,
        MERGED_XLSX,
        BULLETIN_PDF,
        BULLETIN_XLSX,
        *SCORING,
    )
}


def get(key: str) -> OutputKind:
    """The kind of that key. Raises KeyError."""
    return KINDS[key]


def slot_of(
    kind: str, subject: Subject, version: int | None, user: User, *, sheet: str = ""
) -> str:
    """File, subject, version or sheet, and reader in one word: at most one live job each."""
    return f"{kind}:{subject.pk}:{sheet or version or 0}:{user.pk}"
