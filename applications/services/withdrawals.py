"""T23: a unit asks to end its 申报; granting is the move ``end``, the other answers are here."""

from django.db import IntegrityError, transaction

from applications import people
from applications.choices import FROM_RECOMMENDATION
from applications.effects.ending import answer_request
from applications.guards import open_request
from applications.lifecycle import BEFORE_EVALUATION
from applications.models import Application, WithdrawalRequest
from applications.permissions import can_ask_to_end, can_end
from portal import audit, clock
from portal.access import require
from portal.locking import lock_record
from portal.models import User
from portal.notices import notify
from portal.workflow import TransitionRefused

NOTHING_ASKED = "撤回申请已经办理或已经取消，请刷新页面后查看。"


@transaction.atomic
def ask_to_withdraw(*, application: Application, reason: str, actor: User) -> WithdrawalRequest:
    """The unit's 负责人 asks; the city decides before 推荐, the province from then on.

    Raises PermissionDenied unless ``actor`` may ask, TransitionRefused once the panel has begun
    and while an earlier request is open.
    """
    locked = _lock(application)
    require(can_ask_to_end(actor, locked))
    if locked.status not in BEFORE_EVALUATION:
        state = locked.get_status_display()
        raise TransitionRefused([f"当前状态为“{state}”，不能再申请撤回申报。"])
    try:
        with transaction.atomic():
            request = locked.withdrawal_requests.create(
                reason=reason, asked_by=actor, asked_at=clock.now()
            )
    except IntegrityError as error:
        raise TransitionRefused(["撤回申请已提出，正在等待办理。"]) from error
    audit.record(actor, "ask_to_withdraw", locked, label="申请撤回申报", note=reason)
    text = f"{locked.organisation.name}申请撤回“{locked.dossier.zone_name}”的申报，请办理：{reason}"
    notify(_deciders(locked), text, locked.get_absolute_url(), record=locked)
    return request


@transaction.atomic
def cancel_request(*, application: Application, actor: User) -> None:
    """The unit takes its open request back; the 申报 goes on."""
    locked = _lock(application)
    require(can_ask_to_end(actor, locked))
    _decide(locked, actor, granted=None, note="申报单位取消申请")
    audit.record(actor, "cancel_request", locked, label="取消撤回申请")
    text = f"{locked.organisation.name}取消了撤回“{locked.dossier.zone_name}”的申请，申报继续。"
    notify(_deciders(locked), text, locked.get_absolute_url(), record=locked)


@transaction.atomic
def refuse_request(*, application: Application, note: str, actor: User) -> None:
    """Whoever could grant it says no, and why."""
    locked = _lock(application)
    require(can_end(actor, locked))
    _decide(locked, actor, granted=False, note=note)
    audit.record(actor, "refuse_request", locked, label="不同意撤回申报", note=note)
    text = f"撤回“{locked.dossier.zone_name}”申报的申请未获同意：{note}"
    notify(people.of_unit(locked), text, locked.get_absolute_url(), record=locked)


def _decide(application: Application, actor: User, *, granted: bool | None, note: str) -> None:
    request = open_request(application)
    if request is None:
        raise TransitionRefused([NOTHING_ASKED])
    answer_request(request, actor, granted=granted, note=note)


def _lock(application: Application) -> Application:
    rows = Application.objects.select_related("organisation", "city", "dossier")
    return lock_record(rows, pk=application.pk)


def _deciders(application: Application):
    if application.status in FROM_RECOMMENDATION:
        return people.of_province()
    return people.of_city_culture(application)
