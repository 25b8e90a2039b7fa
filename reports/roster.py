"""Who stands in the ledger of a month, and in which of the three groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

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
        rows.select_related("city", "county")
        .prefetch_related(Prefetch("kind_periods", periods, to_attr="periods"))
        .order_by("city", "pk")
    )


def read(rows: QuerySet[Organisation]) -> list[Organisation]:
    """``rows`` as ``with_periods`` gives them, in one query instead of two."""
    joined = rows.prefetch_related(None).annotate(
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

    An organisation that changed its group in mid-year keeps the old one for earlier months.
    Needs ``with_periods`` or ``read``.
    """
    if organisation.standing == OrganisationStanding.DISABLED:
        return None
    periods = organisation.periods
    if not periods:
        return OrganisationKind(organisation.kind)
    kinds = [period.kind for period in periods if period.since <= month]
    return OrganisationKind(kinds[-1]) if kinds else None


def in_month(organisations: Iterable[Organisation], month: date) -> list[Organisation]:
    """Those that stand in the ledger of ``month``."""
    return [organisation for organisation in organisations if kind_in(organisation, month)]


def groups(organisations: Iterable[Organisation], month: date) -> tuple[Group, ...]:
    """The three groups of the notice in its order, also those that are empty."""
    found: dict[OrganisationKind, list[Organisation]] = {kind: [] for kind in LEDGER_KINDS}
    for organisation in organisations:
        if kind := kind_in(organisation, month):
            found[kind].append(organisation)
    return tuple(Group(kind, tuple(members)) for kind, members in found.items())


def of_city(city: Any) -> QuerySet[Organisation]:
    """Every organisation of the ledger in one city (a Region or its code)."""
    return with_periods(Organisation.objects.filter(kind__in=LEDGER_KINDS, city=city))


def everybody() -> QuerySet[Organisation]:
    """Every organisation of the ledger in the province."""
    return with_periods(Organisation.objects.filter(kind__in=LEDGER_KINDS))
