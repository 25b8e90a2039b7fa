"""Nothing in a test is left to chance, and a token still is one's own."""

from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import settings

from tests.chance import LETTERS
from tests.factories.portal import OrganisationFactory, credit_code


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


def test_names_stand_in_the_order_of_their_making_however_many_came_before():
    units = [OrganisationFactory.build(__sequence=n, city=None) for n in (0, 9, 10, 99, 1000)]
    names = [unit.name for unit in units]

    assert names == sorted(names)
    assert {len(name) for name in names} == {len("云峪康养有限公司") + 5}
    assert not any(digit in name for name in names for digit in "0123456789")


def test_no_unit_has_the_code_that_a_test_gives_to_another():
    units = [OrganisationFactory.build(__sequence=n, city=None) for n in (77, 4711)]

    assert not {unit.credit_code for unit in units} & {credit_code(77), credit_code(4711)}
