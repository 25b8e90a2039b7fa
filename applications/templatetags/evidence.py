"""What the head of the desk says of the evidence."""

from django import template

from applications import evidence
from applications.desk import Desk

register = template.Library()


@register.simple_tag
def unopened(desk: Desk) -> int | None:
    """How many pieces nobody has opened for the whole sheet; None to who does not judge them."""
    if not (desk.writing and evidence.judges(desk.column)):
        return None
    return evidence.unopened(desk.application, desk.sheet)
