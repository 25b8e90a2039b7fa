"""Who may keep standards."""

from portal.access import ALLOWED, Decision, refuse
from portal.choices import Role
from portal.models import User


def can_keep_standards(user: User) -> Decision:
    """Import, try and publish standards: the province alone."""
    if not user.has_role(Role.PROVINCE_OFFICER):
        return refuse("只有省文化和旅游厅可以维护评分标准。")
    return ALLOWED
