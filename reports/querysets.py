"""What each person may see of the months and of generated files: every lookup starts here.

The ledger follows domain.md §5.5: a unit its own lines, the two bureaus their city's, the
province and its readers all; experts and operators nothing.
"""

from django.db import models
from django.db.models import Q

from portal.choices import CITY_ROLES, READER_ROLES, UNIT_ROLES, Role
from reports.choices import LIVE, OutputState


def _scope(user, *, organisation, city):
    """The condition on rows with these two paths; None where ``user`` sees all of them."""
    if user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES):
        return None
    return Q(**{f"{organisation}__in": user.organisation_ids(*UNIT_ROLES)}) | Q(
        **{f"{city}__in": user.city_ids(*CITY_ROLES)}
    )


class CityScopedQuerySet(models.QuerySet):
    """Rows of a city: for its bureaus and the province; no unit sees its neighbours' rows."""

    def visible_to(self, user):
        if user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES):
            return self
        return self.filter(city__in=user.city_ids(*CITY_ROLES))


class OwnedQuerySet(models.QuerySet):
    """Rows of one organisation."""

    def visible_to(self, user):
        condition = _scope(user, organisation="organisation", city="organisation__city")
        return self if condition is None else self.filter(condition)


class LedgerLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        condition = _scope(user, organisation="organisation", city="city_month__city")
        return self if condition is None else self.filter(condition)

    def handed_in(self):
        """Those whose ``state`` is 单位已填 or 市已核."""
        done = Q(handed_in_at__isnull=False) | Q(checked_at__isnull=False)
        return self.filter(done).exclude(progress="")

    def checked(self):
        """Those whose ``state`` is 市已核."""
        return self.filter(checked_at__isnull=False).exclude(progress="")


class ExcuseQuerySet(OwnedQuerySet):
    def in_force(self):
        return self.filter(ended_at__isnull=True)

    def over(self, first, last):
        """In force in any month from ``first`` to ``last``, both included."""
        return self.in_force().filter(since__lte=last, until__gte=first)


class LiaisonQuerySet(OwnedQuerySet):
    def current(self):
        return self.filter(until__isnull=True)


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES) else self.none()


class BulletinQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Drafts are the province's; what was issued goes to the cities, as its 主送 says.

        It quotes units by name, so that no unit reads it here.
        """
        if user.has_role(Role.PROVINCE_OFFICER):
            return self
        if user.has_role(*READER_ROLES, *CITY_ROLES):
            return self.filter(issued_on__isnull=False)
        return self.none()


class OutputJobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What stands in a file was decided for one reader, so only that reader sees it."""
        return self.filter(requested_by=user)

    def live(self):
        return self.filter(state__in=LIVE)

    def done(self):
        return self.filter(state=OutputState.DONE)
