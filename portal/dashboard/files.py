"""Files that somebody asked for: still being made, ready, or failed."""

from datetime import timedelta

from portal import clock
from portal.models import User
from reports.models import OutputJob
from reports.views.outputs import JobPanel, own_jobs, panel

SHOWN = 5
DAYS = 3


def recent_files(user: User) -> list[JobPanel]:
    """The newest file of each kind and subject."""
    since = clock.now() - timedelta(days=DAYS)
    asked = OutputJob.objects.visible_to(user).filter(requested_at__gte=since)
    newest: dict[str, int] = {}
    for slot, job in asked.values_list("slot", "pk"):
        newest.setdefault(slot, job)
    shown = list(newest.values())[:SHOWN]  # mostly none, who need not be joined with anything
    return [panel(job) for job in own_jobs(user).filter(pk__in=shown)] if shown else []
