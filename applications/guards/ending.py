"""Why an application cannot be ended now (T20, T22, T23)."""

from django.urls import reverse

from applications.choices import BatchStatus, ObjectionOutcome
from applications.models import Application, WithdrawalRequest
from portal.problems import Problem


def open_request(application: Application) -> WithdrawalRequest | None:
    """What the unit has asked and nobody has answered yet."""
    requests = application.withdrawal_requests.filter(decided_at__isnull=True)
    return requests.select_related("asked_by").first()


def nobody_asked_to_end(application: Application) -> list[Problem]:
    """T23: the unit asks first; nobody ends its 申报 over its head."""
    if open_request(application):
        return []
    return [Problem("申报单位没有提出撤回申请；确需撤回的，由该单位负责人在申报页提出。")]


def request_unanswered(application: Application) -> list[Problem]:
    """T10, T16: whoever wants to leave is answered before the next step is taken."""
    if open_request(application):
        url = application.get_absolute_url()
        return [Problem("申报单位已申请撤回申报，请先办理该申请。", url)]
    return []


def is_proposed(application: Application) -> list[Problem]:
    """T20: whoever stands on the list of 拟评定 has not failed."""
    result = getattr(application, "result", None)
    if result is None or not result.proposed:
        return []
    url = reverse("applications:result", args=[application.pk])
    return [Problem("该单位已列为拟评定单位，请先在评定结果中改为不列入。", url)]


def publicity_has_begun(application: Application) -> list[Problem]:
    """T18: nothing is evaluated anew once the list is public."""
    if application.batch.status in (BatchStatus.OPEN, BatchStatus.EVALUATING):
        return []
    state = application.batch.get_status_display()
    return [Problem(f"本批次当前为“{state}”，已经公示，不能重新评定。")]


def no_objection_upheld(application: Application) -> list[Problem]:
    """T22: an examined objection about this very application."""
    if upheld_objections(application).exists():
        return []
    return [Problem("没有核查结论为“异议成立”的异议涉及该单位，请先在公示异议中登记核查结论。")]


def upheld_objections(application: Application):
    """Objections about ``application`` that turned out to be right."""
    return application.objections.filter(outcome=ObjectionOutcome.UPHELD)
