"""Pages for what went wrong; a script gets the same sentence as JSON."""

from django.http import JsonResponse
from django.views import defaults

from portal.network import is_fetch

NOT_FOUND = "没有找到这一内容，可能已被删除，或您没有查看权限。"
NOT_ALLOWED = "您的账号没有办理这项业务的权限。"


def forbidden(request, exception):
    """403 with the sentence that the predicate gave."""
    if is_fetch(request):
        return JsonResponse({"message": str(exception) or NOT_ALLOWED}, status=403)
    return defaults.permission_denied(request, exception)


def not_found(request, exception):
    """404, also for what exists and is not this person's to see."""
    if is_fetch(request):
        return JsonResponse({"message": NOT_FOUND}, status=404)
    return defaults.page_not_found(request, exception)
