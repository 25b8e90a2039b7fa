"""Units that may apply in an open batch and have not begun.

Each stands for an application that nobody has begun: unsaved, so that whatever reads an
application, its dates and 催办 alike, reads it as well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications import deadlines, standing
from applications.choices import BatchStatus, Status
from applications.models import Application, Batch, Urge
from applications.permissions import is_province
from portal import clock
from portal.choices import OrganisationKind, OrganisationStanding, Role
from portal.models import Organisation, User


def units(user: User) -> QuerySet[Organisation]:
    """Who may apply at all and is asked to by ``user``: the own city's, for the province all."""
    rows = Organisation.objects.filter(kind=OrganisationKind.CREATING_UNIT)
    rows = rows.exclude(standing=OrganisationStanding.DISABLED).order_by("city", "name", "pk")
    return rows if is_province(user) else rows.filter(city__in=user.city_ids(Role.CITY_OFFICER))


def of(batch: Batch, user: User) -> QuerySet[Organisation]:
    """Those of ``units`` that have no application in ``batch``, as long as it is open."""
    is_open = batch.status == BatchStatus.OPEN and batch.opens_at <= clock.now()
    return _without(units(user), batch.pk) if is_open else Organisation.objects.none()


def counts(user: User) -> list[tuple[Batch, int]]:
    """The open batches with how many of ``units`` have not begun; one query."""
    missing = _without(units(user), OuterRef(OuterRef("pk"))).order_by().values("kind")
    number = Coalesce(Subquery(missing.annotate(n=Count("pk")).values("n")), 0)
    rows = Batch.objects.filter(status=BatchStatus.OPEN, opens_at__lte=clock.now())
    return [(batch, batch.unstarted) for batch in rows.annotate(unstarted=number)]


def _without(rows: QuerySet[Organisation], batch: int | OuterRef) -> QuerySet[Organisation]:
    begun = Application.objects.filter(batch=batch, organisation=OuterRef("pk"))
    return rows.filter(~Exists(begun))


def blank(batch: Batch, unit: Organisation) -> Application:
    """The application that ``unit`` has not begun, as a row of ``standing.with_holder``."""
    row = Application(batch=batch, organisation=unit, city=unit.city, status=Status.DRAFTING)
    row.lies_with = standing.UNIT
    return row


# --- lines ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One unit; ``urged`` is the last reminder in this batch that the reader may know of."""

    unit: Organisation
    due: datetime
    left: str
    is_late: bool
    urged: Urge | None


def lines(batch: Batch, rows: Iterable[Organisation], user: User) -> Iterator[Line]:
    """The lines of ``rows``; two queries more."""
    now, found = clock.now(), list(rows)
    dates = deadlines.by_city(batch, {unit.city_id for unit in found})
    urges = Urge.objects.visible_to(user).filter(batch=batch, organisation__in=found)
    urged = {urge.organisation_id: urge for urge in urges.order_by("sent_at", "pk")}
    for unit in found:
        due = dates[unit.city_id].submission
        yield Line(unit, due, clock.left(due, now), due < now, urged.get(unit.pk))
