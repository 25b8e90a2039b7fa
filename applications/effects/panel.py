"""What follows 启动评定, the chair's confirmation and 重新评定 (T16-T18)."""

from typing import Any

from applications import digests, guards, people
from applications.models import Application, FormerResult, Result
from portal import clock
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
    return {"final_digest": digests.final_digest(application)}


def announce_score(application: Application, actor: Any, details: Details) -> None:
    Result.objects.get_or_create(application=application)
    text = f"“{application.dossier.zone_name}”评定完成，请录入审定投资额和是否拟评定。"
    notify(people.of_province(), text, application.get_absolute_url())


def reopen_final_score(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """T18: what was confirmed is kept beside; the members' sheets stay as they were handed in."""
    _keep_former_result(application, actor, details["note"])
    Result.objects.filter(application=application).update(proposed=None)
    sheet_lifecycle.perform(application.final_score, "reopen", actor=actor)
    return {"final_digest": ""}


def _keep_former_result(application: Application, actor: Any, reason: str) -> None:
    result = getattr(application, "result", None) or Result()
    marks = digests.marks(application.final_score)
    FormerResult.objects.create(
        application=application,
        number=application.former_results.count() + 1,
        marks=marks,
        points=sum(mark["value"] for mark in marks.values()),
        digest=application.final_digest or digests.final_digest(application),
        audited_wan=result.audited_wan,
        proposed=result.proposed,
        remark=result.remark,
        reason=reason,
        ended_by=actor,
        ended_at=clock.now(),
    )


def recall_panel(application: Application, actor: Any, details: Details) -> None:
    text = f"“{application.dossier.zone_name}”须重新评定：{details['note']}"
    experts = [seat.user for seat in application.panel.seats.select_related("user")]
    notify(experts, text, application.get_absolute_url())
