"""What follows the moves of a batch."""

from typing import Any

from applications import people
from applications.guards.batch import contact_missing, period_too_short
from applications.models import Batch
from portal.notices import notify
from portal.workflow import Details, TransitionRefused


def announce_batch(batch: Batch, actor: Any, details: Details) -> None:
    text = f"{batch}（{batch.notice_number}）开始申报。"
    notify(people.of_every_unit_and_city(), text, batch.get_absolute_url())


def set_publicity_period(batch: Batch, actor: Any, details: Details) -> dict[str, Any]:
    """The period, long enough by working days, and where objections go."""
    first, last = details["publicity_from"], details["publicity_to"]
    contact = details.get("objection_contact", batch.objection_contact)
    problems = [
        period_too_short(batch, first, last),
        contact_missing(batch, contact),
    ]
    if any(problems):
        raise TransitionRefused(filter(None, problems))
    return {"publicity_from": first, "publicity_to": last, "objection_contact": contact}


def set_publication(batch: Batch, actor: Any, details: Details) -> dict[str, Any]:
    return {name: details[name] for name in ("published_number", "published_on")}
