"""The one clock of the product: the server's, in Asia/Shanghai.

Deadlines, audit records and dates on paper all ask here, so a rehearsal and a
test can play a calendar without touching the machine's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """The present moment, aware."""
    return _set_to.get() or timezone.now()


def today() -> date:
    """The calendar day in Asia/Shanghai."""
    return timezone.localtime(now()).date()


def days_left(due: datetime, moment: datetime) -> int:
    """Whole calendar days until ``due``; 0 on the day itself, negative when it has passed."""
    return (timezone.localtime(due).date() - timezone.localtime(moment).date()).days


def left(due: datetime, moment: datetime) -> str:
    """还有3天, 今天截止, 已截止 or 已过2天: the same words on every page and in every message."""
    days = days_left(due, moment)
    if moment > due:
        return f"已过{-days}天" if days else "已截止"
    return f"还有{days}天" if days else "今天截止"


def machine_now() -> datetime:
    """The machine's time, not the calendar's: whether a worker lives is no matter of a rehearsal."""
    return timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside the block happen at ``moment`` (aware)."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
