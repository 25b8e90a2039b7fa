"""Pages for what went wrong; a script gets the same sentence as JSON."""

from django.http import JsonResponse
from django.shortcuts import render

from portal.network import is_fetch, is_own_form, typed_texts

NOT_FOUND = "没有找到这一内容，可能已被删除，或您没有查看权限。"
NOT_ALLOWED = "您的账号没有办理这项业务的权限。"


def forbidden(request, exception):
    """403 with the sentence that the predicate gave."""
    if is_fetch(request):
        return JsonResponse({"message": str(exception) or NOT_ALLOWED}, status=403)
    context = {"exception": str(exception), "typed": typed_texts(request)}
    return render(request, "403.html", context, status=403)


def not_found(request, exception):
    """404, also for what exists and is not this person's to see."""
    if is_fetch(request):
        return JsonResponse({"message": NOT_FOUND}, status=404)
    return render(request, "404.html", {"typed": typed_texts(request)}, status=404)


def untrusted(request, reason=""):
    """403 for a page that is older than the log-in; what was typed into it is not lost.

    A page for everybody has no log-in to be older than: its view shows the form again (``stale``).
    """
    match = request.resolver_match
    view_class = getattr(match.func, "view_class", None)
    if hasattr(view_class, "stale") and is_own_form(request):
        view = view_class()
        view.setup(request, *match.args, **match.kwargs)
        return view.stale()
    return render(request, "403_csrf.html", {"typed": typed_texts(request)}, status=403)
