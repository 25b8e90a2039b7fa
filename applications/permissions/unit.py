"""What 创建单位 may do."""

from applications.choices import EDITABLE, UNIT_SECTIONS, SectionName, Status
from applications.models import Application, Batch
from applications.permissions.city import can_review, can_write_review
from applications.permissions.opening import Opening, opening_of
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


def can_edit_section(
    user: User, application: Application, name: str, *, opening: Opening | None = None
) -> Decision:
    """Write one part of an application: the unit its own, the city its parts of the 初评.

    A return may open single leaves of 自检 and 初评 and single slots of 其他材料: then the part
    is open, and ``can_mark_leaf``, ``can_point`` and ``can_upload`` say what in it is.
    ``opening`` saves its two queries where many parts are asked.
    """
    opening = opening or opening_of(application)
    decision = _can_write(user, application, name, opening)
    if decision and not opening.opens(name):
        return _closed(f"“{SectionName(name).label}”")
    return decision


def _can_write(user: User, application: Application, name: str, opening: Opening) -> Decision:
    if name in UNIT_SECTIONS:
        return _can_write_report(user, application, opening)
    if application.status == Status.PROVINCE_RETURNED:
        return _can_supplement_review(user, application)
    return can_write_review(user, application)


def _can_write_report(user: User, application: Application, opening: Opening) -> Decision:
    if not is_of_unit(user, application):
        return refuse("只有申报单位可以填写报告书。")
    if application.status not in (*EDITABLE, Status.PROVINCE_RETURNED):
        return refuse(f"当前状态为“{application.get_status_display()}”，报告书不能修改。")
    if opening.round and opening.round.answered_version:
        return refuse("修改情况已交回市文化和旅游局，不能再修改。")
    return ALLOWED


def _can_supplement_review(user: User, application: Application) -> Decision:
    """S7: the 初评 is open from the return on until it goes to 市民政局 again."""
    decision = can_review(user, application)
    if decision and application.review_digest:
        return refuse("初评未开放修改，或者已提交会签，不能修改。")
    return decision


def can_point(
    user: User, application: Application, number: str, *, opening: Opening | None = None
) -> Decision:
    """Say what proves a leaf of the 自检; an opened slot or table opens its evidence too."""
    opening = opening or opening_of(application)
    decision = _can_write_report(user, application, opening)
    return decision if not decision or opening.opens_evidence(number) else _closed(number)


def can_mark_leaf(
    application: Application, column: str, number: str, *, opening: Opening | None = None
) -> Decision:
    """Whether one leaf of a column is open to whoever marks in it now."""
    opening = opening or opening_of(application)
    return ALLOWED if opening.opens_leaf(column, number) else _closed(number)


def _closed(place: str) -> Decision:
    return refuse(f"本次退回未开放{place}，不能修改。")


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
