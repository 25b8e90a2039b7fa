"""What follows the moves of a batch."""

from typing import Any

from applications import people
from applications.models import Batch
from portal.notices import notify
from portal.workflow import Details


def announce_batch(batch: Batch, actor: Any, details: Details) -> None:
    text = f"{batch}（{batch.notice_number}）开始申报。"
    notify(people.of_every_unit_and_city(), text, batch.get_absolute_url())


def set_publicity_period(batch: Batch, actor: Any, details: Details) -> dict[str, Any]:
    return {name: details[name] for name in ("publicity_from", "publicity_to")}


def set_publication(batch: Batch, actor: Any, details: Details) -> dict[str, Any]:
    return {name: details[name] for name in ("published_number", "published_on")}
