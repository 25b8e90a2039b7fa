"""What leaves as a file."""

from hashlib import sha256

from portal.access import Decision
from portal.models import User
from reports.models import OutputJob
from reports.outputs.evaluation import BATCH_SUMMARY, DOSSIER
from reports.outputs.kinds import OutputKind, Subject
from reports.outputs.lists import APPLICATION_LIST
from reports.outputs.monthly import (
    BULLETIN_PDF,
    BULLETIN_XLSX,
    LEDGER_PDF,
    LEDGER_XLSX,
    LIAISON_PDF,
    LIAISON_XLSX,
    MERGED_XLSX,
)
from reports.outputs.recommendation import RECOMMENDATION
from reports.outputs.scoring import SCORING
from reports.permissions import can_read_as_of

KINDS = {
    kind.key: kind
    for kind in (
        DOSSIER,
        BATCH_SUMMARY,
        APPLICATION_LIST,
        LIAISON_PDF,
        LIAISON_XLSX,
        LEDGER_PDF,
        LEDGER_XLSX,
        MERGED_XLSX,
        BULLETIN_PDF,
        BULLETIN_XLSX,
        *SCORING,
        *RECOMMENDATION,
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
    kind: str,
    subject: Subject,
    version: int | None,
    user: User,
    *,
    sheet: str = "",
    query: str = "",
) -> str:
    """File, subject, version, sheet or filter, and reader in one word: at most one live job each."""
    part = sheet or version or (query and sha256(query.encode()).hexdigest()[:16]) or 0
    return f"{kind}:{subject.pk}:{part}:{user.pk}"
