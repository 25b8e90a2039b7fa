"""What 市文化和旅游局 and 市民政局 may do."""

from applications.choices import (
    Status,
)
from applications.models import Application
from applications.permissions.whose import is_of_city_civil, is_of_city_culture
from portal.access import ALLOWED, Decision, refuse
from portal.models import User


def can_review(user: User, application: Application) -> Decision:
    """T3, T4, T6, T9, T10, T11: 市文化和旅游局 of the unit's city."""
    if not is_of_city_culture(user, application):
        return refuse("只有本市文化和旅游局可以办理。")
    return ALLOWED


def can_pass_over(user: User | None, application: Application) -> Decision:
    """T11: the city, or the system (nobody) when the deadline has passed."""
    return ALLOWED if user is None else can_review(user, application)


def can_write_review(user: User, application: Application) -> Decision:
    """Fill in 初评计分, 资格核查 and 初评意见."""
    if not (decision := can_review(user, application)):
        return decision
    if application.status != Status.REVIEWING:
        return refuse(f"当前状态为“{application.get_status_display()}”，初评内容不能修改。")
    return ALLOWED


def can_cosign(user: User, application: Application) -> Decision:
    """T7, T8: civil affairs of the same city, and not whoever did the 初评."""
    if not is_of_city_civil(user, application):
        return refuse("只有本市民政局可以会签。")
    if user.pk == application.first_reviewer_id:
        return refuse("会签人与初评人不能是同一人。")
    return ALLOWED
