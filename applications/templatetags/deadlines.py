"""Where a batch says which of its dates were moved."""

from django import template

from applications import deadlines
from applications.permissions import can_extend_some

register = template.Library()


@register.inclusion_tag("applications/deadlines/_of_batch.html", takes_context=True)
def moved_dates(context, batch):
    """The extensions in force that concern the reader, and the way to all of them."""
    user = context["request"].user
    return {
        "batch": batch,
        "extensions": deadlines.in_force(batch, user),
        "may_add": bool(can_extend_some(user)),
    }
