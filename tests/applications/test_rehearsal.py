"""The rehearsal that `make run` brings."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db.models import Count

from applications import rehearsal
from applications.choices import BatchStatus
from applications.models import Batch
from portal import clock
from portal.choices import OPERATOR_ROLES, Role
from portal.models import Membership, Organisation, User
from portal.services import end_membership
from portal.validators import validate_credit_code
from tests.factories.portal import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(settings):
    settings.DEMO = True
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)


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
    assert batch.takes_submissions(clock.now() + timedelta(days=19))
    assert batch.catalogue.count() == 20


def test_accounts_are_printed_by_role(loaded, capsys):
    call_command("load_demo")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "演练账号（密码均为 Rehearsal-Only-1）："
    assert lines[1].split() == ["角色", "用户名", "姓名", "单位"]
    assert lines[2].split() == ["创建单位经办人", "clerk-1", "温小禾", "云栖谷康养有限公司"]
    assert len(lines) == 2 + User.objects.count()


def test_loading_again_changes_nothing(loaded):
    models = (Organisation, User, Membership, Batch)
    before = [list(model.objects.order_by("pk").values()) for model in models]

    call_command("load_demo", verbosity=0)

    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_account_that_was_changed_in_a_rehearsal_is_as_printed_again(loaded):
    user = User.objects.get(username="head-1")
    user.set_password("Something-Else-7")
    user.is_active = False
    user.save()

    call_command("load_demo", verbosity=0)

    user.refresh_from_db()
    assert user.check_password(rehearsal.PASSWORD)
    assert user.is_active


def test_ended_membership_is_not_given_back(loaded, capsys):
    end_membership(membership=Membership.objects.get(user__username="clerk-4"))

    call_command("load_demo")

    assert "clerk-4" not in capsys.readouterr().out


def test_deadlines_move_ahead_when_they_come_near(loaded):
    batch = Batch.objects.get()
    later = batch.city_deadline - timedelta(days=6)

    with clock.at(later):
        call_command("load_demo", verbosity=0)

    batch.refresh_from_db()
    assert batch.city_deadline - later >= timedelta(days=20)
    assert batch.province_deadline > batch.city_deadline


def test_nothing_is_loaded_outside_a_rehearsal(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="演练数据只能在演练环境中载入"):
        call_command("load_demo")

    assert not User.objects.exists()


def test_nothing_is_loaded_beside_real_accounts(settings):
    settings.DEMO = True
    call_command("load_reference", verbosity=0)
    UserFactory(username="province")

    with pytest.raises(CommandError, match=r"^用户名province已用于正式账号"):
        call_command("load_demo")

    assert not Batch.objects.exists()


def test_the_standard_comes_first(settings):
    settings.DEMO = True

    with pytest.raises(CommandError, match="请先运行load_reference"):
        call_command("load_demo")
