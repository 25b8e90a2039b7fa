"""For whoever watches the server: is it alive, can it reach its database, is its worker alive?"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import clock, health, outbox


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """200 when a query comes back, 503 when not; says nothing about anybody's data.

    Pages work without worker and mail server, so that neither makes the portal unhealthy.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", **_background()})


def _background() -> dict[str, object]:
    last = health.last_beat()
    return {
        "worker": "silent" if health.is_silent(last) else "ok",
        "worker_last_seen": last,
        "mail": _mail(),
        "waiting_seconds": {
            name: _age(queue.waiting_since()) for name, queue in health.QUEUES.items()
        },
    }


def _mail() -> str:
    if not settings.SENDS_MAIL:
        return "off"
    return "failing" if outbox.is_in_trouble() else "ok"


def _age(since: datetime | None) -> int:
    return max(0, int((clock.now() - since).total_seconds())) if since else 0
