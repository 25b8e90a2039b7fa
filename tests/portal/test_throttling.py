"""So many in a window and not one more, from whatever process."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory

from portal import clock
from portal.models import Throttle
from portal.throttling import allow, place_of

NOON = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def answers(moment, times, key="objection:192.0.2.1"):
    with clock.at(moment):
        return [allow(key, limit=2, per=HOUR) for _ in range(times)]


@pytest.mark.django_db
def test_a_window_allows_its_limit_and_the_next_one_begins_anew():
    assert answers(NOON, 3) == [True, True, False]
    assert answers(NOON + HOUR - timedelta(seconds=1), 1) == [False]
    assert answers(NOON + HOUR, 3) == [True, True, False]


@pytest.mark.django_db
def test_keys_do_not_disturb_each_other():
    answers(NOON, 2)

    assert answers(NOON, 1, key="objection:192.0.2.2") == [True]


@pytest.mark.django_db
def test_old_windows_are_deleted_in_passing():
    answers(NOON, 1)
    answers(NOON + 2 * timedelta(days=1), 1, key="verify")

    assert [row.key for row in Throttle.objects.all()] == ["verify"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_than_the_limit_pass():
    def ask(_):
        try:
            with clock.at(NOON):
                return allow("verify:192.0.2.1", limit=3, per=HOUR)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(ask, range(8)))

    assert sum(passed) == 3


@pytest.mark.parametrize(
    ("trusted", "forwarded", "direct", "place"),
    [
        (0, "203.0.113.9", "192.0.2.1", "192.0.2.1"),  # a forged header changes nothing
        (1, "198.51.100.7, 203.0.113.9", "192.0.2.1", "203.0.113.9"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "nonsense", "192.0.2.1", "?"),
    ],
)
def test_the_place_of_a_request_cannot_be_chosen(settings, trusted, forwarded, direct, place):
    settings.TRUSTED_PROXIES = trusted
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=direct)

    assert place_of(request) == place
