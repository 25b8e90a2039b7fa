"""Units, people and batch of the rehearsal that `make run` brings."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db.models import Count

from applications import rehearsal
from applications.choices import BatchStatus
from applications.deadlines import submissions_closed
from applications.models import Batch
from portal import clock
from portal.choices import OPERATOR_ROLES, Role
from portal.models import Membership, Organisation, User
from portal.services import end_membership
from portal.validators import validate_credit_code
from scoring.standards import find_standard
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db

STANDARD = "DB14/T 2480-2022"


@pytest.fixture
def loaded(db):
    call_command("load_reference", verbosity=0)
    return load()


def load():
    return rehearsal.load(find_standard(STANDARD))


def test_there_is_somebody_for_every_business_role_and_one_operator(loaded):
    roles = set(Membership.objects.values_list("role", flat=True))

    assert roles == {*Role} - {*OPERATOR_ROLES} | {Role.SYSTEM_ADMIN}


def test_everybody_is_a_demonstration_account_with_the_printed_password(loaded):
    for user in User.objects.all():
        assert user.is_demonstration
        assert not user.must_change_password
        assert check_password(rehearsal.PASSWORD, user.password)


def test_two_units_of_one_city_compete_and_other_cities_take_part(loaded):
    units = Organisation.objects.filter(kind="creating_unit")

    assert dict(units.values_list("city__name").annotate(Count("pk"))) == {
        "太原市": 2,
        "大同市": 1,
        "晋城市": 1,
    }


def test_invented_codes_are_valid_and_of_no_real_place(loaded):
    for unit in Organisation.objects.exclude(credit_code=None):
        validate_credit_code(unit.credit_code)
        assert "1499" in unit.credit_code[:6]


def test_batch_is_open_with_its_catalogue_and_time_left(loaded):
    batch = Batch.objects.get(name="演练批次")

    assert (batch.status, batch.is_rehearsal) == (BatchStatus.OPEN, True)
    later = clock.now() + timedelta(days=19)
    assert submissions_closed(batch, batch.city_deadline, later) == []
    assert batch.catalogue.count() == 20


def test_loading_again_changes_nothing(loaded):
    models = (Organisation, User, Membership, Batch)
    before = [list(model.objects.order_by("pk").values()) for model in models]

    load()

    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_account_that_was_changed_in_a_rehearsal_is_as_printed_again(loaded):
    user = User.objects.get(username="head-1")
    user.set_password("Something-Else-7")
    user.is_active = False
    user.save()

    load()

    user.refresh_from_db()
    assert user.check_password(rehearsal.PASSWORD)
    assert user.is_active


def test_ended_membership_is_not_given_back(loaded):
    end_membership(membership=Membership.objects.get(user__username="clerk-4"))

    assert "clerk-4" not in {membership.user.username for membership in load()}


def test_deadlines_move_ahead_when_they_come_near(loaded):
    batch = Batch.objects.get()
    later = batch.city_deadline - timedelta(days=6)

    with clock.at(later):
        load()

    batch.refresh_from_db()
    assert batch.city_deadline - later >= timedelta(days=20)
    assert batch.province_deadline > batch.city_deadline


def test_nothing_is_loaded_beside_real_accounts(db):
    call_command("load_reference", verbosity=0)
    UserFactory(username="province")

    with pytest.raises(rehearsal.RehearsalRefused, match=r"^用户名province已用于正式账号"):
        load()

    assert not Batch.objects.exists()
