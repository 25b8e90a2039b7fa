"""Why 会签 cannot be asked or given now (T7, T14a-c)."""

from django.urls import reverse

from applications import digests
from applications.guards.review import review_not_complete
from applications.models import Application
from portal.problems import Problem
from scoring.choices import SheetStatus


def review_has_changed(application: Application) -> list[Problem]:
    """T7: what is signed is exactly what was handed over."""
    if digests.review_digest(application) != application.review_digest:
        return [Problem("初评内容与提交会签时不一致，请退回市文化和旅游局重新提交会签。")]
    return []


def is_signed(application: Application, digest: str) -> bool:
    """Whether the signature in force is for the 初评 of ``digest``."""
    signed = application.cosignatures.filter(agreed=True, cancelled_at__isnull=True)
    return bool(digest) and signed.filter(digest=digest).exists()


def needs_no_cosign_again(application: Application) -> list[Problem]:
    """T14a: a complete 初评 that nobody was asked to sign as it is now."""
    if is_open(application):
        return review_not_complete(application)
    digest = digests.review_digest(application)
    if is_signed(application, digest):
        return [Problem("初评内容没有变化，原会签继续有效，无须重新会签。")]
    if digest == application.review_digest:
        return [Problem("补正后的初评已提交会签，请等待市民政局会签。")]
    return []


def is_open(application: Application) -> bool:
    """Whether the city's sheet was opened by the return."""
    return application.first_review.status == SheetStatus.OPEN


def no_cosign_asked_again(application: Application) -> list[Problem]:
    """T14b, T14c: what was handed over after the 补正, as it is now and unsigned."""
    digest = digests.review_digest(application)
    if is_open(application) or digest != application.review_digest:
        return [Problem("市文化和旅游局尚未提交补正后的初评，请等待其提交会签。")]
    if is_signed(application, digest):
        return [Problem("初评内容没有变化，原会签继续有效，无须重新会签。")]
    return []


def cosign_outdated(application: Application) -> list[Problem]:
    """T14: 补正 ends with a signature for the 初评 as it is now."""
    if not is_open(application) and is_signed(application, digests.review_digest(application)):
        return []
    url = reverse("applications:move", args=[application.pk, "request_cosign_again"])
    return [Problem("报告书或初评在补正中有改动，请提交市民政局重新会签。", url)]
