"""What happens to every request, beside what Django does."""

import ipaddress
import logging
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import add_never_cache_headers

from portal import audit
from portal.locking import Gone
from portal.network import client_address, is_fetch, page_of, typed_texts
from portal.views.errors import not_found

logger = logging.getLogger(__name__)

#: What a person with an initial password may open before changing it.
OPEN_WITH_INITIAL_PASSWORD = ("password_change", "logout", "session", "healthz")


class NoStoreMiddleware:
    """No page may lie in a shared cache or come back after log-out.

    A view that sets ``Cache-Control`` itself has decided otherwise.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class SessionLifetimeMiddleware:
    """Ends a session that is too old; renews a used one at most once a minute."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.session.session_key is None:
            return self.get_response(request)
        if request.session.is_overdue():
            request.session.flush()
        elif request.session.wants_renewal():
            request.session.modified = True
        return self.get_response(request)


class GoneMiddleware:
    """A record that was cleared away while somebody's deed waited for it: 404, not an error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Gone):
            return None
        logger.info("Gone meanwhile: %s", request.path, exc_info=exception)
        return not_found(request, Http404())


class AddressMiddleware:
    """Lets every audit record of this request say where it came from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = audit.address.set(_valid_address(client_address(request)))
        try:
            return self.get_response(request)
        finally:
            audit.address.reset(token)


def _valid_address(text: str) -> str | None:
    """``text`` if it is an address; a proxy may have written anything, a socket writes nothing."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Django's; a script gets JSON with the way to the log-in page, not a redirect."""

    def handle_no_permission(self, request, view_func):
        if not is_fetch(request):
            return _log_in_first(request)
        login = resolve_url(settings.LOGIN_URL)
        here = quote(request.get_full_path())
        return JsonResponse({"login": f"{login}?next={here}"}, status=403)


def _log_in_first(request):
    """The log-in page, which leads back; whoever has written something keeps it on this page."""
    page = page_of(request)
    if texts := typed_texts(request):
        return render(request, "logged_out.html", {"typed": texts, "next": page}, status=403)
    return redirect_to_login(page)


class InitialPasswordMiddleware:
    """Nothing opens to an account whose initial password has not been changed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return None
        if request.resolver_match.view_name in OPEN_WITH_INITIAL_PASSWORD:
            return None
        if is_fetch(request):
            return JsonResponse({"message": "请先修改初始密码，再继续办理。"}, status=403)
        return redirect("password_change")
