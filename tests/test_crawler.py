"""Whoever follows every link reaches every page, and meets no closed door and no broken one."""

from collections import Counter, deque
from contextlib import suppress
from html.parser import HTMLParser
from itertools import product
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.urls import NoReverseMatch, URLResolver, get_resolver, resolve, reverse

from applications.models import (
    Application,
    Attachment,
    Batch,
    CatalogueItem,
    EvidenceLink,
    Objection,
    ReturnPoint,
)
from portal.choices import Role
from portal.models import Membership, Notice, Organisation
from reports.models import OutputJob
from scoring.models import RuleSet, Seat
from tests.matrix import answers, bare, close
from tests.world import prepared

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

EVERYBODY = (
    "head", "far_head", "city", "civil", "chair", "member", "outsider", "province",
    "civil_reader", "admin", "nobody",
)  # fmt: skip
#: Pages that differ in these alone are alike; so many of them are opened.
ALIKE = {"year", "month", "number", "link", "item", "section", "name", "attachment"}
OF_EACH = 1


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
    waiting, seen, found = deque([(start, "")]), Counter(), {}
    while waiting:
        url, linked_by = waiting.popleft()
        kind = pattern(url)
        if url in found or seen[kind] == OF_EACH:
            continue
        seen[kind] += 1
        response = client.get(url)
        found[url] = (response.status_code, linked_by)
        if response.status_code == 302 and kind[0] != "notice_open":
            waiting.append((urljoin(url, response.url), linked_by))
        elif "html" in response.get("Content-Type", ""):
            page = response.content.decode()
            waiting += [(link, url) for link in own_links(url, page)]
        close(response)
    return found


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_link_that_somebody_is_shown_opens(client, world, who):
    client.force_login(world.person(who))

    found = crawl(client)

    closed = {url: told for url, told in found.items() if told[0] not in (200, 302)}
    assert closed == {}


# --- every address, whoever asks -------------------------------------------------------------

#: Values for what an address names beside a record; some fit, one never does.
WORDS = {
    "column": ("final_score", "member", "strange"),
    "name": ("figures", "strange"),
    "section": ("1", "basics"),
    "number": ("1.1", "1"),
    "table": ("staffing",),
    "move": ("return_for_supplement", "publish", "strange"),
    "deed": ("urge", "disable", "strange"),
    "check": ("strange",),
    "code": ("AAAA-BBBB",),
    "city": ("140100", "140200", "990000"),
    "duty": ("plan", "strange"),
    "year": (2026, 1999),
    "month": (10, 13),
    "key": ("00000000-0000-4000-8000-000000000000",),
    "old": (1, 9),
    "new": (2,),
}
#: Which records a number means, by the beginning of its address; applications otherwise.
RECORDS = {
    "applications/batches/": Batch,
    "applications/objections/": Objection,
    "applications/people/": Membership,
    "applications/standards/": RuleSet,
    "public/batches/": Batch,
    "standards/": RuleSet,
    "notices/": Notice,
    "people/units/": Organisation,
    "people/": Membership,
    "outputs/applications/": Application,
    "outputs/": OutputJob,
    "applications/": Application,
}
CHILDREN = {
    "attachment": Attachment, "item": CatalogueItem, "link": EvidenceLink, "seat": Seat,
    "point": ReturnPoint, "batch": Batch,
}  # fmt: skip
#: More than a database holds.
NOWHERE = 10**20
VISITORS = ("city", "member")


def routes(resolver, above="", space=""):
    """Every address of our own: its name, its beginning, the names of its arguments."""
    for entry in resolver.url_patterns:
        route = above + str(entry.pattern).removeprefix("^")
        if not isinstance(entry, URLResolver):
            yield space + entry.name, route, [*entry.pattern.regex.groupindex]
        elif entry.namespace != "admin":
            below = f"{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, route, below)


def values(route, name):
    """What may stand for one argument, and something that never does."""
    if name == "pk":
        model = next((m for start, m in RECORDS.items() if route.startswith(start)), Organisation)
        return [*model.objects.values_list("pk", flat=True)[:8], NOWHERE]
    if model := CHILDREN.get(name):
        last = model.objects.order_by("pk").last()
        return [last.pk if last else 0, NOWHERE]
    return WORDS[name]


def every_address():
    for name, route, names in routes(get_resolver()):
        for chosen in product(*(values(route, one) for one in names)):
            with suppress(NoReverseMatch):
                yield reverse(name, kwargs=dict(zip(names, chosen, strict=True)))


@pytest.mark.parametrize("who", VISITORS)
def test_no_address_breaks_whatever_number_stands_in_it(client, world, who):
    client.force_login(world.person(who))
    client.raise_request_exception = False
    urls = [*every_address()]

    with patch.multiple("portal.urls", handler403=bare(403), handler404=bare(404)):
        codes = dict(zip(urls, answers(client, "get", urls), strict=True))

    assert len(urls) > 1000
    assert {url: code for url, code in codes.items() if code >= 500} == {}


@pytest.mark.postgres
def test_no_address_brings_the_database_a_text_that_it_does_not_hold(client, world):
    """PostgreSQL has no NUL: such an address leads nowhere, and breaks nothing."""
    client.force_login(world.person("province"))
    client.raise_request_exception = False
    urls = []
    for name, route, names in routes(get_resolver()):
        if texts := set(names) & {*WORDS}:
            known = {one: values(route, one)[0] for one in names}
            for text in texts:
                with suppress(NoReverseMatch):
                    urls.append(reverse(name, kwargs=known | {text: "\0"}))

    codes = dict(zip(urls, answers(client, "get", urls), strict=True))

    assert len(urls) > 15
    assert {url: code for url, code in codes.items() if code >= 500} == {}


#: Where one record of each kind has its page.
PAGES = {
    "applications:detail": Application,
    "applications:batch": Batch,
    "applications:objection": Objection,
    "reports:output": OutputJob,
    "person": Membership,
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_may_not_be_known_answers_like_what_does_not_exist(client, world, who):
    person = world.person(who)
    client.force_login(person)

    for name, model in PAGES.items():
        numbers = [*model.objects.values_list("pk", flat=True), NOWHERE]
        urls = [reverse(name, args=[number]) for number in numbers]
        codes = dict(zip(numbers, answers(client, "get", urls), strict=True))

        nothing = codes.pop(NOWHERE)
        assert {pk for pk, code in codes.items() if code != nothing} == known(model, person), name


def known(model, person):
    """The numbers of what ``person`` may know to exist."""
    if model is Objection:
        rows = model.objects.all() if person.has_role(Role.PROVINCE_OFFICER) else []
    else:
        rows = model.objects.visible_to(person)
    return {row.pk for row in rows}
