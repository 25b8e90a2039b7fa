"""Messages to people about what they must do now (G-12)."""

from collections.abc import Iterable
from typing import Any

from portal import clock, outbox
from portal.models import Notice


def notify(users: Iterable[Any], text: str, url: str = "") -> None:
    """Leave one message for each of ``users``, in the transaction of the event itself.

    Whoever wants mail at once gets one about it, which waits in the outbox.
    """
    moment = clock.now()
    notices = Notice.objects.bulk_create(
        Notice(recipient=user, text=text[:500], url=url, created_at=moment) for user in users
    )
    outbox.write(notices)
