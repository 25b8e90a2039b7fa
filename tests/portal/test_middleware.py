import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal import audit
from portal.middleware import AddressMiddleware, NoStoreMiddleware


def answer(**headers):
    middleware = NoStoreMiddleware(lambda request: HttpResponse(headers=headers))
    return middleware(RequestFactory().get("/"))["Cache-Control"]


def test_page_may_not_be_stored():
    assert answer() == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_view_may_decide_otherwise():
    assert answer(**{"Cache-Control": "private, max-age=60"}) == "private, max-age=60"


@pytest.mark.parametrize(
    ("direct", "recorded"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("", None),
        ("unknown", None),
        ("192.0.2.7:51234", None),
    ],
)
def test_audit_knows_the_address_during_the_request_only(direct, recorded):
    seen = []
    middleware = AddressMiddleware(lambda request: seen.append(audit.address.get()))

    middleware(RequestFactory().get("/", REMOTE_ADDR=direct))

    assert (seen, audit.address.get()) == ([recorded], None)


def test_address_is_forgotten_when_the_page_fails():
    def fail(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        AddressMiddleware(fail)(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7"))

    assert audit.address.get() is None
