"""Whom an application concerns, as recipients of messages."""

from applications.models import Application
from portal.choices import UNIT_ROLES, OrganisationKind, Role
from portal.models import User


def of_unit(application: Application):
    return User.objects.holding(*UNIT_ROLES, organisation=application.organisation_id)


def of_city_culture(application: Application):
    return User.objects.holding(Role.CITY_OFFICER, city=application.city_id)


def of_city_civil(application: Application):
    return User.objects.holding(Role.CIVIL_OFFICER, city=application.city_id)


def of_province():
    return User.objects.holding(Role.PROVINCE_OFFICER)


def of_every_unit_and_city(city: str | None = None):
    """The bureaus of all cities, or of one by its code, and everybody there who may apply."""
    place = {"city": city} if city else {}
    units = User.objects.holding(*UNIT_ROLES, kind=OrganisationKind.CREATING_UNIT, **place)
    return User.objects.holding(Role.CITY_OFFICER, **place) | units
