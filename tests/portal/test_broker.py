"""A broker that is away costs one deed two seconds, and loses nothing."""

from itertools import count

import pytest

from portal import broker


@pytest.fixture
def seconds(monkeypatch):
    """What the process reads from its clock, one after the other."""
    monkeypatch.setattr(broker, "_rests_until", 0.0)

    def say(*moments):
        moments = iter(moments)
        monkeypatch.setattr(broker, "monotonic", lambda: next(moments))

    return say


@pytest.fixture
def asked(monkeypatch):
    """Every call of a broker that is away."""
    calls = []

    def gone(task, **options):
        calls.append((task, options))
        raise OSError("no route to host")

    monkeypatch.setattr("portal.broker.current_app.send_task", gone)
    return calls


def test_a_silent_broker_is_left_alone_for_a_while(seconds, asked):
    # begun at 100, given up at 102; the next deed asks the clock only; at 132 it is tried again
    seconds(100, 100, 102, 102, 131.9, 132, 132, 134, 134)

    answers = [broker.call("portal.send_mail", expires=60) for _ in range(3)]

    assert answers == [False, False, False]
    assert asked == [("portal.send_mail", {"retry": False, "expires": 60})] * 2


def test_a_line_that_breaks_at_once_is_tried_once_more(seconds, monkeypatch):
    tries = count(1)

    def send(task, **options):
        if next(tries) == 1:
            raise OSError("Connection reset by peer")

    monkeypatch.setattr("portal.broker.current_app.send_task", send)
    seconds(100, 100, 100.1)

    assert broker.call("portal.send_mail") is True
    assert next(tries) == 3
