"""Whom a month concerns, as recipients of messages."""

from typing import Any

from portal.choices import UNIT_ROLES, Role
from portal.models import User


def of_organisation(organisation: Any):
    return User.objects.holding(*UNIT_ROLES, organisation=organisation)


def of_culture(city: Any):
    """市文化和旅游局 of one city (a Region or its code)."""
    return User.objects.holding(Role.CITY_OFFICER, city=city)


def of_province():
    return User.objects.holding(Role.PROVINCE_OFFICER)


def of_everybody():
    """Every city and every unit: who reads a bulletin."""
    return User.objects.holding(Role.CITY_OFFICER, Role.CIVIL_OFFICER, *UNIT_ROLES)
