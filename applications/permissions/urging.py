"""Who may remind whom."""

from applications.models import Application
from applications.permissions.whose import (
    is_of_city_civil,
    is_of_city_culture,
    is_of_unit,
    is_province,
)
from portal.access import ALLOWED, Decision, refuse
from portal.choices import CITY_ROLES, UNIT_ROLES, Role
from portal.models import User


def can_urge(user: User, application: Application) -> Decision:
    """催办: 市文化和旅游局 its units and its 市民政局, 省文化和旅游厅 the cities and the panels."""
    if is_province(user) or is_of_city_culture(user, application):
        return ALLOWED
    return refuse("只有本市文化和旅游局、省文化和旅游厅可以催办。")


def can_urge_some(user: User) -> Decision:
    """Whether 催办 is anything for ``user``."""
    if user.has_role(Role.CITY_OFFICER, Role.PROVINCE_OFFICER):
        return ALLOWED
    return refuse("只有市文化和旅游局、省文化和旅游厅可以催办。")


def can_read_urges(user: User, application: Application) -> Decision:
    """The log: the province, both bureaus of the city, and the unit what went to itself."""
    of_city = is_of_city_culture(user, application) or is_of_city_civil(user, application)
    if is_province(user) or of_city or is_of_unit(user, application):
        return ALLOWED
    return refuse("催办记录只向申报单位、所在市和省文化和旅游厅开放。")


def can_read_log(user: User) -> Decision:
    """The log of a batch, of which everybody sees the own part."""
    if user.has_role(Role.PROVINCE_OFFICER, *CITY_ROLES, *UNIT_ROLES):
        return ALLOWED
    return refuse("催办记录只向申报单位、市级部门和省文化和旅游厅开放。")
