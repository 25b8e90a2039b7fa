"""What each person may see (domain.md §5.5): every lookup starts here."""

from django.conf import settings
from django.db import connections, models
from django.db.models import Q

from applications.choices import (
    AT_PANEL,
    BEFORE_REVIEW,
    FROM_RECOMMENDATION,
    URGES_OF_PANEL,
    URGES_OF_UNIT,
    BatchStatus,
)
from portal.choices import CITY_ROLES, READER_ROLES, UNIT_ROLES, Role
from scoring.models import Seat

#: The list of a batch is public.
LISTED = (BatchStatus.PUBLICISED, BatchStatus.PUBLISHED, BatchStatus.ARCHIVED)


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody with a role sees batches that have been opened; the province all."""
        if user.has_role(Role.PROVINCE_OFFICER):
            return self
        if not user.roles:
            return self.none()
        return self.exclude(status=BatchStatus.PREPARING)

    def public(self):
        """Whose list anybody may read: in 公示 and after it; rehearsals only among rehearsals."""
        rows = self.filter(status__in=LISTED)
        rows = rows.exclude(status=BatchStatus.ARCHIVED, published_on=None)  # nobody passed
        return rows if settings.DEMO else rows.exclude(is_rehearsal=True)

    def hold(self, pk):
        """Keep the state of a batch as it is until the transaction ends.

        Whoever locks an application and may come to its batch or its city's board does this
        first: batch, application, board is the order in which nobody waits for each other.
        Moves of applications share the hold, a move of the batch waits for them and they for it.
        """
        connection = connections[self.db]
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM applications_batch WHERE id = %s FOR KEY SHARE", [pk])


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The rows that ``user`` may know to exist.

        The unit its own; 市文旅局 its city's; 市民政局 its city's once 初评 began; an expert
        those that the panel has open and after the declaration; the province all;
        its readers from the recommendation on.
        """
        if user.has_role(Role.PROVINCE_OFFICER):
            return self
        condition = (
            Q(organisation__in=user.organisation_ids(*UNIT_ROLES))
            | Q(city__in=user.city_ids(Role.CITY_OFFICER))
            | (
                Q(city__in=user.city_ids(Role.CIVIL_OFFICER), first_review__isnull=False)
                & ~Q(status__in=BEFORE_REVIEW)
            )
        )
        if user.has_role(*READER_ROLES):
            condition |= Q(status__in=FROM_RECOMMENDATION)
        if user.has_role(Role.EXPERT):
            condition |= Q(status__in=AT_PANEL, pk__in=self._judged_by(user))
        return self.filter(condition)

    def _judged_by(self, user):
        """As a subquery, so that nothing multiplies the rows; a seat that has ended opens nothing."""
        return self.model._base_manager.filter(
            panel__seats__user=user,
            panel__seats__recused=False,
            panel__seats__ended_at__isnull=True,
        ).values("pk")

    def awaiting_declaration_by(self, user):
        """Applications whose panel waits for this expert's 回避声明."""
        return self.filter(
            panel__seats__user=user,
            panel__seats__declared_at__isnull=True,
            panel__seats__ended_at__isnull=True,
        )

    def with_seats(self):
        """With the panel's seats, their holders and sheets, so that nobody asks for them again."""
        seats = Seat.objects.select_related("user", "sheet__ruleset")
        return self.prefetch_related(models.Prefetch("panel__seats", seats))

    def for_list(self):
        return self.select_related("batch", "organisation", "city", "dossier")


class QuotaBoardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A city's board: its two bureaus and the province."""
        if user.has_role(Role.PROVINCE_OFFICER):
            return self
        return self.filter(city__in=user.city_ids(*CITY_ROLES))


class UrgeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The province all; the bureaus of what they know in their city, but of no panel, and
        市文化和旅游局 also of units that have not begun; a unit its own."""
        if user.has_role(Role.PROVINCE_OFFICER):
            return self
        units = user.organisation_ids(*UNIT_ROLES)
        own = Q(application__organisation__in=units) | Q(organisation__in=units)
        known = self.model._meta.get_field("application").related_model.objects.visible_to(user)
        of_city = Q(application__city__in=user.city_ids(*CITY_ROLES), application__in=known)
        not_begun = Q(organisation__city__in=user.city_ids(Role.CITY_OFFICER))
        return self.filter(
            (own & Q(about__in=URGES_OF_UNIT))
            | (of_city & ~Q(about__in=URGES_OF_PANEL))
            | not_begun
        )

    def of_batch(self, batch):
        """Everything in a batch, also of units that had not begun."""
        return self.filter(Q(application__batch=batch) | Q(batch=batch))

    def of_application(self, application):
        """Everything about an application, also from before it was begun."""
        before = Q(batch=application.batch_id, organisation=application.organisation_id)
        return self.filter(Q(application=application) | before)


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What moves a date for ``user``: of the batch, the own city, an application at hand."""
        if user.has_role(Role.PROVINCE_OFFICER):
            return self
        if not user.roles:
            return self.none()
        applications = self.model._meta.get_field("application").related_model.objects
        return self.filter(
            Q(city__isnull=True, application__isnull=True)
            | Q(city__in=user.city_ids(*CITY_ROLES, *UNIT_ROLES))
            | Q(application__in=applications.visible_to(user))
        )
