"""The operator's pages: accounts and organisations, in and out, and nothing of any application."""

import io
import re
import zipfile

import pytest
from django.templatetags.static import static
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from portal.admin import site
from portal.choices import OrganisationKind, Role
from portal.models import AuditEntry, Holiday, KindPeriod, Organisation, User
from tests.factories.portal import BureauFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
USERS, UNITS = "/admin/portal/user/", "/admin/portal/organisation/"


@pytest.fixture
def operator(client, cast):
    client.force_login(cast["admin"])
    return client


def account(organisation, **changes):
    fields = {
        "username": "li.wen",
        "name": "李文",
        "position": "科长",
        "phone": "",
        "email": "",
        "organisation": organisation.pk,
        "role": Role.CITY_OFFICER,
    }
    return fields | changes


# --- who -----------------------------------------------------------------------------------


def test_only_places_people_and_the_calendar_are_there():
    assert set(site._registry) == {Holiday, Organisation, User}


def test_the_calendar_is_kept_by_hand_and_on_record(operator):
    day = {"day": "2027-02-08", "name": "春节"}

    operator.post("/admin/portal/holiday/add/", day)

    holiday = Holiday.objects.get()
    assert str(holiday) == "2027-02-08休息"
    assert AuditEntry.objects.get(action="set_holiday").details == {"day": "2027-02-08休息"}

    operator.post(f"/admin/portal/holiday/{holiday.pk}/delete/", {"post": "yes"})

    assert not Holiday.objects.exists()
    assert AuditEntry.objects.filter(action="remove_holiday").count() == 1


@pytest.mark.parametrize("who", ["head", "city", "province", "chair", "civil_reader", "nobody"])
@pytest.mark.parametrize("path", ["/admin/", USERS, UNITS])
def test_nobody_else_enters(client, cast, who, path):
    client.force_login(cast[who])

    response = client.get(path)

    assert response.status_code == 403
    assert "只有系统管理员可以进入系统管理。" in response.content.decode()


def test_admin_has_no_log_in_page_of_its_own(operator):
    assert operator.get("/admin/login/")["Location"] == "/admin/"
    assert operator.get("/admin/password_change/")["Location"] == "/password/"


def test_admin_logs_out_by_post_only(operator):
    assert operator.get("/admin/logout/")["Location"] == "/admin/"

    response = operator.post("/admin/logout/")

    assert response["Location"] == "/login/"
    assert AuditEntry.objects.filter(action="log_out").count() == 1


@pytest.mark.parametrize("path", [USERS, UNITS, USERS + "add/", UNITS + "add/"])
def test_pages_open_for_the_operator(operator, path):
    assert operator.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/admin/", f"{USERS}add/", f"{UNITS}import/"])
def test_pages_name_the_mark_of_the_portal(operator, path):
    """A browser asks for /favicon.ico otherwise, which is not there."""
    mark = re.search(r'<link rel="icon" href="([^"]+)"', operator.get(path).text)

    assert mark.group(1) == static("img/mark.svg")


def test_nothing_can_be_deleted(operator, cast):
    assert operator.post(f"{USERS}{cast['head'].pk}/delete/", {"post": "yes"}).status_code == 403
    assert operator.post(f"{UNITS}{cast['head'].organisation.pk}/delete/").status_code == 403


# --- accounts ------------------------------------------------------------------------------


def test_new_account_shows_its_password_once(operator, cast, places):
    response = operator.post(USERS + "add/", account(places["city_culture"]))

    user = User.objects.get(username="li.wen")
    ((shown, password),) = response.context["accounts"]
    assert (shown.pk, user.check_password(password)) == (user.pk, True)
    assert (user.organisation, user.roles) == (places["city_culture"], {Role.CITY_OFFICER})
    assert AuditEntry.objects.get(action="create_account").actor == cast["admin"]
    assert password not in operator.get(f"{USERS}{user.pk}/change/").content.decode()


def test_new_account_is_refused_where_the_role_does_not_fit(operator, places):
    response = operator.post(USERS + "add/", account(places["unit"]))

    assert response.context["adminform"].form.non_field_errors() == [
        "“青岚谷康养有限公司”是文旅康养示范区创建单位，不能设“市文化和旅游局”，请核对单位和角色。"
    ]
    assert not User.objects.filter(username="li.wen").exists()


def test_new_account_needs_a_free_name(operator, places):
    response = operator.post(USERS + "add/", account(places["city_culture"], username="HEAD"))

    assert response.context["adminform"].form.errors == {
        "username": ["用户名“head”已被使用，请换一个。"]
    }


