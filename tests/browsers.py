"""Somebody of the cast at a real browser."""

from django.test import Client


def enter(context, user, url):
    """Log ``user`` in, as in another window of the same browser; ``url`` is the server's."""
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
    context.add_cookies([cookie])
