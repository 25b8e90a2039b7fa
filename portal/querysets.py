"""What each person may see of the floor's own records."""

from django.db import models
from django.db.models import Q

from portal.choices import (
    CITY_KINDS,
    CITY_ROLES,
    LEDGER_KINDS,
    READER_ROLES,
    UNIT_ROLES,
    OrganisationKind,
    Role,
)


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own organisation; the whole city for its bureaus; everything for the province."""
        if user.has_role(Role.PROVINCE_OFFICER, Role.SYSTEM_ADMIN, *READER_ROLES):
            return self
        return self.filter(
            Q(pk__in=user.organisation_ids(*UNIT_ROLES, *CITY_ROLES))
            | Q(city__in=user.city_ids(*CITY_ROLES))
        )

    def peopled_for(self, user):
        """Whose people ``user`` sees: the own organisation, for a city its units, for the province all."""
        own = Q(pk__in=user.organisation_ids(Role.PROVINCE_OFFICER, *CITY_ROLES, Role.UNIT_HEAD))
        of_city = Q(kind__in=LEDGER_KINDS, city__in=user.city_ids(Role.CITY_OFFICER))
        if user.has_role(Role.PROVINCE_OFFICER):
            return self.filter(own | Q(kind__in=[*CITY_KINDS, OrganisationKind.EXPERT_EMPLOYER]))
        return self.filter(own | of_city)


class UserQuerySet(models.QuerySet):
    def holding(self, *roles, **place):
        """Active people who hold one of ``roles``; ``place`` is ``organisation``, its ``city``
        or its ``kind``."""
        within = {
            "organisation": "memberships__organisation",
            "city": "memberships__organisation__city",
            "kind": "memberships__organisation__kind",
        }
        return self.filter(
            is_active=True,
            memberships__role__in=roles,
            memberships__ended_at__isnull=True,
            **{within[name]: value for name, value in place.items()},
        ).distinct()


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The people whom ``user`` looks after, and colleagues in the own role."""
        of_city = Q(organisation__city__in=user.city_ids(Role.CITY_OFFICER))
        of_unit = Q(organisation__in=user.organisation_ids(Role.UNIT_HEAD))
        condition = Q(role__in=UNIT_ROLES) & (of_city | of_unit)
        for role in (Role.PROVINCE_OFFICER, *CITY_ROLES):
            condition |= Q(role=role, organisation__in=user.organisation_ids(role))
        if user.has_role(Role.PROVINCE_OFFICER):
            condition |= Q(role__in=[*UNIT_ROLES, *CITY_ROLES])
            condition |= Q(role=Role.EXPERT, organisation__kind=OrganisationKind.EXPERT_EMPLOYER)
        return self.filter(condition)

    def current(self):
        return self.filter(ended_at__isnull=True)


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at__isnull=True)
