"""Sessions that end after idleness without a write on every request."""

import time
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

RENEW_AFTER_SECONDS = 60
BORN = "born"


class SessionStore(DatabaseStore):
    """Django's database session that knows how old and how idle it is.

    Both are measured by the machine's clock, never by the rehearsal's.
    """

    expire_date: datetime | None = None

    def _get_session_from_db(self):
        row = super()._get_session_from_db()
        self.expire_date = row.expire_date if row else None
        return row

    def save(self, must_create=False):
        self._get_session(no_load=must_create).setdefault(BORN, int(time.time()))
        super().save(must_create)

    def is_overdue(self) -> bool:
        """Whether the session has outlived ``SESSION_ABSOLUTE_AGE`` seconds."""
        born = self.get(BORN)
        return born is not None and time.time() - born >= settings.SESSION_ABSOLUTE_AGE

    def wants_renewal(self) -> bool:
        """Whether a minute of the idle time has gone since the row was written."""
        if self.expire_date is None:
            return False
        left = (self.expire_date - timezone.now()).total_seconds()
        return left < settings.SESSION_COOKIE_AGE - RENEW_AFTER_SECONDS
