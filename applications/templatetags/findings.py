"""The panel of 形式审查 beside one part, and the way to its counts of a batch."""

from typing import Any

from django import template
from django.template import Context

from applications.choices import SectionName
from applications.findings import part_of
from applications.models import Application, Batch
from applications.permissions import can_read_check_counts

register = template.Library()


@register.inclusion_tag("applications/checks/_panel.html", takes_context=True)
def checks_panel(
    context: Context, application: Application, section: str, *, beside: bool = False
) -> dict[str, Any]:
    """What is missing or odd in one part now; a script renews it after each save.

    It stands open ``beside`` a form, else it is a line to open.
    """
    section = SectionName(section)
    return {
        "application": application,
        "section": section,
        "part": part_of(application, context["request"].user, section),
        "is_beside": beside,
        "is_own_page": True,
    }


@register.inclusion_tag("applications/checks/_counts_link.html", takes_context=True)
def check_counts_link(context: Context, batch: Batch) -> dict[str, Any]:
    """To the counts of ``batch``, for whoever may read them."""
    return {"batch": batch, "may_read": can_read_check_counts(context["request"].user)}
