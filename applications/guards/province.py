"""Why an application cannot be listed or published now (T19, T21)."""

from django.urls import reverse

from applications.guards.objections import objections_left
from applications.models import Application
from portal.problems import Problem


def not_ready_for_publicity(application: Application) -> list[Problem]:
    """T19: 拟评定, 审定投资额, and a publicity period that has been set."""
    url = reverse("applications:result", args=[application.pk])
    problems = [Problem(sentence, url) for sentence in _result_gaps(application)]
    if application.batch.publicity_to is None:
        problems.append(
            Problem(
                "批次尚未开始公示，请先在批次页开始公示。", application.batch.get_absolute_url()
            )
        )
    return problems


def _result_gaps(application: Application) -> list[str]:
    result = getattr(application, "result", None)
    sentences = []
    if result is None or not result.proposed:
        sentences.append("尚未列为拟评定单位。")
    if result is None or result.audited_wan is None:
        sentences.append("尚未填写审定投资额。")
    return sentences


def batch_not_published(application: Application) -> list[Problem]:
    """T21: the batch's 公布 with 文号 and date comes first, and no objection is left."""
    batch, problems = application.batch, []
    if batch.published_on is None or not batch.published_number:
        problems.append(Problem("请在批次页办理公布结果。", batch.get_absolute_url()))
    return [*problems, *objections_left(application)]
