"""The clock of a page, which stands still: its timers go off when a test says so."""

from datetime import datetime, timedelta

#: Milliseconds that the scripts wait: after the last key, and after a save before they ask for findings.
SAVES, ASKS = 1000, 600


def stop_clock(page):
    """Nothing is sent, or tried again, before ``page.clock.run_for(…)``."""
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))
