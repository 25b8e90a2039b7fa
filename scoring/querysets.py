"""Marks and sheets as the pages above need them; who may see them is decided above."""

from django.db import models
from django.db.models import Count, Sum


class RuleSetQuerySet(models.QuerySet):
    def published(self):
        """Versions that are in force, the newest of each standard first."""
        return self.filter(published_at__isnull=False).order_by("code", "-version")


class ScoreSheetQuerySet(models.QuerySet):
    def with_totals(self):
        """Adds ``marked`` (leaves with a value) and ``points`` (their sum, None when none)."""
        return self.annotate(marked=Count("marks__value"), points=Sum("marks__value"))


class CurrentSeats(models.Manager):
    """Seats of experts who have not been replaced; also what ``panel.seats`` answers."""

    def get_queryset(self):
        return super().get_queryset().filter(ended_at__isnull=True)


class SeatQuerySet(models.QuerySet):
    def undeclared_by(self, user):
        """Seats of ``user`` that wait for the 回避声明."""
        return self.filter(user=user, declared_at__isnull=True)
