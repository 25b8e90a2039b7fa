"""What follows when a unit submits or takes back (T1, T2)."""

from typing import Any

from applications import people, snapshots
from applications.models import Application, Snapshot
from portal import clock
from portal.notices import notify
from portal.workflow import Details, TransitionRefused
from scoring.lifecycle import sheet_lifecycle


def confirm_declaration(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """The submitting person confirms part 一 on the screen (U-10)."""
    if details.get("declared") is not True:
        raise TransitionRefused(["请勾选“对填报数据和材料的真实性负责”后再提交。"])
    return {"submitted_at": clock.now()}


def submit(application: Application, actor: Any, details: Details) -> None:
    snapshot = seal_submission(application, actor)
    text = f"{application.organisation.name}已提交申报（第{snapshot.number}版），请受理。"
    notify(people.of_city_culture(application), text, application.get_absolute_url())


def seal_submission(application: Application, actor: Any) -> Snapshot:
    """The next version; the 自检 is locked, unless a return has left it so."""
    if application.self_check.is_open:
        sheet_lifecycle.perform(application.self_check, "lock", actor=actor)
    return snapshots.seal(application, actor)


def reopen_self_check(application: Application, actor: Any, details: Details) -> None:
    sheet_lifecycle.perform(application.self_check, "reopen", actor=actor)
