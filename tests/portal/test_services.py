"""Accounts: who may hold which role, initial passwords, the end of a membership."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal import clock
from portal.choices import (
    KINDS_OF_ROLE,
    OPERATOR_ROLES,
    OrganisationKind,
    OrganisationStanding,
    Role,
)
from portal.models import AuditEntry, Membership, User
from portal.passwords import CharacterKindsValidator, initial_password
from portal.services import (
    AccountRefused,
    add_membership,
    create_account,
    end_membership,
    issue_initial_password,
    set_active,
)
from tests.factories.portal import (
    BureauFactory,
    DepartmentFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return BureauFactory()


def make(organisation, **changes):
    fields = {"username": "li.wen", "name": "李文", "role": Role.CITY_OFFICER}
    return create_account(organisation=organisation, **(fields | changes))


# --- new accounts ------------------------------------------------------------------------


def test_account_begins_with_a_password_that_must_be_changed(bureau):
    account = make(bureau, position="科长")

    user = User.objects.get(username="li.wen")
    assert user.check_password(account.password)
    assert (user.must_change_password, user.is_demonstration) == (True, False)
    assert (user.membership.role, user.organisation) == (Role.CITY_OFFICER, bureau)
    assert account.password not in str(AuditEntry.objects.values())


def test_account_is_recorded_with_who_made_it(bureau):
    admin = MembershipFactory(
        user__name="管启明", organisation=DepartmentFactory(), role=Role.SYSTEM_ADMIN
    ).user

    account = make(bureau, actor=admin)

    entries = AuditEntry.objects.filter(target_id=str(account.user.pk)).order_by("pk")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("create_account", admin),
        ("add_membership", admin),
    ]


def test_user_name_is_stored_in_lower_case(bureau):
    assert make(bureau, username="  Li.Wen ").user.username == "li.wen"


@pytest.mark.parametrize("username", ["ab", "李文", "li wen", ".li", "a" * 51, ""])
def test_user_name_that_cannot_be_typed_is_refused(bureau, username):
    with pytest.raises(AccountRefused, match=r"^用户名应为3至50个字符"):
        make(bureau, username=username)


def test_user_name_is_given_once_in_whatever_case(bureau):
    make(bureau)

    with pytest.raises(AccountRefused, match=r"^用户名“li.wen”已被使用，请换一个。$"):
        make(bureau, username="LI.WEN")


def test_name_of_a_demonstration_account_is_refused(bureau):
    UserFactory(username="city-1", is_demonstration=True)

    with pytest.raises(AccountRefused, match=r"^“city-1”是演练账号"):
        make(bureau, username="city-1")


def test_wrong_telephone_is_refused_and_nothing_is_stored(bureau):
    with pytest.raises(AccountRefused, match=r"^联系电话：“123”不是有效的电话号码"):
        make(bureau, phone="123")

    assert not User.objects.filter(username="li.wen").exists()


# fmt: off
FITS = [
    (Role.UNIT_CLERK,       OrganisationKind.CREATING_UNIT),
    (Role.CITY_OFFICER,     OrganisationKind.CITY_CULTURE),
    (Role.CIVIL_OFFICER,    OrganisationKind.CITY_CIVIL),
    (Role.EXPERT,           OrganisationKind.EXPERT_EMPLOYER),
    (Role.PROVINCE_OFFICER, OrganisationKind.PROVINCE_CULTURE),
    (Role.CIVIL_READER,     OrganisationKind.PROVINCE_CIVIL),
    (Role.FINANCE_READER,   OrganisationKind.PROVINCE_FINANCE),
    (Role.SYSTEM_ADMIN,     OrganisationKind.OPERATOR),
]
# fmt: on


def organisation_of(kind):
    if kind in (OrganisationKind.CREATING_UNIT,):
        return OrganisationFactory()
    if kind in (OrganisationKind.CITY_CULTURE, OrganisationKind.CITY_CIVIL):
        return BureauFactory(name=kind.label, kind=kind)
    return DepartmentFactory(name=kind.label, kind=kind)


@pytest.mark.parametrize(("role", "kind"), FITS)
def test_role_fits_its_own_kind_of_organisation_and_not_the_next(role, kind):
    next_kind = FITS[(FITS.index((role, kind)) + 1) % len(FITS)][1]
    user = UserFactory()

    add_membership(user=user, organisation=organisation_of(kind), role=role)

    assert user.roles == {role}
    if role != Role.EXPERT:
        with pytest.raises(AccountRefused, match=f"不能设“{role.label}”，请核对单位和角色。$"):
            add_membership(user=UserFactory(), organisation=organisation_of(next_kind), role=role)


def test_disabled_organisation_gets_no_accounts():
    organisation = OrganisationFactory(standing=OrganisationStanding.DISABLED)

    with pytest.raises(AccountRefused, match=r"已停用，不能再设账号。$"):
        make(organisation, role=Role.UNIT_HEAD)


@pytest.mark.parametrize("second", OPERATOR_ROLES)
def test_operator_does_neither_business_nor_a_second_duty(second):
    department = DepartmentFactory()
    officer = MembershipFactory(organisation=department, role=Role.PROVINCE_OFFICER).user

    with pytest.raises(AccountRefused, match=r"^系统、安全、审计管理员须由专人担任"):
        add_membership(user=officer, organisation=department, role=second)


def test_business_role_is_refused_to_an_operator():
    department = DepartmentFactory()
    admin = MembershipFactory(organisation=department, role=Role.SYSTEM_ADMIN).user

    with pytest.raises(AccountRefused, match=r"^该用户是平台管理员"):
        add_membership(user=admin, organisation=department, role=Role.PROVINCE_OFFICER)


@pytest.mark.parametrize(
    ("first", "second"),
    [(Role.CITY_OFFICER, Role.CIVIL_OFFICER), (Role.CIVIL_OFFICER, Role.CITY_OFFICER)],
)
def test_nobody_is_of_both_bureaus_of_the_cities(first, second):
    here, there = (organisation_of(KINDS_OF_ROLE[role][0]) for role in (first, second))
    officer = MembershipFactory(organisation=here, role=first).user

    with pytest.raises(AccountRefused, match=r"^市文化和旅游局、市民政局的角色不能由同一人担任"):
        add_membership(user=officer, organisation=there, role=second)


# --- initial passwords -------------------------------------------------------------------


def test_new_initial_password_replaces_the_old_one(bureau):
    account = make(bureau)

    password = issue_initial_password(user=account.user)

    account.user.refresh_from_db()
    assert account.user.check_password(password)
    assert not account.user.check_password(account.password)
    assert account.user.must_change_password


def test_demonstration_account_keeps_its_known_password():
    with pytest.raises(AccountRefused, match=r"^演练账号的密码由演练数据统一设定"):
        issue_initial_password(user=UserFactory(is_demonstration=True))


def test_initial_passwords_differ_and_keep_the_rules():
    passwords = {initial_password() for _ in range(50)}

    assert len(passwords) == 50
    for password in passwords:
        CharacterKindsValidator(kinds=4).validate(password)


# --- memberships and accounts that end -----------------------------------------------------


def test_ended_membership_takes_the_role_and_keeps_the_history():
    membership = MembershipFactory()
    moment = timezone.now()

    with clock.at(moment):
        end_membership(membership=membership)

    assert membership.ended_at == moment
    assert User.objects.get(pk=membership.user_id).roles == frozenset()
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_ending_twice_is_ending_once():
    membership = MembershipFactory()
    end_membership(membership=membership)
    first = membership.ended_at

    end_membership(membership=membership)

    assert membership.ended_at == first
    assert AuditEntry.objects.filter(action="end_membership").count() == 1


def test_role_can_be_held_again_after_it_has_ended():
    membership = MembershipFactory()
    end_membership(membership=membership)

    again = add_membership(
        user=membership.user, organisation=membership.organisation, role=membership.role
    )

    assert again.pk != membership.pk


def test_disabling_is_recorded_once():
    user = UserFactory()

    set_active(user=user, active=False)
    set_active(user=user, active=False)

    assert not User.objects.get(pk=user.pk).is_active
    assert AuditEntry.objects.get(target_id=str(user.pk)).label == "停用账号"


# --- the command -------------------------------------------------------------------------


def run(**changes):
    options = {
        "username": "li.wen",
        "name": "李文",
        "role": "city_officer",
        "organisation": "太原市文化和旅游局",
    }
    call_command("create_account", **(options | changes))


def test_command_prints_the_password_once(bureau, capsys):
    run()

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "已建立账号：li.wen（李文）",
        "单位和角色：太原市文化和旅游局，市文化和旅游局",
    ]
    assert User.objects.get(username="li.wen").check_password(lines[2].removeprefix("初始密码："))


def test_command_finds_a_unit_by_its_code(capsys):
    unit = OrganisationFactory(credit_code="91149901MA0TE5T01L")

    run(role="unit_head", organisation="91149901ma0te5t01l")

    assert User.objects.get(username="li.wen").organisation == unit


def test_command_refuses_a_role_that_does_not_fit(bureau):
    with pytest.raises(CommandError, match="不能设“省财政厅”"):
        run(role="finance_reader")


def test_command_suggests_an_organisation_that_was_mistyped(bureau):
    with pytest.raises(CommandError, match="是否是：太原市文化和旅游局？"):
        run(organisation="文化和旅游局")


def test_command_says_what_to_do_when_there_is_nothing_similar():
    with pytest.raises(CommandError, match="请先运行load_reference"):
        run(organisation="临汾市文化和旅游局")


def test_command_asks_for_the_code_when_two_units_share_a_name(taiyuan, datong):
    for city in (taiyuan, datong):
        OrganisationFactory(name="云峪公司", city=city)

    with pytest.raises(CommandError, match=r"请改用统一社会信用代码。$"):
        run(role="unit_head", organisation="云峪公司")
