import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from portal.middleware import SessionLifetimeMiddleware
from portal.sessions import BORN, RENEW_AFTER_SECONDS, SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(settings):
    """A session that lies in the database and was opened again by another request."""
    store = SessionStore()
    store["person"] = 7
    store.create()
    return SessionStore(store.session_key)


def pass_through_middleware(session):
    request = RequestFactory().get("/")
    request.session = session
    SessionLifetimeMiddleware(lambda request: HttpResponse())(request)
    return request.session


def set_seconds_left(session, seconds):
    moment = timezone.now() + timedelta(seconds=seconds)
    Session.objects.filter(pk=session.session_key).update(expire_date=moment)


def test_session_remembers_when_it_began(stored):
    assert time.time() - stored[BORN] < 60


def test_session_keeps_its_beginning_when_saved_again(stored):
    stored[BORN] = 1000
    stored.save()

    assert SessionStore(stored.session_key)[BORN] == 1000


def test_used_session_is_not_written_within_a_minute(stored, settings):
    set_seconds_left(stored, settings.SESSION_COOKIE_AGE - RENEW_AFTER_SECONDS + 30)

    session = pass_through_middleware(stored)

    assert (session["person"], session.modified) == (7, False)


def test_used_session_is_renewed_after_a_minute(stored, settings):
    set_seconds_left(stored, settings.SESSION_COOKIE_AGE - RENEW_AFTER_SECONDS - 1)

    session = pass_through_middleware(stored)

    assert (session["person"], session.modified) == (7, True)


def test_idle_session_is_gone(stored):
    set_seconds_left(stored, -1)

    session = pass_through_middleware(stored)

    assert dict(session.items()) == {}


@pytest.mark.parametrize(("beyond", "survives"), [(-60, True), (1, False)])
def test_session_ends_at_its_absolute_age(stored, settings, beyond, survives):
    stored[BORN] = int(time.time()) - settings.SESSION_ABSOLUTE_AGE - beyond
    stored.save()

    session = pass_through_middleware(SessionStore(stored.session_key))

    assert ("person" in session) == survives
    assert Session.objects.filter(pk=stored.session_key).exists() == survives


def test_reading_a_session_costs_one_query(stored, django_assert_num_queries):
    with django_assert_num_queries(1):
        pass_through_middleware(stored)
