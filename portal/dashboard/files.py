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
    newest: dict[str, OutputJob] = {}
    for job in own_jobs(user).filter(requested_at__gte=since):
        newest.setdefault(job.slot, job)
    return [panel(job) for job in list(newest.values())[:SHOWN]]
