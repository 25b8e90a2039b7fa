"""What follows a city's choice (T10, T11)."""

from typing import Any

from applications import people, quota
from applications.models import Application
from portal.notices import notify
from portal.workflow import Details


def take_place(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """The lowest free place; the database refuses whoever comes a moment later."""
    return {"place": quota.free_place(application)}


def announce_recommendation(application: Application, actor: Any, details: Details) -> None:
    name = f"“{application.dossier.zone_name}”（{application.organisation.name}）"
    url = application.get_absolute_url()
    notify(people.of_province(), f"{application.city.name}推荐{name}，请受理。", url)
    notify(people.of_unit(application), f"{name}已由本市推荐报省。", url)


def tell_not_recommended(application: Application, actor: Any, details: Details) -> None:
    text = f"本批次未推荐“{application.dossier.zone_name}”：{details['note']}"
    notify(people.of_unit(application), text, application.get_absolute_url())
