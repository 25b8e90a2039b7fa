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
    token = _mark.set(_mark_of(record))
    try:
        yield
    finally:
        _mark.reset(token)


def _mark_of(record: Any) -> str:
    return getattr(record, "notice_mark", "")


def notify(users: Iterable[Any], text: str, url: str = "", *, record: Any = None) -> None:
    """Leave one message for each of ``users``, in the transaction of the event itself.

    ``record`` is what it is about, where no move has said so (``about``).
    Whoever wants mail at once gets one about it, which waits in the outbox.
    """
    moment, text = clock.now(), (_mark_of(record) or _mark.get()) + text
    notices = Notice.objects.bulk_create(
        Notice(recipient=user, text=text[:500], url=url, created_at=moment) for user in users
    )
    outbox.write(notices)
