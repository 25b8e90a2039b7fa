"""Who stands in the ledger of a month, and in which of the three groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from portal.choices import (
    CITY_ROLES,
    LEDGER_KINDS,
    READER_ROLES,
    UNIT_ROLES,
    OrganisationKind,
    OrganisationStanding,
    Role,
)
from portal.models import KindPeriod, Organisation
from reports.models import LedgerLine


@dataclass(frozen=True, slots=True)
class Group:
    """One of the three groups of the notice with its organisations, in order of name."""

    kind: OrganisationKind
    members: tuple[Any, ...]

    @property
    def label(self) -> str:
        return self.kind.label


def organisations_for(user: Any) -> QuerySet[Organisation]:
    """The organisations whose ledger ``user`` may know; experts and operators know none."""
    rows = Organisation.objects.filter(kind__in=LEDGER_KINDS)
    if user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES):
        return with_periods(rows)
    return with_periods(
        rows.filter(
            Q(pk__in=user.organisation_ids(*UNIT_ROLES)) | Q(city__in=user.city_ids(*CITY_ROLES))
        )
    )


def with_periods(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """With what ``kind_in`` asks for, in official order: city by code, then as entered."""
    periods = KindPeriod.objects.order_by("since")
    return (
        _with_last_month(rows)
        .select_related("city", "county")
        .prefetch_related(Prefetch("kind_periods", periods, to_attr="periods"))
        .order_by("city", "pk")
    )


def _with_last_month(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """With ``first_month`` and ``last_month``, between which the asked city has reported them.

    They count for an organisation that is disabled or has moved to another city; of these and
    of all others ``asked`` is the city in whose ledger it is looked for.
    """
    if "asked" not in rows.query.annotations:
        rows = rows.annotate(asked=F("city"))
    reported = LedgerLine.objects.filter(
        organisation=OuterRef("pk"),
        city_month__city=OuterRef("asked"),
        city_month__first_submitted_at__isnull=False,
    ).values("city_month__month")
    is_gone = Q(standing=OrganisationStanding.DISABLED) | ~Q(city=F("asked"))
    first = Subquery(reported.order_by("city_month__month")[:1])
    last = Subquery(reported.order_by("-city_month__month")[:1])
    return rows.annotate(
        first_month=Case(When(is_gone, then=first)), last_month=Case(When(is_gone, then=last))
    )


def read(rows: QuerySet[Organisation]) -> list[Organisation]:
    """``rows`` as ``with_periods`` gives them, in one query instead of two."""
    joined = _with_last_month(rows.prefetch_related(None)).annotate(
        period_kind=F("kind_periods__kind"), period_since=F("kind_periods__since")
    )
    found: dict[int, Organisation] = {}
    for row in joined.order_by("city", "pk", "period_since"):
        organisation = found.setdefault(row.pk, row)
        if organisation is row:
            row.periods = []
        if row.period_since:
            period = KindPeriod(kind=row.period_kind, since=row.period_since)
            organisation.periods.append(period)
    return list(found.values())


def kind_in(organisation: Organisation, month: date) -> OrganisationKind | None:
    """The group of ``organisation`` in ``month`` (its first day); None before it was entered.

    An organisation that changed its group in mid-year keeps the old one for earlier months, one
    that was disabled keeps the months up to the last that its city has reported with it, one that
    has moved to another city those that the former one has reported. Needs ``with_periods`` or
    ``read``.
    """
    if organisation.asked != organisation.city_id:
        first, last = organisation.first_month, organisation.last_month
        stood = first is not None and first <= month <= last
        return OrganisationKind(organisation.kind) if stood else None
    if organisation.standing == OrganisationStanding.DISABLED:
        last = organisation.last_month
        if last is None or month > last:
            return None
    periods = organisation.periods
    if not periods:
        return OrganisationKind(organisation.kind)
    kinds = [period.kind for period in periods if period.since <= month]
    return OrganisationKind(kinds[-1]) if kinds else None


def in_month(organisations: Iterable[Organisation], month: date) -> list[Organisation]:
    """Those that stand in the ledger of ``month``."""
    return [organisation for organisation in organisations if kind_in(organisation, month)]


def last_kind_in(organisation: Organisation, months: Iterable[date]) -> OrganisationKind | None:
    """The group in the last of ``months`` in which it stands; None where it stands in none."""
    kinds = (kind_in(organisation, month) for month in sorted(months, reverse=True))
    return next(filter(None, kinds), None)


def groups(organisations: Iterable[Organisation], *months: date) -> tuple[Group, ...]:
    """The three groups of the notice in its order, also those that are empty.

    Over several ``months`` an organisation is in the group of its last one.
    """
    found: dict[OrganisationKind, list[Organisation]] = {kind: [] for kind in LEDGER_KINDS}
    for organisation in organisations:
        if kind := last_kind_in(organisation, months):
            found[kind].append(organisation)
    return tuple(Group(kind, tuple(members)) for kind, members in found.items())


def of_city(city: Any) -> QuerySet[Organisation]:
    """Every organisation of the ledger in one city (a Region or its code), and whom it has reported.

    Who has moved to another city stands in the months that this one has reported with it.
    """
    code = getattr(city, "pk", city)
    reported = LedgerLine.objects.filter(
        city_month__city=code, city_month__first_submitted_at__isnull=False
    )
    own = Q(city=code) | Q(pk__in=reported.values("organisation"))
    rows = Organisation.objects.filter(own, kind__in=LEDGER_KINDS)
    return with_periods(rows.annotate(asked=Value(code)))


def everybody() -> QuerySet[Organisation]:
    """Every organisation of the ledger in the province."""
    return with_periods(Organisation.objects.filter(kind__in=LEDGER_KINDS))
