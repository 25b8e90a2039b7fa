"""Who notes, answers and settles the points of a return, and who hands the answer back."""

from applications.choices import CITY_SECTIONS, RETURNABLE, Status, Supplier
from applications.models import Application, CatalogueItem, ReturnPoint, ReturnRound
from applications.permissions.city import can_review
from applications.permissions.reading import can_read_dossier, can_see_marks
from applications.permissions.unit import can_submit
from applications.permissions.whose import (
    UNHEARD,
    is_of_city_culture,
    is_of_unit,
    is_province,
    scores_blind,
)
from portal.access import ALLOWED, Decision, refuse
from portal.models import User
from scoring.choices import Column


def can_note(user: User, application: Application) -> Decision:
    """Note a point while reading: the city before 会签, the province before 受理."""
    if is_province(user) and application.status == Status.RECOMMENDED:
        return ALLOWED
    if is_of_city_culture(user, application) and application.status in RETURNABLE:
        return ALLOWED
    if is_province(user) or is_of_city_culture(user, application):
        return refuse(f"当前状态为“{application.get_status_display()}”，不能记退回意见。")
    return refuse("只有市文化和旅游局和省文化和旅游厅可以记退回意见。")


def can_note_on(
    user: User, application: Application, section: str, item: CatalogueItem | None = None
) -> Decision:
    """The city points at the unit's places only, the province also at the city's."""
    if not (decision := can_note(user, application)):
        return decision
    if item and item.supplier == Supplier.PANEL:
        return refuse("评定组的材料不在退回范围之内。")
    of_city = section in CITY_SECTIONS or (item and item.supplier == Supplier.CITY)
    if of_city and not is_province(user):
        return refuse("只能对申报单位填写和上传的内容记退回意见。")
    return ALLOWED


def can_change_point(user: User, point: ReturnPoint) -> Decision:
    """Mend or drop a point that has not gone out: whoever of the same side may note."""
    if point.round_id:
        return refuse("该意见已随退回发出，不能再修改。")
    if not (decision := can_note(user, point.application)):
        return decision
    if point.by_province != is_province(user):
        return refuse("该意见由另一级部门记录，不能修改。")
    return ALLOWED


def can_see_noted(user: User, application: Application, *, by_province: bool) -> bool:
    """What has not gone out is known on the side where it was noted."""
    return is_province(user) if by_province else is_of_city_culture(user, application)


def can_read_returns(user: User, application: Application) -> Decision:
    """The rounds with their points; a member who scores blind hears of no mark."""
    if scores_blind(user, application):
        return refuse(UNHEARD)
    return can_read_dossier(user, application)


def hides_city(user: User, application: Application) -> bool:
    """Whether points on the 初评 are kept from ``user``, as the 初评 itself is."""
    return not can_see_marks(user, application, Column.FIRST_REVIEW)


def can_answer(user: User, point: ReturnPoint) -> Decision:
    """Say what was mended: the unit its places, the city its own, while the round is open."""
    application, round_ = point.application, point.round
    if not point.is_of_unit:
        decision = can_review(user, application)
    elif is_of_unit(user, application):
        decision = ALLOWED
    else:
        decision = refuse("只有申报单位可以填写修改说明。")
    return _is_open(application, round_) if decision else decision


def _is_open(application: Application, round_: ReturnRound | None) -> Decision:
    wanted = Status.PROVINCE_RETURNED if round_ and round_.by_province else Status.CITY_RETURNED
    if round_ is None or round_.answered_at or application.status != wanted:
        return refuse("该轮退回已经结束，不能再填写修改说明。")
    return ALLOWED


def can_settle(user: User, point: ReturnPoint) -> Decision:
    """已改到位, 未到位: whoever returned it, once the answer has come; the city also looks at
    what the unit hands back to it in a 退回补正."""
    application, round_ = point.application, point.round
    if round_ is None or (not round_.answered_version and not round_.answered_at):
        return refuse("对方尚未交回修改情况，暂不能复核。")
    if not round_.by_province:
        return can_review(user, application)
    if application.status == Status.PROVINCE_RETURNED:
        return can_review(user, application) if point.is_of_unit else refuse("市级尚未补正完成。")
    return ALLOWED if is_province(user) else refuse("只有省文化和旅游厅可以复核。")


def can_hand_back(user: User, application: Application) -> Decision:
    """交回: the unit's 负责人, while the 退回补正 waits for the unit."""
    if not (decision := can_submit(user, application)):
        return decision
    if application.status != Status.PROVINCE_RETURNED:
        return refuse(f"当前状态为“{application.get_status_display()}”，没有需要交回的补正。")
    return ALLOWED
