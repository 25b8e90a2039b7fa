"""What each person may see of the floor's own records."""

from django.db import models
from django.db.models import Q

from portal.choices import CITY_ROLES, READER_ROLES, UNIT_ROLES, Role


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own organisation; the whole city for its bureaus; everything for the province."""
        if user.has_role(Role.PROVINCE_OFFICER, Role.SYSTEM_ADMIN, *READER_ROLES):
            return self
        return self.filter(
            Q(pk__in=user.organisation_ids(*UNIT_ROLES, *CITY_ROLES))
            | Q(city__in=user.city_ids(*CITY_ROLES))
        )


class UserQuerySet(models.QuerySet):
    def holding(self, *roles, **place):
        """Active people who hold one of ``roles``; ``place`` is ``organisation`` or ``city``."""
        within = {
            "organisation": "memberships__organisation",
            "city": "memberships__organisation__city",
        }
        return self.filter(
            is_active=True,
            memberships__role__in=roles,
            memberships__ended_at__isnull=True,
            **{within[name]: value for name, value in place.items()},
        ).distinct()


class MembershipQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at__isnull=True)
