"""What follows 启动评定 and the chair's confirmation (T16, T17)."""

from typing import Any

from applications import guards, people
from applications.models import Application, Result
from portal.notices import notify
from portal.workflow import Details, TransitionRefused
from scoring.choices import Column
from scoring.lifecycle import sheet_lifecycle
from scoring.services import open_member_sheets, open_sheet


def open_final_score(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    return {"final_score": open_sheet(application.batch.ruleset, Column.FINAL_SCORE)}


def call_panel(application: Application, actor: Any, details: Details) -> None:
    """Every member gets a sheet of the own; the chair fills in the column."""
    open_member_sheets(panel=application.panel, ruleset=application.batch.ruleset)
    text = f"“{application.dossier.zone_name}”评定已启动，可以查阅材料。"
    experts = [seat.user for seat in application.panel.seats.select_related("user")]
    notify(experts, text, application.get_absolute_url())


def freeze_final_score(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """A mark that came between the guards and the lock would not be the one that was signed."""
    sheet_lifecycle.perform(application.final_score, "lock", actor=actor)
    if problems := guards.evaluation_not_complete(application):
        raise TransitionRefused(problems)
    return {}


def announce_score(application: Application, actor: Any, details: Details) -> None:
    Result.objects.get_or_create(application=application)
    text = f"“{application.dossier.zone_name}”评定完成，请录入审定投资额和是否拟评定。"
    notify(people.of_province(), text, application.get_absolute_url())
