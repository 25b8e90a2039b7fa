"""What a check code on paper is worth today: all that anybody without an account may ask (G-10)."""

import re
from enum import StrEnum

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from applications.choices import Status
from applications.models import Application, CoSignature, FormerResult, Snapshot
from portal.validators import normalise_code

CODE = re.compile(r"[0-9A-F]{8}")


class Verdict(StrEnum):
    """The three answers."""

    VALID = "有效"
    REPLACED = "已被新版本替代"
    UNKNOWN = "未查到"


def normalised(text: str) -> str:
    """The code that somebody means, in one spelling; empty for what can be none."""
    code = normalise_code(text)
    return code if CODE.fullmatch(code) else ""


def verdict(text: str) -> Verdict:
    """VALID for the version that stands, REPLACED for one that stood before, else UNKNOWN.

    A code names a submitted version, an 初评 or an 评定. What was withdrawn is not found, nor
    what was only rehearsed, but in an environment of rehearsal. Every code costs the same
    queries, whatever is found.
    """
    code = normalised(text)
    if not code:
        return Verdict.UNKNOWN
    digest = code.lower()
    standing = _of_standing(Application.objects, "")
    versions = _of_standing(Snapshot.objects.filter(check_code=code), "application__")
    versions = versions.exclude(application__status=Status.DRAFTING)
    later = Snapshot.objects.filter(
        application=OuterRef("application"), number__gt=OuterRef("number")
    )
    current = versions.filter(~Exists(later))
    signed = _of_standing(CoSignature.objects.filter(digest__startswith=digest), "application__")
    former = _of_standing(FormerResult.objects.filter(digest__startswith=digest), "application__")
    in_force = Q(review_digest__startswith=digest) | Q(final_digest__startswith=digest)
    is_valid, is_known = (
        [rows.exists() for rows in found]
        for found in ((current, standing.filter(in_force)), (versions, signed, former))
    )
    if any(is_valid):
        return Verdict.VALID
    return Verdict.REPLACED if any(is_known) else Verdict.UNKNOWN


def _of_standing(rows: QuerySet, prefix: str) -> QuerySet:
    """Without those of applications that were withdrawn or only rehearsed."""
    gone = Q(**{f"{prefix}status": Status.WITHDRAWN})
    if not settings.DEMO:
        gone |= Q(**{f"{prefix}batch__is_rehearsal": True})
    return rows.exclude(gone)
