"""催办 beside a line of any list."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from applications.models import Application
from applications.services.urging import is_worth_urging

register = template.Library()


@register.simple_tag(takes_context=True)
def urge_link(context: template.Context, application: Application) -> SafeString | str:
    """The way to 催办, where it makes sense for whoever reads; no queries."""
    if not is_worth_urging(application, context["request"].user):
        return ""
    return format_html(
        '<a href="{}" aria-label="催办{}">催办</a>',
        reverse("applications:urge", args=[application.pk]),
        application.organisation.name,
    )
