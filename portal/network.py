"""Where a request comes from, and what somebody has typed into it."""

from urllib.parse import urlsplit

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


def typed_texts(request: HttpRequest) -> list[str]:
    """What a person has written into a form that was not stored, to be shown once more.

    Marks, versions and choices of ours are ASCII, texts of people are not. What another site
    sends in somebody's name is not repeated under ours.
    """
    is_form = request.content_type == "application/x-www-form-urlencoded"
    if request.method != "POST" or not is_form or not is_own_form(request):
        return []
    sent = ((name, text) for name, texts in request.POST.lists() for text in texts)
    found = (text for name, text in sent if not text.isascii() and "password" not in name)
    return list(dict.fromkeys(found))


def is_own_form(request: HttpRequest) -> bool:
    """Whether the form that was sent stood on a page of ours."""
    return _is_own(request, "Origin")


def page_of(request: HttpRequest) -> str:
    """The page on which a form stood, or the address itself where nobody says."""
    if request.method != "POST" or not _is_own(request, "Referer"):
        return request.get_full_path()
    page = urlsplit(request.headers["Referer"])
    return f"{page.path}?{page.query}" if page.query else page.path


def _is_own(request: HttpRequest, header: str) -> bool:
    return urlsplit(request.headers.get(header, "")).netloc == request.get_host()


def typed_username(request: HttpRequest, credentials: dict | None = None) -> str:
    """The user name that somebody tries, in one spelling, so that ADMIN and admin lock together."""
    typed = (credentials or request.POST).get("username") or ""
    return normalise_username(typed)
