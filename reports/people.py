"""Whom a month concerns, as recipients of messages."""

from typing import Any

from portal.choices import CITY_ROLES, UNIT_ROLES, Role
from portal.models import User


def of_organisation(organisation: Any):
    return User.objects.holding(*UNIT_ROLES, organisation=organisation)


def of_culture(city: Any):
    """市文化和旅游局 of one city (a Region or its code)."""
    return User.objects.holding(Role.CITY_OFFICER, city=city)


def of_province():
    return User.objects.holding(Role.PROVINCE_OFFICER)


def of_cities():
    """Both bureaus of every city: to whom a bulletin goes."""
    return User.objects.holding(*CITY_ROLES)
