"""The way from a request to a worker; without a broker the clock finds what was not said."""

import logging
from time import monotonic
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

#: For so many seconds nobody asks a broker again that was silent: one deed waits, not each.
REST = 30
#: A broker that says no so soon was only started anew: the next line to it may be good.
AT_ONCE = 0.5

_rests_until = 0.0


def call(task: str, **options: Any) -> bool:
    """Call a worker for ``task``; False where no broker takes the call. Never fails the request."""
    global _rests_until
    if monotonic() < _rests_until:
        return False
    begun = monotonic()
    if _send(task, **options) or (monotonic() - begun < AT_ONCE and _send(task, **options)):
        return True
    logger.warning("No broker takes %s.", task)
    _rests_until = monotonic() + REST
    return False


def _send(task: str, **options: Any) -> bool:
    try:
        current_app.send_task(task, retry=False, **options)
    except (OperationalError, OSError):
        logger.info("%s was not taken.", task, exc_info=True)
        return False
    return True
