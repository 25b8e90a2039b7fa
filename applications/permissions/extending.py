"""Who may move a deadline (A-03): the province any, a city the 市级截止时间 of its own units."""

from collections.abc import Collection

from applications.choices import Deadline
from applications.models import Application
from portal.access import ALLOWED, Decision, refuse
from portal.choices import Role
from portal.models import User


def can_extend_some(user: User) -> Decision:
    """Whether extensions are anything for ``user``."""
    if user.has_role(Role.PROVINCE_OFFICER, Role.CITY_OFFICER):
        return ALLOWED
    return refuse("只有省文化和旅游厅、市文化和旅游局可以延长截止时间。")


def can_extend(
    user: User, kind: str, *, city: str | None = None, applications: Collection[Application] = ()
) -> Decision:
    """Move ``kind`` for applications, a city by its code, or (neither) the whole batch."""
    if user.has_role(Role.PROVINCE_OFFICER) or not (decision := can_extend_some(user)):
        return ALLOWED if user.has_role(Role.PROVINCE_OFFICER) else decision
    if kind != Deadline.SUBMISSION:
        return refuse("省级截止时间和补正期限只能由省文化和旅游厅延长。")
    concerned = {row.city_id for row in applications} or {city}
    if not concerned <= set(user.city_ids(Role.CITY_OFFICER)):
        return refuse("只能为本市和本市的申报单位延长市级截止时间。")
    return ALLOWED
