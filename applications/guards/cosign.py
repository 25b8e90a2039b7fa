"""Why 会签 cannot be given now (T7)."""

from applications import digests
from applications.models import Application
from portal.problems import Problem


def review_has_changed(application: Application) -> list[Problem]:
    """T7: what is signed is exactly what was handed over."""
    if digests.review_digest(application) != application.review_digest:
        return [Problem("初评内容与提交会签时不一致，请退回市文化和旅游局重新提交会签。")]
    return []
