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


class MembershipQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at__isnull=True)
