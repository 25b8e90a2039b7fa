"""SHA-256 of what was signed, and the short code that the paper carries."""

import hashlib
import json
from typing import Any

from applications.choices import Binding
from applications.models import Application
from scoring.models import ScoreSheet

CODE_LENGTH = 8


def canonical(data: Any) -> bytes:
    """One text for one content: sorted keys, no blanks, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(data: Any) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


def check_code(sha256: str) -> str:
    """The 校验码 of eight characters; empty for an empty digest."""
    return sha256[:CODE_LENGTH].upper()


def marks(sheet: ScoreSheet) -> dict[str, dict[str, Any]]:
    """Every leaf's mark, reason and remark, by number in source order."""
    rows = sheet.marks.order_by("leaf__position").values(
        "leaf__number", "value", "reason", "remark"
    )
    return {row.pop("leaf__number"): row for row in rows}


def submission_digest(application: Application) -> str:
    """Of the version submitted last; empty before the first submission."""
    snapshot = application.snapshots.order_by("number").last()
    return snapshot.sha256 if snapshot else ""


def review_digest(application: Application) -> str:
    """Of the 初评 as ``review_content`` has it."""
    return sha256_of(review_content(application))


def review_content(application: Application) -> dict[str, Any]:
    """The 初评: the version it judged, 124 marks, 资格核查 and 初评意见."""
    opinion = application.opinion
    checks = application.qualification_checks.order_by("item")
    return {
        "submission": submission_digest(application),
        "marks": marks(application.first_review),
        "qualification": list(checks.values("item", "verdict", "remark")),
        "opinion": {
            "text": opinion.text,
            "recommends": opinion.recommends,
            "dated": str(opinion.dated or ""),
        },
    }


def final_digest(application: Application) -> str:
    """Of the 评定: the version it judged and the panel's 124 marks."""
    return sha256_of(
        {
            "application": application.pk,
            "submission": submission_digest(application),
            "marks": marks(application.final_score),
        }
    )


def current_digest(application: Application, binding: str) -> str:
    """The digest that a scan bound to ``binding`` must have to be valid now; empty: none yet."""
    if binding == Binding.SUBMISSION:
        return submission_digest(application)
    if binding == Binding.REVIEW:
        return application.review_digest
    if binding == Binding.FINAL and application.final_score_id:
        return final_digest(application)
    return ""