def memberships(user, **changes):
    """The change form of ``user`` as a browser would send it."""
    held = list(user.memberships.current())
    data = {
        "name": user.name,
        "position": user.position,
        "phone": user.phone,
        "email": user.email,
        "memberships-TOTAL_FORMS": str(len(held) + 1),
        "memberships-INITIAL_FORMS": str(len(held)),
    }
    for place, membership in enumerate(held):
        data[f"memberships-{place}-id"] = membership.pk
        data[f"memberships-{place}-user"] = user.pk
    data[f"memberships-{len(held)}-user"] = user.pk
    return data | changes


def test_membership_is_ended_on_the_page_of_the_account(operator, cast):
    head = cast["head"]

    response = operator.post(
        f"{USERS}{head.pk}/change/", memberships(head, **{"memberships-0-end": "on"})
    )

    assert response["Location"] == USERS
    assert User.objects.get(pk=head.pk).roles == frozenset()
    assert AuditEntry.objects.get(action="end_membership").actor == cast["admin"]


def test_second_role_is_given_on_the_page_of_the_account(operator, cast, places):
    head = cast["head"]
    more = {"memberships-1-organisation": places["unit"].pk, "memberships-1-role": Role.UNIT_CLERK}

    operator.post(f"{USERS}{head.pk}/change/", memberships(head, **more))

    assert User.objects.get(pk=head.pk).roles == {Role.UNIT_HEAD, Role.UNIT_CLERK}


def test_second_role_that_does_not_fit_changes_nothing(operator, cast, places):
    head = cast["head"]
    more = {
        "memberships-1-organisation": places["unit"].pk,
        "memberships-1-role": Role.SYSTEM_ADMIN,
    }

    response = operator.post(f"{USERS}{head.pk}/change/", memberships(head, **more))

    assert "不能设“系统管理员”" in response.content.decode()
    assert User.objects.get(pk=head.pk).roles == {Role.UNIT_HEAD}


def test_name_is_corrected_and_recorded(operator, cast):
    head = cast["head"]

    operator.post(f"{USERS}{head.pk}/change/", memberships(head, name="梁云洲"))

    head.refresh_from_db()
    assert head.name == "梁云洲"
    assert AuditEntry.objects.get(action="change_account").details == {"fields": ["name"]}


def act(client, action, *users):
    return client.post(USERS, {"action": action, "_selected_action": [user.pk for user in users]})


def test_initial_passwords_are_issued_and_shown_once(operator, cast):
    response = act(operator, "issue_passwords", cast["head"], cast["city"])

    issued = dict(response.context["accounts"])
    for user in User.objects.filter(username__in=["head", "city"]):
        assert user.check_password(issued[user])
        assert user.must_change_password


def test_password_of_a_demonstration_account_is_not_issued(operator, cast):
    User.objects.filter(username="head").update(is_demonstration=True)

    response = act(operator, "issue_passwords", cast["city"], cast["head"])

    assert response["Location"] == USERS
    assert not User.objects.get(username="city").must_change_password


def test_too_many_passwords_at_once_are_refused(operator, monkeypatch, cast):
    monkeypatch.setattr("portal.admin.PASSWORDS_AT_ONCE", 1)

    act(operator, "issue_passwords", cast["city"], cast["head"])

    assert not User.objects.filter(must_change_password=True).exists()


def test_accounts_are_disabled_and_enabled_but_never_the_own_one(operator, cast):
    act(operator, "disable", cast["head"], cast["admin"])
    assert set(User.objects.filter(is_active=False)) == {cast["head"]}

    act(operator, "enable", cast["head"])

    assert not User.objects.filter(is_active=False).exists()


