"""Why a city cannot recommend or take it back now (T10, T12), or end a 补正 (T14)."""

from django.urls import reverse

from applications import deadlines, digests, quota
from applications.choices import Binding, Supplier
from applications.guards.ending import request_unanswered
from applications.models import Application
from portal import clock
from portal.problems import Problem

NO_PLACE = quota.NO_PLACE


def not_ready_to_recommend(application: Application) -> list[Problem]:
    """T10: in time, recommended in words, cosigned, papers complete, a place free."""
    return [
        *deadlines.too_late_to_recommend(application, clock.now()),
        *_opinion_against(application),
        *_not_cosigned(application),
        *missing_papers(application),
        *quota.stated_none(application),
        *quota.no_place_left(application),
        *request_unanswered(application),
    ]


def too_late_to_take_back(application: Application) -> list[Problem]:
    """T12: up to the last moment at which the city could recommend another unit."""
    return deadlines.too_late_to_take_back(application, clock.now())


def _opinion_against(application: Application) -> list[Problem]:
    if application.opinion.recommends:
        return []
    url = reverse("applications:opinion", args=[application.pk])
    return [Problem("初评意见为不建议推荐，如需推荐请先撤回初评并修改意见。", url)]


def _not_cosigned(application: Application) -> list[Problem]:
    signed = application.cosignatures.filter(
        agreed=True, cancelled_at__isnull=True, digest=application.review_digest
    )
    if signed.exists() and digests.review_digest(application) == application.review_digest:
        return []
    return [Problem("市民政局的会签与当前初评版本不符，请撤回初评后重新提交会签。")]


def missing_papers(application: Application) -> list[Problem]:
    """Required papers of the city and scans that do not show the present version."""
    url = reverse("applications:attachments", args=[application.pk])
    files = application.attachments.filter(replaced_at__isnull=True)
    bound = {file.item_id: file.bound_digest for file in files}
    problems = []
    for item in application.batch.catalogue.filter(is_required=True):
        if item.supplier != Supplier.CITY and item.binding != Binding.SUBMISSION:
            continue
        if item.pk not in bound:
            problems.append(Problem(f"缺少材料：{item}，请上传。", url))
        elif item.binding and bound[item.pk] != digests.current_digest(application, item.binding):
            sentence = f"“{item}”已失效（与当前版本不符），请重新打印、盖章后上传。"
            problems.append(Problem(sentence, url))
    return problems
