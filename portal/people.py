"""The people of each unit as whoever looks after them sees them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from portal import clock
from portal.choices import LEDGER_KINDS, OrganisationStanding, Role
from portal.models import AuditEntry, Membership, Organisation, User
from portal.permissions import roles_given

#: What is worth looking for.
STATES = {
    "no_head": "没有在用的负责人",
    "never": "有人从未登录",
    "initial": "有人未改初始密码",
    "disabled": "有停用的账号",
    "empty": "没有账号",
}
#: Under which names the audit keeps that somebody's contact was written down.
WRITTEN = ("create_account", "change_account", "change_details", "confirm_details")
STALE_AFTER = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """One role of one person, or (``held`` None) a unit without any; ``span`` lines tell of the unit.

    ``span`` is 0 but in the first line of a unit.
    """

    unit: Organisation
    held: Membership | None
    written_at: datetime | None
    span: int
    may_add: bool
    lacks_head: bool

    @property
    def has_county(self) -> bool:
        """Whether it is one of the units that may turn out to belong elsewhere."""
        return self.unit.kind in LEDGER_KINDS

    @property
    def is_stale(self) -> bool:
        """Nobody has written the contact down for a year, or there is no telephone."""
        return not self.held.user.phone or clock.now() - self.written_at > STALE_AFTER


def units(user: User, asked: dict[str, Any]) -> QuerySet[Organisation]:
    """The units whose people ``user`` sees, as far as they are what ``asked`` looks for."""
    rows = Organisation.objects.peopled_for(user).select_related("city")
    held = Membership.objects.visible_to(user).current()
    if asked.get("city"):
        rows = rows.filter(city=asked["city"])
    if text := asked.get("q", "").strip():
        named = held.filter(Q(user__name__icontains=text) | Q(user__username__icontains=text))
        rows = rows.filter(Q(name__icontains=text) | Q(pk__in=named.values("organisation")))
    return _in_state(rows, held, asked.get("state", "")).order_by("city", "name")


def _in_state(
    rows: QuerySet[Organisation], held: QuerySet[Membership], state: str
) -> QuerySet[Organisation]:
    active = held.filter(user__is_active=True)
    if state == "no_head":
        heads = active.filter(role=Role.UNIT_HEAD).values("organisation")
        listed = rows.exclude(standing=OrganisationStanding.DISABLED)
        return listed.filter(kind__in=LEDGER_KINDS).exclude(pk__in=heads)
    if state == "empty":
        return rows.exclude(pk__in=held.values("organisation"))
    wanted = {
        "never": active.filter(user__last_login=None),
        "initial": active.filter(user__must_change_password=True),
        "disabled": held.filter(user__is_active=False),
    }
    return rows.filter(pk__in=wanted[state].values("organisation")) if state in wanted else rows


def lines(user: User, organisations: Iterable[Organisation]) -> list[Line]:
    """The people of ``organisations`` that ``user`` may see, unit by unit; two queries."""
    of_page = list(organisations)
    rows = Membership.objects.visible_to(user).current().filter(organisation__in=of_page)
    held: dict[int, list[Membership]] = {unit.pk: [] for unit in of_page}
    for row in rows.select_related("user").order_by("pk"):
        held[row.organisation_id].append(row)
    written = written_at(row.user for rows in held.values() for row in rows)
    return [line for unit in of_page for line in _lines_of(user, unit, held[unit.pk], written)]


def _lines_of(
    user: User, unit: Organisation, held: list[Membership], written: dict[int, datetime]
) -> Iterator[Line]:
    is_listed = unit.standing != OrganisationStanding.DISABLED
    heads = [row for row in held if row.role == Role.UNIT_HEAD and row.user.is_active]
    may_add = is_listed and bool(roles_given(user, unit))
    lacks_head = is_listed and unit.kind in LEDGER_KINDS and not heads
    for place, row in enumerate(held or [None]):
        yield Line(
            unit=unit,
            held=row,
            written_at=written.get(row.user_id) if row else None,
            span=0 if place else max(len(held), 1),
            may_add=may_add,
            lacks_head=lacks_head,
        )


def written_at(people: Iterable[User]) -> dict[int, datetime]:
    """When the contact of each was last written down, by whomsoever; at first with the account."""
    made = {person.pk: person.created_at for person in people}
    rows = AuditEntry.objects.filter(
        target_type=User._meta.label_lower,
        target_id__in=[str(pk) for pk in made],
        action__in=WRITTEN,
    )
    found = rows.order_by().values_list("target_id").annotate(Max("at"))
    return made | {int(pk): at for pk, at in found}
