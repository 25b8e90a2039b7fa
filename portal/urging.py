"""What reminders have in common, by hand and by the clock: whom they reach, and that each goes out once."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError

from portal.choices import CITY_ROLES, UNIT_ROLES, Role
from portal.models import Membership, User

People = dict[int, User]


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody whom a reminder can reach, by the place for which they work."""

    units: dict[int, People] = field(default_factory=lambda: defaultdict(dict))
    culture: dict[str, People] = field(default_factory=lambda: defaultdict(dict))
    civil: dict[str, People] = field(default_factory=lambda: defaultdict(dict))
    province: People = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Directory":
        """One query."""
        found = cls()
        roles = (*UNIT_ROLES, *CITY_ROLES, Role.PROVINCE_OFFICER)
        rows = Membership.objects.current().filter(user__is_active=True, role__in=roles)
        for row in rows.select_related("user", "organisation"):
            found._people_of(row)[row.user_id] = row.user
        return found

    def _people_of(self, row: Membership) -> People:
        if row.role in UNIT_ROLES:
            return self.units[row.organisation_id]
        if row.role == Role.PROVINCE_OFFICER:
            return self.province
        bureaus = self.culture if row.role == Role.CITY_OFFICER else self.civil
        return bureaus[row.organisation.city_id]


def or_again(deed: Callable[[], Any]) -> Any:
    """Do it once more, from the beginning, when somebody else was a moment faster."""
    try:
        return deed()
    except IntegrityError:
        return deed()


def known_keys(log: Any, keys: Iterable[str]) -> set[str]:
    """Those of ``keys`` that stand in ``log`` already: they have been sent."""
    return set(log.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def by_hand(actor: User, verb: str, text: str, note: str) -> str:
    """What somebody reads whom ``actor`` reminds."""
    return f"{actor.organisation.name}{verb}：{text}{note and f'附言：{note}'}"
