"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest

from portal.validators import normalise_username


def client_address(request: HttpRequest) -> str:
    """The address of the client, for the lock-out and the audit trail.

    ``X-Forwarded-For`` counts only as far as ``TRUSTED_PROXIES`` of our own proxies
    have written it, from the right; anything further left the client may have forged.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    if not settings.TRUSTED_PROXIES or len(hops) < settings.TRUSTED_PROXIES:
        return direct
    return hops[-settings.TRUSTED_PROXIES]


def is_fetch(request: HttpRequest) -> bool:
    """Whether one of our scripts asks; it reads JSON and follows no redirect."""
    return request.headers.get("X-Requested-With") == "fetch"


def typed_username(request: HttpRequest, credentials: dict | None = None) -> str:
    """The user name that somebody tries, in one spelling, so that ADMIN and admin lock together."""
    typed = (credentials or request.POST).get("username") or ""
    return normalise_username(typed)
