"""What follows a city's choice (T10-T12)."""

from typing import Any

from applications import nominations, people
from applications.models import Application
from portal.notices import notify
from portal.workflow import Details


def take_place(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """With 推荐理由; the database refuses whoever comes a moment later."""
    return {"place": nominations.place_for(application, details)}


def announce_recommendation(application: Application, actor: Any, details: Details) -> None:
    nominations.settle(application, actor, details)
    name = f"“{application.dossier.zone_name}”（{application.organisation.name}）"
    url = application.get_absolute_url()
    notify(people.of_province(), f"{application.city.name}推荐{name}，请受理。", url)
    notify(people.of_unit(application), f"{name}已由本市推荐报省。", url)


def tell_not_recommended(application: Application, actor: Any, details: Details) -> None:
    nominations.clear(application, actor)
    text = f"本批次未推荐“{application.dossier.zone_name}”：{details['note']}"
    notify(people.of_unit(application), text, application.get_absolute_url())


def tell_taken_back(application: Application, actor: Any, details: Details) -> None:
    name = f"“{application.dossier.zone_name}”（{application.organisation.name}）"
    text = f"{application.city.name}撤回了对{name}的推荐：{details['note']}"
    recipients = {
        *people.of_province(),
        *people.of_unit(application),
        *people.of_city_civil(application),
    }
    notify(recipients, text, application.get_absolute_url())
