"""People of the units: who looks after whom, and what each deed does at once."""

import pytest
from django.urls import reverse

from portal.choices import UNIT_ROLES, OrganisationKind, Role
from portal.models import AuditEntry, Membership, Organisation, User
from portal.permissions import can_manage, can_manage_account
from portal.services import AccountRefused, add_membership, change_role, set_active, take_role
from tests.factories.portal import CountyFactory, MembershipFactory, UserFactory, credit_code

pytestmark = pytest.mark.django_db

PEOPLE = "/people/"


def held_by(user):
    return Membership.objects.current().get(user=user)


def page(user, deed=""):
    return f"{PEOPLE}{held_by(user).pk}/{deed}"


def details(**changes):
    person = {
        "name": "温禾",
        "role": Role.UNIT_CLERK,
        "position": "科员",
        "phone": "13900000001",
        "email": "",
    }
    return person | changes


def named(response):
    """Who is on the page of people, by user name."""
    lines = response.context["object_list"]
    return {line.held.user.username for line in lines if line.held}


# --- who -----------------------------------------------------------------------------------

# fmt: off
SEEN = {
    "city":     {"clerk", "head", "other_head", "city", "city_colleague"},
    "far_city": {"far_head", "far_city"},
    "civil":    {"civil"},
    "head":     {"clerk", "head"},
    "province": {"clerk", "head", "other_head", "far_head", "city", "city_colleague", "far_city", "civil",
                 "far_civil", "chair", "member", "second_member", "outsider", "province"},
}
# fmt: on


@pytest.mark.parametrize("who", SEEN)
def test_each_sees_the_people_in_the_own_reach(client, cast, who):
    client.force_login(cast[who])

    assert named(client.get(PEOPLE)) == SEEN[who]


@pytest.mark.parametrize("who", ["clerk", "chair", "civil_reader", "admin", "nobody"])
def test_page_is_closed_to_everybody_else(client, cast, who):
    client.force_login(cast[who])

    assert client.get(PEOPLE).status_code == 403


# fmt: off
GIVES = [
    # who        gives               where          may
    ("province", Role.CITY_OFFICER,  "city_culture", True),
    ("province", Role.EXPERT,        "employer",     True),
    ("province", Role.PROVINCE_OFFICER, "province_culture", False),
    ("province", Role.SYSTEM_ADMIN,  "operator",     False),
    ("city",     Role.UNIT_HEAD,     "unit",         True),
    ("city",     Role.UNIT_HEAD,     "far_unit",     False),
    ("city",     Role.CITY_OFFICER,  "city_culture", False),
    ("city",     Role.CIVIL_OFFICER, "city_civil",   False),
    ("civil",    Role.UNIT_CLERK,    "unit",         False),
    ("head",     Role.UNIT_CLERK,    "unit",         True),
    ("head",     Role.UNIT_HEAD,     "unit",         False),
    ("head",     Role.UNIT_CLERK,    "other_unit",   False),
    ("clerk",    Role.UNIT_CLERK,    "unit",         False),
]
# fmt: on


@pytest.mark.parametrize(("who", "role", "where", "may"), GIVES)
def test_nobody_gives_a_role_above_the_own_reach(cast, places, who, role, where, may):
    assert bool(can_manage(cast[who], places[where], role)) is may


def test_account_with_a_role_out_of_reach_is_left_alone(client, cast, places):
    add_membership(user=cast["clerk"], organisation=places["far_unit"], role=Role.UNIT_CLERK)
    own = cast["clerk"].memberships.get(organisation=places["unit"])
    client.force_login(cast["city"])

    for deed, code in (("password", 403), ("disable", 403), ("end", 200)):
        assert client.get(f"{PEOPLE}{own.pk}/{deed}/").status_code == code
    assert client.post(f"{PEOPLE}{own.pk}/", details()).status_code == 403
    assert not can_manage_account(cast["province"], cast["province"])


def test_strangers_do_not_learn_that_somebody_exists(client, cast):
    client.force_login(cast["far_city"])

    for address in (page(cast["clerk"]), page(cast["clerk"], "disable/")):
        assert client.get(address).status_code == 404


def test_telephone_is_shown_to_whoever_manages_the_account_only(client, cast):
    User.objects.filter(username__in=["city_colleague", "clerk"]).update(phone="13912345678")

    client.force_login(cast["city"])

    assert b"13912345678" not in client.get(PEOPLE).content
    assert b"13912345678" not in client.get(page(cast["city_colleague"])).content
    assert b"13912345678" in client.get(page(cast["clerk"])).content


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_however_many_there_are(
    client, cast, places, count, django_assert_num_queries
):
    for _ in range(count):
        MembershipFactory(organisation__city=places["unit"].city)
    client.force_login(cast["city"])
    client.get(PEOPLE)

    with django_assert_num_queries(8):
        client.get(PEOPLE)


