"""Whoever fills a sheet opens the evidence and says what it is worth: 采信, 部分采信, 不采信."""

from typing import Any

from django.db import transaction

from applications.choices import Acceptance
from applications.models import EvidenceLink, EvidenceReview
from applications.services.evidence import EvidenceRefused
from portal import audit, clock
from portal.editing import EditConflict, FieldConflict
from portal.locking import lock_record
from scoring.models import ScoreSheet
from scoring.services import SheetLocked

NEEDS_REMARK = (Acceptance.PARTLY, Acceptance.REJECTED)


class RemarkMissing(EvidenceRefused):
    """The verdict may stand, once somebody says why."""


@transaction.atomic
def record_opening(*, link: EvidenceLink, sheet: ScoreSheet, actor: Any) -> None:
    """Note who first opened a piece of evidence for a sheet; a locked sheet keeps what it has."""
    if not _lock(sheet).is_open:
        return
    review, _ = EvidenceReview.objects.get_or_create(link=link, sheet=sheet)
    if review.opened_at is None:
        review.opened_by, review.opened_at = actor, clock.now()
        review.save(update_fields=["opened_by", "opened_at"])


@transaction.atomic
def judge_evidence(
    *,
    link: EvidenceLink,
    sheet: ScoreSheet,
    verdict: str,
    remark: str,
    version: int,
    actor: Any,
) -> EvidenceReview:
    """Say what a piece of evidence is worth; empty ``verdict`` and ``remark`` take it back.

    部分采信 and 不采信 need a remark (RemarkMissing). Raises SheetLocked, EvidenceRefused for
    what nobody has opened, EditConflict when somebody else has judged since ``version``.
    """
    locked = _lock(sheet)
    if not locked.is_open:
        raise SheetLocked(f"{locked.get_column_display()}已锁定，不能再修改采信情况。")
    review = _opened(link, sheet)
    if (review.verdict, review.remark) == (verdict, remark):
        return review
    if review.version != version:
        raise _conflict(review, verdict, remark)
    _refuse_without_words(verdict, remark)
    review.verdict, review.remark = verdict, remark
    review.judged_by, review.judged_at = actor, clock.now()
    review.version += 1
    review.save()
    _note(review, link, actor)
    return review


def _lock(sheet: ScoreSheet) -> ScoreSheet:
    return lock_record(ScoreSheet.objects, pk=sheet.pk)


def _opened(link: EvidenceLink, sheet: ScoreSheet) -> EvidenceReview:
    rows = EvidenceReview.objects.filter(link=link, sheet=sheet, opened_at__isnull=False)
    if review := rows.select_related("judged_by").first():
        return review
    raise EvidenceRefused("请先打开这份佐证，再填写采信情况。")


def _refuse_without_words(verdict: str, remark: str) -> None:
    if verdict in NEEDS_REMARK and not remark:
        raise RemarkMissing(f"选择“{Acceptance(verdict).label}”请填写意见，说明理由。")
    if remark and not verdict:
        raise EvidenceRefused("请选择采信、部分采信或不采信。")


def _conflict(review: EvidenceReview, verdict: str, remark: str) -> EditConflict:
    """Both sides of every field that differs, in the words of the page."""
    fields = {
        "verdict": FieldConflict("采信情况", word_of(verdict), word_of(review.verdict)),
        "remark": FieldConflict("意见", remark, review.remark),
    }
    differing = {name: field for name, field in fields.items() if field.mine != field.theirs}
    return EditConflict(
        who=review.judged_by, when=review.judged_at, version=review.version, fields=differing
    )


def word_of(verdict: str) -> str:
    """采信, 部分采信, 不采信, or that nobody has said."""
    return Acceptance(verdict).label if verdict else "未填写"


def _note(review: EvidenceReview, link: EvidenceLink, actor: Any) -> None:
    audit.record(
        actor,
        "judge_evidence",
        link.application,
        label="佐证采信",
        sheet=review.sheet_id,
        leaf=link.number,
        link=link.pk,
        verdict=review.verdict,
        remark=review.remark,
    )
