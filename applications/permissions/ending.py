"""Who may end an application before its time: T11 by the clock, T23 on the unit's request."""

from applications.choices import FROM_RECOMMENDATION
from applications.models import Application
from applications.permissions.city import can_review
from applications.permissions.province import can_administer
from applications.permissions.whose import is_of_city_culture, is_province
from portal.access import ALLOWED, Decision, refuse
from portal.choices import Role
from portal.models import User


def can_close(user: User | None, application: Application) -> Decision:
    """T11 at 截止: nobody by hand."""
    if user is not None:
        return refuse("省级截止后转入评定时由系统自动办理，无需人工操作。")
    return ALLOWED


def can_ask_to_end(user: User, application: Application) -> Decision:
    """T23: the unit's 负责人, who has also submitted; takes the request back as well."""
    if application.organisation_id not in user.organisation_ids(Role.UNIT_HEAD):
        return refuse("只有本单位负责人可以申请撤回申报，请经办人通知负责人登录办理。")
    return ALLOWED


def can_end(user: User, application: Application) -> Decision:
    """T23: grant or refuse the request; the city before 推荐, the province from then on."""
    if application.status in FROM_RECOMMENDATION:
        if is_of_city_culture(user, application):
            return refuse("已推荐报省的申报，撤回由省文化和旅游厅办理。")
        return can_administer(user, application)
    if is_province(user):
        return refuse("尚未推荐报省的申报，撤回由市文化和旅游局办理。")
    return can_review(user, application)
