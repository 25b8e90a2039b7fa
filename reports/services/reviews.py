"""审阅 of several cities by one deed."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from portal.models import User
from portal.workflow import TransitionRefused
from reports.choices import CityMonthStatus
from reports.lifecycle import city_month_lifecycle
from reports.models import CityMonth


def waiting(month: date):
    """Cities whose month was reported and not yet read, in official order."""
    rows = CityMonth.objects.filter(month=month, status=CityMonthStatus.SUBMITTED)
    return rows.select_related("city").order_by("city")


@transaction.atomic
def review_months(*, month: date, cities: Collection[str], actor: User) -> list[CityMonth]:
    """审阅 for those of ``cities`` (codes) that still wait for it; answers them.

    A city that somebody has read or returned meanwhile stays as it is. Raises
    PermissionDenied unless ``actor`` may.
    """
    done = []
    for city_month in waiting(month).filter(city__in=cities):
        try:
            city_month_lifecycle.perform(city_month, "review", actor=actor)
        except TransitionRefused:
            continue
        done.append(city_month)
    return done
