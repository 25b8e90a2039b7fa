from django.http import HttpResponse
from django.test import RequestFactory

from portal.middleware import NoStoreMiddleware


def answer(**headers):
    middleware = NoStoreMiddleware(lambda request: HttpResponse(headers=headers))
    return middleware(RequestFactory().get("/"))["Cache-Control"]


def test_page_may_not_be_stored():
    assert answer() == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_view_may_decide_otherwise():
    assert answer(**{"Cache-Control": "private, max-age=60"}) == "private, max-age=60"
