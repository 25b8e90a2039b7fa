"""Experts, what may stand between one of them and an application, and the days (domain.md §3.4)."""

from applications.models import Application
from portal.choices import Role
from portal.models import User
from scoring.models import Panel


def experts() -> list[User]:
    """Everybody who may be called into a panel, with the places where they work."""
    people = User.objects.holding(Role.EXPERT).order_by("name", "pk")
    return list(people.prefetch_related("memberships__organisation__city"))


def employers(expert: User) -> list[str]:
    """The names of the places where ``expert`` works now."""
    return [m.organisation.name for m in expert.memberships.all() if m.ended_at is None]


def concerns(expert: User, application: Application) -> list[str]:
    """Why this expert should perhaps not judge this unit: own employer, same city."""
    places = [m.organisation for m in expert.memberships.all() if m.ended_at is None]
    if any(place.pk == application.organisation_id for place in places):
        return ["任职单位即申报单位"]
    if any(place.city_id == application.city_id for place in places):
        return [f"任职单位与申报单位同在{application.city.name}"]
    return []


def doubt_about_days(panel: Panel) -> str:
    """What is odd about the two dates; the notice names 现场验收 first and orders nothing."""
    if panel.visit_on and panel.defence_on and panel.defence_on < panel.visit_on:
        return "汇报答辩早于现场验收，请核对两个日期；确需先答辩的，不影响办理。"
    return ""
