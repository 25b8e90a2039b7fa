"""What follows a return and the answer to it (T4, T5, T13, T14)."""

from typing import Any

from applications import deadlines, people, returns
from applications.choices import SectionName
from applications.effects.review import release_review
from applications.effects.unit import seal_submission
from applications.models import Application, ReturnPoint, ReturnRound
from applications.permissions import opening_of
from portal import clock
from portal.notices import notify
from portal.workflow import Details, TransitionRefused
from scoring.lifecycle import sheet_lifecycle

CHANGED_MEANWHILE = "退回意见刚刚有变动，请核对下面列出的意见后再办理。"


# --- T4, T13: back ---------------------------------------------------------------------


def check_return(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """T4: what goes out is what was looked at; everything is opened only on purpose."""
    points = list(returns.noted(application, by_province=False))
    _refuse_unseen(points, details)
    if not points and details.get("all_open") is not True:
        raise TransitionRefused(
            ["尚未记录退回意见。请在查阅材料时逐处记录；确需全部开放的，请勾选“全部开放”。"]
        )
    _refuse_bad_date(details.get("due_at"), latest=deadlines.of(application).submission)
    return {}


def check_supplement(application: Application, actor: Any, details: Details) -> dict[str, Any]:
    """T13: a date is set; the 初评 opens where a point names it."""
    points = list(returns.noted(application, by_province=True))
    _refuse_unseen(points, details)
    if details.get("due_at") is None:
        raise TransitionRefused(["请填写补正期限。"])
    _refuse_bad_date(details["due_at"])
    if all(point.is_of_unit or point.item_id for point in points):
        return {}
    return release_review(application, actor, details)


def _refuse_unseen(points: list[ReturnPoint], details: Details) -> None:
    seen = details.get("seen")
    if seen is not None and seen != returns.fingerprint(points):
        raise TransitionRefused([CHANGED_MEANWHILE])


def _refuse_bad_date(due_at: Any, *, latest: Any = None) -> None:
    if due_at and due_at <= clock.now():
        raise TransitionRefused(["修改期限须晚于现在，请重新填写。"])
    if due_at and latest and due_at > latest:
        raise TransitionRefused([f"修改期限不能晚于市级截止时间{deadlines.spoken(latest)}。"])


def open_return_round(application: Application, actor: Any, details: Details) -> None:
    url = _open_round(application, actor, details, by_province=False)
    notify(people.of_unit(application), f"申报被退回修改：{details['note']}", url)


def open_supplement_round(application: Application, actor: Any, details: Details) -> None:
    url = _open_round(application, actor, details, by_province=True)
    text = f"“{application.dossier.zone_name}”被省级退回补正：{details['note']}"
    notify({*people.of_unit(application), *people.of_city_culture(application)}, text, url)


def _open_round(
    application: Application, actor: Any, details: Details, *, by_province: bool
) -> str:
    """The next round with everything noted, its places open; answers where it is read."""
    last = application.return_rounds.last()
    snapshot = application.snapshots.order_by("number").last()
    round_ = ReturnRound.objects.create(
        application=application,
        number=last.number + 1 if last else 1,
        by_province=by_province,
        category=details["category"],
        note=details["note"],
        version=snapshot and snapshot.number,
        returned_by=actor,
        returned_at=clock.now(),
        due_at=details.get("due_at"),
    )
    returns.noted(application, by_province=by_province).update(round=round_)
    open_self_check(application, actor)
    return round_.get_absolute_url()


def open_self_check(application: Application, actor: Any) -> None:
    """Unlock the 自检 where the return opens any of its leaves."""
    sheet = application.self_check
    if not sheet.is_open and opening_of(application).opens(SectionName.SELF_CHECK):
        sheet_lifecycle.perform(sheet, "reopen", actor=actor)


# --- T5, 交回, T14: again --------------------------------------------------------------


def resubmit(application: Application, actor: Any, details: Details) -> None:
    snapshot = seal_submission(application, actor)
    round_ = returns.open_round(application)
    if round_:
        round_.answered_at, round_.answered_version = clock.now(), snapshot.number
        round_.save(update_fields=["answered_at", "answered_version"])
    late = "，逾期修改" if round_ and round_.is_late else ""
    text = f"{application.organisation.name}已修改并重新提交（第{snapshot.number}版{late}），请查看本次修改。"
    url = (round_ and round_.compared_url) or application.get_absolute_url()
    notify(people.of_city_culture(application), text, url)


def finish_supplement(application: Application, actor: Any, details: Details) -> None:
    """T14: the round is over; the province looks at what changed."""
    round_ = returns.open_round(application)
    round_.due_at = deadlines.of(application).supplement
    round_.answered_at = clock.now()
    round_.save(update_fields=["due_at", "answered_at"])
    late = "（逾期）" if round_.is_late else ""
    text = f"{application.city.name}“{application.dossier.zone_name}”补正完成{late}，请复核。"
    notify(people.of_province(), text, round_.get_absolute_url())
