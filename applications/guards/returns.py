"""Why a return or the answer to it cannot go on now (T5, T13, T14, 交回)."""

from django.urls import reverse

from applications import completeness, deadlines
from applications.guards import cosign
from applications.guards.recommendation import missing_papers
from applications.guards.unit import not_ready_to_submit
from applications.models import Application, ReturnRound
from applications.permissions import opening_of
from applications.returns import noted
from portal import clock
from portal.problems import Problem


def nothing_noted(application: Application) -> list[Problem]:
    """T13: a 退回补正 opens listed places only."""
    if noted(application, by_province=True).exists():
        return []
    url = reverse("applications:returns", args=[application.pk])
    return [Problem("尚未记录退回意见，请在查阅材料时逐处记录，再办理退回补正。", url)]


def not_ready_to_resubmit(application: Application) -> list[Problem]:
    """T5: as T1, and a word on every point."""
    return [*unanswered(application), *not_ready_to_submit(application)]


def unanswered(application: Application, *, of_unit: bool | None = None) -> list[Problem]:
    """A sentence for each point of the open round without an answer.

    ``of_unit`` asks only for what the unit, or only for what the city, has to answer.
    """
    opening = opening_of(application)
    return [
        Problem(
            f"请填写对退回意见“{point.place_label}”的修改说明。", answer_url(opening.round, point)
        )
        for point in opening.points
        if not point.answer and of_unit in (None, point.is_of_unit)
    ]


def answer_url(round_: ReturnRound, point) -> str:
    """Where a point is answered."""
    return f"{round_.get_absolute_url()}#point-{point.pk}"


def not_ready_to_hand_back(application: Application) -> list[Problem]:
    """交回: within the 补正期限, complete, and a word on every point of the unit."""
    opening = opening_of(application)
    if not opening.of_unit():
        return [Problem("本次退回补正没有需要申报单位修改的内容。")]
    if opening.round.answered_version:
        return [Problem("修改情况已经交回市文化和旅游局。")]
    return [
        *_too_late(application),
        *unanswered(application, of_unit=True),
        *_incomplete(application),
    ]


def _incomplete(application: Application) -> list[Problem]:
    """All that stops a submission but the scans, which follow the version that is sealed."""
    return [
        finding.problem
        for finding in completeness.formal_review(application)
        if not (finding.problem.is_warning or (finding.item and finding.item.binding))
    ]


def _too_late(application: Application) -> list[Problem]:
    due, now = deadlines.of(application).supplement, clock.now()
    if due is None or now <= due:
        return []
    sentence = f"补正期限为{deadlines.spoken(due)}，现为{deadlines.spoken(now)}，已不能交回；"
    return [Problem(f"{sentence}已填写的内容均已保留，请联系省文化和旅游厅延期。")]


def supplement_not_finished(application: Application) -> list[Problem]:
    """T14: everything answered and handed back, signed again where it changed, scans renewed."""
    opening = opening_of(application)
    waits = opening.round and opening.round.lies_with_unit
    return [
        *([Problem("申报单位尚未交回修改情况，请催办。")] if waits else []),
        *unanswered(application),
        *cosign.cosign_outdated(application),
        *missing_papers(application),
    ]