@pytest.mark.parametrize(
    ("asked", "units"),
    [
        ({"q": "青岚"}, ["青岚谷康养有限公司"]),
        ({"q": "薛晴川"}, ["松涛里康养有限公司"]),
        ({"q": "贺远山"}, []),
        ({"state": "no_head"}, ["青岚谷康养有限公司"]),
        ({"state": "disabled"}, ["青岚谷康养有限公司"]),
        ({"state": "empty"}, []),
    ],
)
def test_search_obeys_the_visible_rows(client, cast, asked, units):
    set_active(user=cast["head"], active=False)
    client.force_login(cast["city"])

    response = client.get(PEOPLE, asked)

    assert [line.unit.name for line in response.context["object_list"] if line.span] == units


# --- one by one ----------------------------------------------------------------------------


def test_new_person_gets_a_password_that_is_shown_once(client, cast, places):
    client.force_login(cast["head"])
    address = reverse("person_new", args=[places["unit"].pk])

    response = client.post(address, details(username="wen.he"))

    (account,) = response.context["accounts"]
    assert account.user.check_password(account.password)
    assert account.password in response.content.decode()
    assert held_by(account.user).role == Role.UNIT_CLERK
    assert "no-store" in response["Cache-Control"]
    assert account.password not in str(AuditEntry.objects.values())
    assert client.post(address, details(username="wen.he")).status_code == 422
    forbidden = client.post(address, details(username="wen.he2", role=Role.UNIT_HEAD))
    assert forbidden.status_code == 422
    assert not User.objects.filter(username="wen.he2").exists()


def test_new_unit_comes_with_two_people_or_not_at_all(client, cast, taiyuan):
    county = CountyFactory(parent=taiyuan)
    client.force_login(cast["city"])
    address = reverse("unit_new", args=[taiyuan.pk])
    unit = {"name": "银杏谷康养有限公司", "credit_code": credit_code(4711), "county": county.pk}
    people = {
        **{f"clerk-{name}": value for name, value in details(username="yin.1").items()},
        **{f"head-{name}": value for name, value in details(username="yin.1").items()},
        "head-role": Role.UNIT_HEAD,
    }

    refused = client.post(address, {**unit, **people})

    assert refused.status_code == 422
    assert not Organisation.objects.filter(name=unit["name"]).exists()

    client.post(address, {**unit, **people, "head-username": "yin.2"})

    made = Organisation.objects.get(name=unit["name"])
    assert (made.kind, made.city, made.county) == (
        OrganisationKind.CREATING_UNIT,
        taiyuan,
        county,
    )
    assert sorted(made.memberships.values_list("role", flat=True)) == sorted(UNIT_ROLES)

    twice = client.post(address, {**unit, **people, "head-username": "yin.3"})
    assert "该统一社会信用代码已登记过单位" in twice.content.decode()
    wrong = client.post(address, {**unit, **people, "credit_code": f"{credit_code(1)[:17]}0"})
    assert "校验位不符" in wrong.content.decode()
    assert client.get(reverse("unit_new", args=["140200"])).status_code == 403


def test_person_is_corrected_and_changes_the_role(client, cast, places):
    client.force_login(cast["city"])

    client.post(page(cast["clerk"]), details(role=Role.UNIT_HEAD))

    person = User.objects.get(username="clerk")
    assert (person.name, person.phone, held_by(person).role) == (
        "温禾",
        "13900000001",
        Role.UNIT_HEAD,
    )


def test_unit_keeps_a_head(client, cast, places):
    client.force_login(cast["city"])
    held = held_by(cast["head"])

    response = client.post(f"{PEOPLE}{held.pk}/end/")
    with pytest.raises(AccountRefused, match="唯一在用的负责人"):
        change_role(membership=held, role=Role.UNIT_CLERK, actor=cast["city"])

    assert response.status_code == 422
    assert "请先新增一名负责人，或办理交接" in response.content.decode()
    assert held_by(cast["head"]) == held

    second = MembershipFactory(organisation=places["unit"], user=UserFactory())
    take_role(membership=held, actor=cast["city"])
    assert (
        Membership.objects.current().get(organisation=places["unit"], role=Role.UNIT_HEAD) == second
    )


def test_disabling_ends_the_session_at_once(client, cast):
    leaver, officer = type(client)(), client
    leaver.force_login(cast["head"])
    officer.force_login(cast["city"])

    asked = officer.get(page(cast["head"], "disable/")).content.decode()
    officer.post(page(cast["head"], "disable/"))

    assert "唯一在用的负责人，停用后将无人提交；请随后新增一名负责人" in asked
    assert leaver.get("/").status_code == 302
    assert "没有在用的负责人" in officer.get(PEOPLE).content.decode()

    officer.post(page(cast["head"], "enable/"))
    assert User.objects.get(username="head").is_active


def test_new_password_ends_every_session(client, cast):
    owner, officer = type(client)(), client
    owner.force_login(cast["clerk"])
    officer.force_login(cast["head"])

    response = officer.post(page(cast["clerk"], "password/"))

    (account,) = response.context["accounts"]
    assert User.objects.get(username="clerk").check_password(account.password)
    assert owner.get("/").status_code == 302
