"""People and units that change at the same instant, on a real PostgreSQL."""

from functools import partial

import pytest

from applications.services.dossier import start_application
from portal.choices import Role
from portal.models import Membership, User
from portal.services import AccountRefused, take_role
from reports.services.moving import mark_of, move_unit
from tests.factories.portal import CountyFactory, MembershipFactory
from tests.races import ahead_of, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_heads_who_leave_at_once_do_not_both_go(cast, places):
    MembershipFactory(organisation=places["unit"])
    heads = Membership.objects.filter(organisation=places["unit"], role=Role.UNIT_HEAD)
    deeds = [partial(take_role, membership=held, actor=cast["city"]) for held in heads]

    answers = together(*deeds)

    assert {type(answer) for answer in answers} == {type(None), AccountRefused}
    assert User.objects.holding(Role.UNIT_HEAD, organisation=places["unit"]).count() == 1


def test_application_that_begins_during_the_move_is_of_the_new_city(batch, cast, places, datong):
    unit, county = places["unit"], CountyFactory(code="140213", name="平城区", parent=datong)
    start = partial(start_application, batch=batch, organisation=unit, actor=cast["clerk"])
    place = {"unit": unit, "county": county, "seen": mark_of(unit)}

    with ahead_of(start):
        move_unit(**place, note="登记时选错了市", actor=cast["province"])

    assert unit.applications.get().city == datong
