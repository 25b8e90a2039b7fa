"""Messages to people about what they must do now (G-12)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from portal import clock, outbox
from portal.models import Notice

_mark: ContextVar[str] = ContextVar("notice_mark", default="")


@contextmanager
def about(record: Any) -> Iterator[None]:
    """Let every message inside begin with the mark of ``record``, 【演练】 for a rehearsal."""
    token = _mark.set(getattr(record, "notice_mark", ""))
    try:
        yield
    finally:
        _mark.reset(token)


def notify(users: Iterable[Any], text: str, url: str = "") -> None:
    """Leave one message for each of ``users``, in the transaction of the event itself.

    Whoever wants mail at once gets one about it, which waits in the outbox.
    """
    moment, text = clock.now(), _mark.get() + text
    notices = Notice.objects.bulk_create(
        Notice(recipient=user, text=text[:500], url=url, created_at=moment) for user in users
    )
    outbox.write(notices)
