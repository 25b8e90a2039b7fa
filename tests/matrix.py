"""Ask every address as everybody: what the access matrices have in common (house.md §4)."""

from copy import deepcopy
from unittest.mock import patch

from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import HttpResponse
from django.urls import get_resolver

#: The columns of every table; "-" is nobody logged in.
WHO = (
    "-", "nobody", "far_head", "other_head", "clerk", "head", "city", "far_city", "civil",
    "far_civil", "chair", "outsider", "province", "civil_reader", "finance_reader", "admin",
)  # fmt: skip


def answers(client, method, urls):
    """The status codes; whatever a request wrote, also a log-out, is taken back."""
    cookies = deepcopy(client.cookies)
    for url in urls:
        with transaction.atomic():
            response = getattr(client, method)(url)
            close(response)
            transaction.set_rollback(True)
        client.cookies = deepcopy(cookies)
        yield response.status_code


def close(response):
    """Let go of a file; what ends a request also ends connections, and a test still needs its own."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def columns(client, cast, method, urls, who=WHO):
    """For each of ``urls`` the codes of everybody, in the order of ``who``."""
    found = []
    with patch.multiple("portal.urls", handler403=bare(403), handler404=bare(404)):
        for person in who:
            if person != "-":
                client.force_login(cast[person])
            found.append(list(answers(client, method, urls)))
    return list(zip(*found, strict=True))


def bare(status):
    """An error page without its sentences: thousands are asked for here, for their codes alone."""
    return lambda request, exception: HttpResponse(status=status)


def named_addresses():
    """Every named address of our own; the operator's pages are in tests/portal/test_admin.py."""
    for entry in get_resolver().url_patterns:
        below = getattr(entry, "url_patterns", None)
        if below is None:
            yield entry.name
        elif entry.namespace != "admin":
            yield from (f"{entry.namespace}:{pattern.name}" for pattern in below)
