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


def of_every_unit_and_city():
    """The bureaus of all cities and everybody who may apply."""
    return User.objects.holding(Role.CITY_OFFICER) | User.objects.holding(*UNIT_ROLES).filter(
        memberships__organisation__kind=OrganisationKind.CREATING_UNIT
    )
