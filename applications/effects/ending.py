"""What follows an early end (T11 at 截止, T20, T22, T23)."""

from typing import Any

from applications import guards, nominations, people
from applications.models import Application, WithdrawalRequest
from portal import clock
from portal.notices import notify
from portal.workflow import Details


def tell_closed(application: Application, actor: Any, details: Details) -> None:
    nominations.clear(application, actor)
    _tell(application, f"“{application.dossier.zone_name}”至省级截止时间未推荐，本批次申报结束。")


def tell_failed(application: Application, actor: Any, details: Details) -> None:
    _tell(application, f"“{application.dossier.zone_name}”未通过评定：{details['note']}")


def tell_upheld(application: Application, actor: Any, details: Details) -> None:
    zone = application.dossier.zone_name
    _tell(application, f"“{zone}”的公示异议成立，不予评定：{details['note']}")


def free_place(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """The application stands in no slot and holds no place any more."""
    nominations.clear(application, actor)
    return {"place": None}


def grant_request(application: Application, actor: Any, details: Details) -> None:
    """T23: answer the unit, and tell everybody who has had to do with the application."""
    request = guards.open_request(application)
    answer_request(request, actor, granted=True, note=details["note"])
    text = f"“{application.dossier.zone_name}”的申报已撤回：{request.reason}"
    text += f" 办理意见：{request.note}" if request.note else ""
    _tell(application, text, *_experts(application))


def answer_request(
    request: WithdrawalRequest, actor: Any, *, granted: bool | None, note: str
) -> None:
    """What became of a request: granted, refused, or (``granted`` None) taken back by the unit."""
    request.granted, request.note = granted, note
    request.decided_by, request.decided_at = actor, clock.now()
    request.save(update_fields=["granted", "note", "decided_by", "decided_at"])


def _experts(application: Application) -> list:
    if application.panel is None:
        return []
    return [seat.user for seat in application.panel.seats.select_related("user")]


def _tell(application: Application, text: str, *others: Any) -> None:
    recipients = {*people.of_unit(application), *people.of_city_culture(application), *others}
    if application.first_review_id:
        recipients.update(people.of_city_civil(application))
    notify(recipients, text, application.get_absolute_url())
