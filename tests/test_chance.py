"""Nothing in a test is left to chance, and a token still is one's own."""

from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import settings

from tests.chance import LETTERS


def test_a_token_is_made_of_letters_that_no_test_looks_for():
    token = get_token(RequestFactory().get("/"))

    assert len(token) == 64
    assert {*token} == {*LETTERS}


def test_a_token_still_tells_one_person_from_another(db):
    own, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    path = reverse("login")
    tokens = [str(who.get(path).context["csrf_token"]) for who in (own, other)]

    answers = [own.post(path, {"csrfmiddlewaretoken": token}).status_code for token in tokens]

    assert answers == [200, 403]


def test_the_same_examples_are_asked_each_time_however_long_they_take():
    assert (settings().derandomize, settings().deadline) == (True, None)
