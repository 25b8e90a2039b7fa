"""Settings and data that must hold in production."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError

from portal.models import User


@register(Tags.security, deploy=True)
def no_demonstration(app_configs, **kwargs):
    """portal.E001: the rehearsal's fictional accounts have known passwords."""
    if not settings.DEMO:
        return []
    return [
        Error(
            "PORTAL_DEMO is on: demonstration accounts have known passwords.",
            hint="Remove PORTAL_DEMO from the environment of a production server.",
            id="portal.E001",
        )
    ]


@register(deploy=True)
def mail_has_sender_and_links(app_configs, **kwargs):
    """portal.E003, portal.W001: a mail server refuses mail from nobody; a mail leads somewhere."""
    if not settings.SENDS_MAIL:
        return []
    found = []
    if not settings.DEFAULT_FROM_EMAIL:
        hint = "Set DEFAULT_FROM_EMAIL to the address that the mail server accepts."
        found.append(Error("Mail is sent without a sender.", hint=hint, id="portal.E003"))
    if not settings.PUBLIC_URL:
        hint = "Set PUBLIC_URL to where people reach the portal."
        found.append(Warning("Mails carry no link.", hint=hint, id="portal.W001"))
    return found


@register(Tags.database, deploy=True)
def no_demonstration_accounts(app_configs, databases=None, **kwargs):
    """portal.E002: a database that was used for a rehearsal must not go into production."""
    if "default" not in (databases or []):
        return []
    try:
        found = User.objects.filter(is_demonstration=True, is_active=True).exists()
    except DatabaseError:  # before the first migration there are no accounts at all
        return []
    if not found:
        return []
    return [
        Error(
            "The database holds demonstration accounts.",
            hint="Start production on a database that never saw `make run`.",
            id="portal.E002",
        )
    ]
