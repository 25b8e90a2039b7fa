"""Points of a return where they point at, and the way to note another one."""

from typing import Any

from django import template

from applications import permissions as may
from applications.models import Application, CatalogueItem
from applications.returns import PEOPLE, current, note_url

register = template.Library()


@register.inclusion_tag("applications/returns/_here.html", takes_context=True)
def points_here(context: Any, application: Application, section: str) -> dict[str, Any]:
    """What is said of one part, in the last round or noted since; one query."""
    user = context["request"].user
    if not may.can_read_returns(user, application):
        return {}
    points = current(application, user).filter(section=section)
    return {
        "application": application,
        "points": points.select_related(*PEOPLE, "round"),
        **note_link(context, application, section),
    }


@register.inclusion_tag("applications/returns/_note_link.html", takes_context=True)
def note_link(
    context: Any, application: Application, section: str, item: CatalogueItem | None = None
) -> dict[str, str]:
    """The small control of whoever reads with the right to return; nothing for others."""
    request = context["request"]
    if not may.can_note_on(request.user, application, section, item):
        return {}
    back = request.get_full_path() + (f"#slot-{item.pk}" if item else "")
    key = item.pk if item else ""
    return {"note_url": note_url(application, section, item=key, back=back), "item": item}
