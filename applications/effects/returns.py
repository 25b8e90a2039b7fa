"""What follows a return and the answer to it (T4, T5)."""

from typing import Any

from applications import people
from applications.effects.unit import reopen_self_check, submit
from applications.models import Application, ReturnRound
from portal import clock
from portal.notices import notify
from portal.workflow import Details


def resubmit(application: Application, actor: Any, details: Details) -> None:
    application.return_rounds.filter(answered_at__isnull=True).update(answered_at=clock.now())
    submit(application, actor, details)


def open_return_round(application: Application, actor: Any, details: Details) -> None:
    ReturnRound.objects.create(
        application=application,
        number=application.return_rounds.count() + 1,
        category=details["category"],
        note=details["note"],
        sections=list(details.get("sections", [])),
        returned_by=actor,
        returned_at=clock.now(),
    )
    reopen_self_check(application, actor, details)
    text = f"申报被退回修改：{details['note']}"
    notify(people.of_unit(application), text, application.get_absolute_url())
