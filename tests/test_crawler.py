"""Whoever follows every link reaches every page, and meets no closed door and no broken one."""

from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.urls import resolve

from tests.matrix import close
from tests.world import prepared

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

EVERYBODY = (
    "head", "far_head", "city", "civil", "chair", "member", "outsider", "province",
    "civil_reader", "admin", "nobody",
)  # fmt: skip
#: Pages that differ in these alone are alike; so many of them are opened.
ALIKE = {"year", "month", "number", "link", "item", "section", "name", "attachment"}
OF_EACH = 2


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with prepared(django_db_blocker) as world:
        yield world


class Links(HTMLParser):
    """Where a page leads by a link, a frame, a picture or a form that asks as it stands."""

    ADDRESS = {"a": "href", "iframe": "src", "img": "src"}

    def __init__(self, page: str):
        super().__init__()
        self.found = []
        self.form = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and given.get("method", "get").lower() == "get":
            self.form = given.get("action", ""), []
        elif tag == "input" and self.form and given.get("name") and given.get("value"):
            self.form[1].append((given["name"], given["value"]))
        elif address := given.get(self.ADDRESS.get(tag)):
            self.found.append(address)

    def handle_endtag(self, tag):
        if tag == "form" and self.form:
            action, asked = self.form
            self.found.append(f"{action}?{urlencode(asked)}")
            self.form = None


def own_links(base: str, page: str):
    """The links of ``page`` that stay on this host, without their anchors."""
    for link in Links(page).found:
        parts = urlsplit(urljoin(base, link))
        is_own = not parts.scheme and not parts.netloc
        if is_own and not parts.path.startswith(("/static/", "/admin/")):
            yield parts._replace(fragment="").geturl()


def pattern(url: str):
    """What makes two addresses the same page: its name, its arguments, the questions asked."""
    parts = urlsplit(url)
    found = resolve(parts.path)
    asked = tuple(sorted(name for name, _ in parse_qsl(parts.query)))
    own = {name: value for name, value in found.kwargs.items() if name not in ALIKE}
    return found.view_name, *sorted(own.items()), *asked


def crawl(client, start="/"):
    """Every address that can be reached from ``start``, with its answer and who linked it.

    Where a message leads is not followed: what it speaks of may have been closed since.
    """
    waiting, seen, answers = deque([(start, "")]), Counter(), {}
    while waiting:
        url, linked_by = waiting.popleft()
        kind = pattern(url)
        if url in answers or seen[kind] == OF_EACH:
            continue
        seen[kind] += 1
        response = client.get(url)
        answers[url] = (response.status_code, linked_by)
        if response.status_code == 302 and kind[0] != "notice_open":
            waiting.append((urljoin(url, response.url), linked_by))
        elif "html" in response.get("Content-Type", ""):
            page = response.content.decode()
            waiting += [(link, url) for link in own_links(url, page)]
        close(response)
    return answers


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_link_that_somebody_is_shown_opens(client, world, who):
    client.force_login(world.person(who))

    answers = crawl(client)

    closed = {url: told for url, told in answers.items() if told[0] not in (200, 302)}
    assert closed == {}
