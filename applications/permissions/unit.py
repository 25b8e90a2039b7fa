"""What 创建单位 may do."""

from applications.choices import (
    EDITABLE,
    UNIT_SECTIONS,
    SectionName,
    Status,
)
from applications.models import Application, Batch
from applications.permissions.city import can_write_review
from applications.permissions.whose import is_of_unit
from portal.access import ALLOWED, Decision, refuse
from portal.choices import UNIT_ROLES, OrganisationKind, Role
from portal.models import User


def can_start(user: User, batch: Batch) -> Decision:
    """A 创建单位 begins its 报告书 in an open batch."""
    if not any(
        membership.role in UNIT_ROLES
        and membership.organisation.kind == OrganisationKind.CREATING_UNIT
        for membership in user.current_memberships
    ):
        return refuse("只有文旅康养示范区创建单位可以申报。")
    return ALLOWED


def can_edit_section(user: User, application: Application, name: str) -> Decision:
    """Write one part of an application: the unit its own, the city 资格核查 and 初评意见."""
    if name not in UNIT_SECTIONS:
        return can_write_review(user, application)
    if not is_of_unit(user, application):
        return refuse("只有申报单位可以填写报告书。")
    if application.status not in EDITABLE:
        return refuse(f"当前状态为“{application.get_status_display()}”，报告书不能修改。")
    if not _is_opened(application, name):
        return refuse(f"本次退回未开放“{SectionName(name).label}”，不能修改。")
    return ALLOWED


def _is_opened(application: Application, name: str) -> bool:
    """Whether the last return opened this part; a return that names none opens all."""
    if application.status == Status.DRAFTING:
        return True
    last = application.return_rounds.last()
    return last is None or not last.sections or name in last.sections


def can_submit(user: User, application: Application) -> Decision:
    """T1, T5: the unit's 负责人; an 经办人 prepares."""
    if application.organisation_id not in user.organisation_ids(Role.UNIT_HEAD):
        return refuse("只有本单位负责人可以提交，请经办人通知负责人登录办理。")
    return ALLOWED


def can_withdraw(user: User, application: Application) -> Decision:
    """T2: anybody of the unit."""
    if not is_of_unit(user, application):
        return refuse("只有申报单位可以撤回。")
    return ALLOWED
