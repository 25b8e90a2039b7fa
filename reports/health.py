"""What waits for a worker here, and what failed of late."""

from datetime import datetime

from portal import clock, health
from reports.choices import LIVE, OutputState
from reports.models import OutputJob


def waiting_since() -> datetime | None:
    """When the oldest file that is not ready was asked for."""
    waiting = OutputJob.objects.filter(state__in=LIVE).order_by("requested_at")
    return waiting.values_list("requested_at", flat=True).first()


def failed() -> int:
    """How many files could not be made in the last days."""
    since = clock.now() - health.RECENT
    return OutputJob.objects.filter(state=OutputState.FAILED, requested_at__gte=since).count()


health.QUEUES["files"] = health.Queue("文件生成", waiting_since, failed)
