"""What waits for a worker here."""

from datetime import datetime

from portal import health
from reports.choices import LIVE
from reports.models import OutputJob


@health.queue("files")
def waiting_since() -> datetime | None:
    """When the oldest file that is not ready was asked for."""
    waiting = OutputJob.objects.filter(state__in=LIVE).order_by("requested_at")
    return waiting.values_list("requested_at", flat=True).first()
