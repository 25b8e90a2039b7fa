"""Appoint the panel of an application, and write down what the province decides on it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from applications.choices import Status
from applications.models import Application, Result
from applications.permissions import can_administer
from applications.services.stale import refuse_stale
from portal import audit
from portal.access import require
from portal.locking import lock_record
from portal.models import User
from portal.notices import notify
from portal.numbers import format_amount
from scoring.choices import SeatRole
from scoring.models import Panel, Seat
from scoring.services import open_member_sheets, seat_panel

#: The panel is appointed before 启动评定; a chair who falls ill is replaced after it.
PANEL_OPEN = (Status.ACCEPTED, Status.EVALUATING)
RESULT_OPEN = (Status.ACCEPTED, Status.EVALUATING, Status.EVALUATED)
PANEL_LABELS = {
    "chair": "组长",
    "members": "成员",
    "visit_on": "现场验收日期",
    "defence_on": "汇报答辩日期",
}
RESULT_LABELS = {"audited_wan": "审定投资额（万元）", "proposed": "拟评定", "remark": "备注"}


class NotNow(Exception):
    """The application's state does not allow this now; the text says why."""


# --- the panel ---------------------------------------------------------------------------


def panel_boxes(panel: Panel | None) -> dict[str, str]:
    """Who sits in a panel and when it meets, in words."""
    seats = list(panel.seats.select_related("user")) if panel else []
    chairs = [seat.user for seat in seats if seat.role == SeatRole.CHAIR]
    members = [seat.user for seat in seats if seat.role == SeatRole.MEMBER]
    return _panel_words(chairs, members, panel and panel.visit_on, panel and panel.defence_on)


def _panel_words(
    chairs: Iterable[User], members: Iterable[User], visit_on: Any, defence_on: Any
) -> dict[str, str]:
    return {
        "chair": "、".join(person.name for person in chairs),
        "members": "、".join(sorted(person.name for person in members)),
        "visit_on": visit_on.isoformat() if visit_on else "",
        "defence_on": defence_on.isoformat() if defence_on else "",
    }


@transaction.atomic
def appoint_panel(
    *,
    application: Application,
    chair: User,
    members: list[User],
    visit_on: Any,
    defence_on: Any,
    seen: int,
    actor: User,
    concerns: Iterable[str] = (),
) -> Panel:
    """Seat the panel; who stays keeps the declaration, who comes is asked for one.

    In a panel at work members who have declared get their sheets at once. ``concerns`` are
    the sentences that the province has read and passed over. Raises NotNow
    outside 受理 and 评定, EditConflict when somebody else has changed the panel meanwhile.
    """
    locked = _lock(application, actor, PANEL_OPEN)
    mine = _panel_words([chair], members, visit_on, defence_on)
    stored = panel_boxes(locked.panel)
    refuse_stale(
        locked, seen=seen, stored=stored, mine=mine, labels=PANEL_LABELS, deed="appoint_panel"
    )
    before = _seats(locked)
    panel = seat_panel(
        panel=locked.panel,
        chair=chair,
        members=members,
        visit_on=visit_on,
        defence_on=defence_on,
        actor=actor,
    )
    _put_to_work(locked, panel)
    replaced, new = _changes(before, _seats(locked))
    details = {"panel": mine, "replaced": replaced, "concerns": list(concerns)}
    audit.record(actor, "appoint_panel", locked, label="组建评定组", **details)
    _call(locked, new)
    application.panel = panel
    return panel


def _put_to_work(application: Application, panel: Panel) -> None:
    """The application's panel, with sheets where 评定 is going on."""
    if application.panel_id is None:
        application.panel = panel
        application.save(update_fields=["panel"])
    if application.status == Status.EVALUATING:
        open_member_sheets(panel=panel, ruleset=application.batch.ruleset)


def _changes(before: list[Seat], after: list[Seat]) -> tuple[list[dict[str, Any]], list[Seat]]:
    """What the record keeps of who leaves, and the seats of those who come."""
    stays = {seat.user_id for seat in before} & {seat.user_id for seat in after}
    replaced = [_farewell(seat) for seat in before if seat.user_id not in stays]
    return replaced, [seat for seat in after if seat.user_id not in stays]


def _seats(application: Application) -> list[Seat]:
    if application.panel_id is None:
        return []
    return list(application.panel.seats.select_related("user", "sheet"))


def _farewell(seat: Seat) -> dict[str, Any]:
    """What the record keeps of a seat that is given to somebody else."""
    return {
        "name": seat.user.name,
        "role": seat.get_role_display(),
        "recused": seat.recused,
        "reason": seat.recusal_reason,
        "handed_in": seat.is_handed_in,
    }


def _call(application: Application, seats: list[Seat]) -> None:
    """Ask everybody new for the 回避声明; nothing of the application opens before."""
    for seat in seats:
        zone, part = application.dossier.zone_name, seat.get_role_display()
        text = f"您已被聘为“{zone}”评定组{part}，请作回避声明。"
        url = reverse("applications:declaration", args=[seat.pk])
        notify([seat.user], text, url, record=application)


# --- the result ----------------------------------------------------------------------------


def result_boxes(result: Result | None) -> dict[str, str]:
    """What is decided so far, in words."""
    if result is None:
        return dict.fromkeys(RESULT_LABELS, "")
    return {
        "audited_wan": format_amount(result.audited_wan),
        "proposed": {True: "是", False: "否", None: ""}[result.proposed],
        "remark": result.remark,
    }


@transaction.atomic
def record_result(
    *, application: Application, values: Mapping[str, Any], seen: int, actor: User
) -> Result:
    """Write 审定投资额 (万元), 拟评定 and a remark; what ``values`` do not name stays.

    拟评定 is decided after 评定完成. Raises NotNow, and EditConflict as above.
    """
    locked = _lock(application, actor, RESULT_OPEN)
    if values.get("proposed") is not None and locked.status != Status.EVALUATED:
        raise NotNow("评定完成后方可确定是否拟评定。")
    result = Result.objects.filter(pk=locked.pk).first() or Result(application=locked)
    before = result_boxes(result)
    for name, value in values.items():
        setattr(result, name, value)
    after = result_boxes(result)
    refuse_stale(
        locked, seen=seen, stored=before, mine=after, labels=RESULT_LABELS, deed="record_result"
    )
    changes = {name: [before[name], text] for name, text in after.items() if text != before[name]}
    result.save()
    if changes:
        audit.record(actor, "record_result", locked, label="登记评定结果", changes=changes)
    return result


def _lock(application: Application, actor: User, states: tuple[str, ...]) -> Application:
    require(can_administer(actor, application))
    locked = lock_record(Application.objects, pk=application.pk)
    if locked.status not in states:
        raise NotNow(f"当前状态为“{locked.get_status_display()}”，不能办理本项。")
    return locked