def test_locked_name_is_unlocked(operator, cast, client):
    visitor = type(client)()
    for _ in range(5):
        visitor.post("/login/", {"username": "head", "password": "wrong"})
    assert visitor.post("/login/", {"username": "head", "password": "wrong"}).status_code == 429

    act(operator, "unlock_log_in", cast["head"])

    assert visitor.post("/login/", {"username": "head", "password": "wrong"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_accounts_query_count(operator, count, django_assert_num_queries):
    MembershipFactory.create_batch(count)

    with django_assert_num_queries(8):
        operator.get(USERS)


def test_accounts_without_a_role_can_be_filtered(operator, cast):
    response = operator.get(USERS + "?membership=none")

    assert [user.username for user in response.context["cl"].result_list] == ["nobody"]


# --- organisations -------------------------------------------------------------------------


def unit_form(city, **changes):
    fields = {
        "name": "石膏山康养有限公司",
        "kind": OrganisationKind.CREATING_UNIT,
        "city": city.pk,
        "credit_code": "９1149901ma0te5t01l ",
        "standing": "listed",
    }
    return fields | changes


def test_new_unit_belongs_to_its_group_from_this_month_on(operator, taiyuan):
    operator.post(UNITS + "add/", unit_form(taiyuan))

    unit = Organisation.objects.get(name="石膏山康养有限公司")
    assert unit.credit_code == "91149901MA0TE5T01L"
    period = KindPeriod.objects.get(organisation=unit)
    assert (period.kind, period.since.day) == (OrganisationKind.CREATING_UNIT, 1)


def test_wrong_credit_code_is_explained(operator, taiyuan):
    form = unit_form(taiyuan, credit_code="91149901MA0TE5T01X")

    response = operator.post(UNITS + "add/", form)

    assert response.context["adminform"].form.errors == {
        "credit_code": ["统一社会信用代码校验位不符，请逐位核对营业执照。"]
    }


def test_kind_and_city_of_an_organisation_stay(operator, places):
    unit = places["unit"]
    form = unit_form(places["far_unit"].city, name="新名称", kind=OrganisationKind.ZONE)

    operator.post(f"{UNITS}{unit.pk}/change/", form)

    unit.refresh_from_db()
    assert (unit.name, unit.kind, unit.city_id) == ("新名称", "creating_unit", "140100")


# --- sheets --------------------------------------------------------------------------------


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(client, path, content, name="import.xlsx"):
    file = io.BytesIO(content)
    file.name = name
    return client.post(path + "import/", {"import_file": file, "format": "0"})


def confirm(client, path, response):
    form = response.context["confirm_form"]
    return client.post(path + "process_import/", form.initial)


UNIT_HEAD = ("单位名称", "单位类型", "所属市", "所属县（市、区）", "统一社会信用代码", "状态")
UNIT_ROW = ("石膏山公司", "文旅康养示范区创建单位", "太原市", "", "91149901MA0TE5T01L", "在册")


def test_import_shows_first_and_stores_after_confirmation(operator, taiyuan):
    preview = upload(operator, UNITS, workbook(UNIT_HEAD, UNIT_ROW))
    assert not Organisation.objects.filter(name="石膏山公司").exists()

    confirm(operator, UNITS, preview)

    unit = Organisation.objects.get(name="石膏山公司")
    assert (unit.kind, unit.city) == (OrganisationKind.CREATING_UNIT, taiyuan)
    assert unit.kind_periods.count() == 1


def test_import_names_the_line_that_is_wrong_and_stores_nothing(operator, taiyuan):
    wrong = ("隰州公司", "创建单位", "太原市", "", "", "在册")

    response = upload(operator, UNITS, workbook(UNIT_HEAD, UNIT_ROW, wrong))

    assert "没有“创建单位”这一选项" in response.content.decode()
    assert "confirm_form" not in response.context
    assert not Organisation.objects.filter(name="石膏山公司").exists()


ACCOUNT_HEAD = ("用户名", "姓名", "职务", "联系电话", "电子邮箱", "单位", "角色")


def test_imported_account_has_its_role_and_no_password(operator, cast, places):
    row = ("Li.Wen", "李文", "科长", "", "", "太原市文化和旅游局", "市文化和旅游局")
    preview = upload(operator, USERS, workbook(ACCOUNT_HEAD, row))

    confirm(operator, USERS, preview)

    user = User.objects.get(username="li.wen")
    assert user.roles == {Role.CITY_OFFICER}
    assert not user.has_usable_password()
    assert user.must_change_password


def test_imported_account_with_an_unfit_role_is_refused(operator, places):
    row = ("li.wen", "李文", "科长", "", "", "太原市文化和旅游局", "省财政厅")

    response = upload(operator, USERS, workbook(ACCOUNT_HEAD, row))

    assert "不能设“省财政厅”" in response.content.decode()
    assert not User.objects.filter(username="li.wen").exists()


def test_file_that_is_no_workbook_is_refused(operator):
    response = upload(operator, UNITS, b"MZ not a workbook")

    assert "这不是有效的Excel文件（.xlsx）" in response.content.decode()


def test_workbook_that_unpacks_to_far_too_much_is_refused(operator):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)

    response = upload(operator, UNITS, stream.getvalue())

    assert "文件解压后过大" in response.content.decode()


def test_export_keeps_codes_as_text_and_escapes_formulas(operator, places):
    BureauFactory(name="=1+1")

    response = operator.post(UNITS + "export/", {"format": "0", "resource": ""} | every_field())

    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in sheet.rows]
    assert rows[0][:3] == ["单位名称", "单位类型", "所属市"]
    assert ["青岚谷康养有限公司", "文旅康养示范区创建单位", "太原市"] in [row[:3] for row in rows]
    assert "=1+1" not in [row[0] for row in rows]


def every_field():
    names = (
        "name",
        "kind",
        "city",
        "county",
        "credit_code",
        "nature",
        "zone_name",
        "core_resource",
        "standing",
    )
    return {f"organisationresource_{name}": "on" for name in names}


def test_addresses_of_the_operator_are_named():
    assert reverse("admin:portal_user_changelist") == USERS


def test_people_without_a_name_are_found_by_user_name(operator):
    UserFactory(username="found.me")

    response = operator.get(USERS + "?q=found")

    assert [user.username for user in response.context["cl"].result_list] == ["found.me"]
