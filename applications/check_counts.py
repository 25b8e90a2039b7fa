"""How many units of a batch each check stops or reminds, as last counted, for one reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, Sum

from applications.choices import BEFORE_RECOMMENDATION, ReturnCategory
from applications.completeness import CHECKS, Check
from applications.models import Application, Batch, CheckCount, ReturnPoint
from portal.models import User

#: S0 to S5: what is still on its way to a recommendation.
COUNTED = BEFORE_RECOMMENDATION
STOPPED, REMINDED = Q(blocking__gt=0), Q(reminding__gt=0)


@dataclass(frozen=True, slots=True)
class Row:
    """One check: how many units it stops and reminds, in how many places."""

    check: Check
    stopped: int
    stops: int
    reminded: int
    reminders: int


@dataclass(frozen=True, slots=True)
class Returned:
    """One category of the points that were sent back: how many, to how many units."""

    label: str
    points: int
    units: int


@dataclass(frozen=True, slots=True)
class Counts:
    """A batch as one reader is told it; ``counted_at`` is None before the first count."""

    rows: list[Row]
    returned: list[Returned]
    units: int
    counted_at: datetime | None


ORDERS = {
    "stopped": lambda row: (-row.stopped, -row.stops, -row.reminded),
    "reminded": lambda row: (-row.reminded, -row.reminders, -row.stopped),
}


def counted(batch: Batch, user: User) -> QuerySet[Application]:
    """The applications that the counts speak of, as far as ``user`` may know them."""
    return Application.objects.visible_to(user).filter(batch=batch, status__in=COUNTED)


def counts_of(batch: Batch, user: User, *, order: str = "stopped") -> Counts:
    """The checks that find something, the worst first; a constant number of queries."""
    applications = counted(batch, user)
    found = CheckCount.objects.filter(application__in=applications)
    rows = [Row(CHECKS[name], *sums) for name, *sums in _sums(found) if name in CHECKS]
    return Counts(
        rows=sorted(rows, key=ORDERS.get(order, ORDERS["stopped"])),
        returned=_returned(Application.objects.visible_to(user).filter(batch=batch)),
        units=applications.count(),
        counted_at=found.aggregate(latest=Max("counted_at"))["latest"],
    )


def _sums(found: QuerySet[CheckCount]) -> Iterable[tuple]:
    rows = found.filter(STOPPED | REMINDED).order_by().values_list("check_name")
    return rows.annotate(
        stopped=Count("pk", filter=STOPPED),
        stops=Sum("blocking"),
        reminded=Count("pk", filter=REMINDED),
        reminders=Sum("reminding"),
    )


def _returned(applications: QuerySet[Application]) -> list[Returned]:
    """Of rounds that were sent, of the city's and the province's."""
    points = ReturnPoint.objects.filter(application__in=applications, round__isnull=False)
    rows = points.order_by().values_list("category")
    counted = rows.annotate(points=Count("pk"), units=Count("application", distinct=True))
    found = [Returned(ReturnCategory(name).label, *sums) for name, *sums in counted]
    return sorted(found, key=lambda one: -one.points)


def units_of(batch: Batch, user: User, check: Check) -> list[CheckCount]:
    """The applications in which ``check`` finds something, the worst first."""
    rows = CheckCount.objects.filter(application__in=counted(batch, user), check_name=check.name)
    rows = rows.filter(STOPPED | REMINDED).select_related(
        "application__organisation", "application__city"
    )
    return list(rows.order_by("-blocking", "-reminding", "application__city", "application"))
