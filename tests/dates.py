"""The tests on another day: ``pytest --start-at 2026-12-31T23:58``, in Asia/Shanghai.

Only this process is there: PostgreSQL, Redis, workers and browsers keep the machine's time.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import time_machine

OFFICES = ZoneInfo("Asia/Shanghai")


def pytest_addoption(parser):
    parser.addoption(
        "--start-at",
        metavar="MOMENT",
        type=datetime.fromisoformat,
        help="date and time in Asia/Shanghai at which the tests start; the clock goes on from there",
    )


def pytest_configure(config):
    moment = config.getoption("--start-at")
    if moment:
        # in UTC, because a destination with the name of a zone changes the machine's zone, too
        travel = time_machine.travel(moment.replace(tzinfo=OFFICES).astimezone(UTC))
        travel.start()
        config.add_cleanup(travel.stop)
