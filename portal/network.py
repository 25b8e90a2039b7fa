"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


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
