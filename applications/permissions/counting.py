"""Who reads how often 形式审查 finds something in a batch."""

from portal.access import ALLOWED, Decision, refuse
from portal.choices import Role
from portal.models import User


def can_read_check_counts(user: User) -> Decision:
    """The province all cities, 市文化和旅游局 its own: counted is what ``visible_to`` answers."""
    if not user.has_role(Role.PROVINCE_OFFICER, Role.CITY_OFFICER):
        return refuse("形式审查统计只供省、市文化和旅游部门查看。")
    return ALLOWED
