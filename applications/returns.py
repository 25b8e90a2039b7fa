"""The rounds of an application as one reader sees them: points, answers, verdicts, and places."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from applications.choices import CITY_SECTIONS, SectionName
from applications.models import Application, CatalogueItem, ReturnPoint, ReturnRound
from applications.permissions import can_see_noted, hides_city
from applications.permissions.opening import COLUMN_OF
from applications.places import leaf_url, section_url
from portal.models import User
from portal.numbers import read_key
from scoring.outline import Outline, outline_of

PEOPLE = ("item", "noted_by", "answered_by", "settled_by")
#: Where the city's parts are filled in.
CITY_PAGES = {SectionName.QUALIFICATION: "qualification", SectionName.OPINION: "opinion"}


# --- places ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a point names: a part, a leaf of a sheet, or a slot of the catalogue."""

    section: SectionName
    leaf: str = ""
    item: CatalogueItem | None = None

    @property
    def fields(self) -> dict[str, object]:
        """As ReturnPoint stores it."""
        return {"section": self.section, "leaf": self.leaf, "item": self.item}

    @property
    def label(self) -> str:
        return ReturnPoint(**self.fields).place_label


def read_spot(application: Application, section: str, leaf: str = "", item: str = "") -> Spot:
    """The place that an address names; Http404 where there is none."""
    if section not in SectionName:
        raise Http404
    name = SectionName(section)
    if leaf and (name not in COLUMN_OF or leaf not in outline(application).items):
        raise Http404
    if item and name != SectionName.ATTACHMENTS:
        raise Http404
    return Spot(name, leaf, _slot(application, item) if item else None)


def _slot(application: Application, key: str) -> CatalogueItem:
    found = application.batch.catalogue.filter(pk=read_key(key)).first()
    if found is None:
        raise Http404
    return found


def outline(application: Application) -> Outline:
    return outline_of(application.batch.ruleset)


def place_url(application: Application, spot: Spot | ReturnPoint) -> str:
    """Where the place is read, or filled in by whoever may."""
    section = SectionName(spot.section)
    if spot.leaf:
        return leaf_url(application, COLUMN_OF[section], outline(application).items[spot.leaf])
    if section in CITY_PAGES:
        return reverse(f"applications:{CITY_PAGES[section]}", args=[application.pk])
    if section in CITY_SECTIONS:
        return reverse("applications:sheet", args=[application.pk, COLUMN_OF[section]])
    slot = spot.item.pk if spot.item else ""
    return section_url(application, section) + (f"#slot-{slot}" if slot else "")


def note_url(
    application: Application, section: str, *, leaf: str = "", item: object = "", back: str = ""
) -> str:
    """Where a point about a place is noted; ``back`` is where one reads now."""
    asked = {"section": section, "leaf": leaf, "item": item, "back": back}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('applications:note_point', args=[application.pk])}?{query}"


# --- points and rounds -------------------------------------------------------------------


def noted(application: Application, *, by_province: bool) -> QuerySet[ReturnPoint]:
    """What one side has noted and not sent yet."""
    rows = application.return_points.filter(round__isnull=True, by_province=by_province)
    return rows.select_related(*PEOPLE)


def fingerprint(points: Iterable[ReturnPoint]) -> str:
    """Changes with any word of the points: what goes out is what was looked at."""
    text = "\x1f".join(f"{p.pk}={p.category}={p.comment}" for p in points)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def rounds_of(application: Application, user: User) -> list[ReturnRound]:
    """Every round with the points that ``user`` may read, newest first; two queries."""
    rows = application.return_rounds.select_related("returned_by").order_by("-number")
    return list(rows.prefetch_related(Prefetch("points", readable(application, user))))


def readable(application: Application, user: User) -> QuerySet[ReturnPoint]:
    """The points that went out, but those on a 初评 that ``user`` does not see yet."""
    points = ReturnPoint.objects.filter(application=application, round__isnull=False)
    if hides_city(user, application):
        points = points.exclude(section__in=CITY_SECTIONS)
    return points.select_related(*PEOPLE)


def noted_for(application: Application, user: User) -> QuerySet[ReturnPoint]:
    """What the own side of ``user`` has noted and not sent."""
    return application.return_points.filter(_unsent(application, user)).select_related(*PEOPLE)


def current(application: Application, user: User) -> QuerySet[ReturnPoint]:
    """The points of the last round, and what the own side of ``user`` has noted since."""
    last = application.return_rounds.order_by("-number").values("pk")[:1]
    return application.return_points.filter(Q(round__in=last) | _unsent(application, user))


def _unsent(application: Application, user: User) -> Q:
    sides = [s for s in (False, True) if can_see_noted(user, application, by_province=s)]
    return Q(round__isnull=True, by_province__in=sides)


def open_round(application: Application) -> ReturnRound | None:
    """The round that waits for its answer."""
    return application.return_rounds.filter(answered_at__isnull=True).last()
