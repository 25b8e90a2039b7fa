"""What leaves as a file."""

from portal.access import Decision
from portal.models import User
from reports.models import OutputJob
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
from reports.permissions import can_read_as_of

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


def may_take(user: User, job: OutputJob) -> Decision:
    """Whether ``user`` may have the finished file of ``job``, with what was read when it was made."""
    decision = get(job.kind).may(user, job.subject, job.sheet)
    if decision and job.application and job.started_at:
        return can_read_as_of(user, job.application, job.started_at)
    return decision


def slot_of(
    kind: str, subject: Subject, version: int | None, user: User, *, sheet: str = ""
) -> str:
    """File, subject, version or sheet, and reader in one word: at most one live job each."""
    return f"{kind}:{subject.pk}:{sheet or version or 0}:{user.pk}"
