"""A city's board of places: its two bureaus and the province read it, 市文化和旅游局 writes it."""

from portal.access import ALLOWED, Decision, refuse
from portal.choices import CITY_ROLES, Role
from portal.models import User


def can_read_board(user: User, city: str) -> Decision:
    """The board of the city with that code."""
    if user.has_role(Role.PROVINCE_OFFICER) or city in user.city_ids(*CITY_ROLES):
        return ALLOWED
    return refuse("推荐名额页只向本市文化和旅游局、市民政局和省文化和旅游厅开放。")


def can_write_board(user: User, city: str) -> Decision:
    """Place candidates, take them out, state 本批不推荐."""
    if city in user.city_ids(Role.CITY_OFFICER):
        return ALLOWED
    return refuse("只有本市文化和旅游局可以排定推荐名额。")
