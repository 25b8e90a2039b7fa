"""What happens to every request, beside what Django does."""

from django.utils.cache import add_never_cache_headers


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
