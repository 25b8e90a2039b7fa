"""People of a city's units from Excel: previewed, then all of it or nothing."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from portal import people_import
from portal.choices import Role
from portal.models import AuditEntry, Membership, Organisation, User
from portal.worksheets import ImportRefused, SheetRow
from tests.factories.portal import CountyFactory, UserFactory, credit_code

pytestmark = pytest.mark.django_db

IMPORT = "/people/cities/140100/import/"
UNIT, FRESH = "青岚谷康养有限公司", "银杏谷康养有限公司"


def row(number, **typed):
    blank = dict.fromkeys(people_import.HEADS, "")
    person = {"unit": UNIT, "name": "温禾", "role": "经办人", "username": f"new.{number}"}
    places = {name: f"人员!{name}{number}" for name in blank}
    return SheetRow(number, blank | person | typed, places=places)


def judged(rows, cast, taiyuan):
    preview = people_import.preview_of(rows, city=taiyuan, actor=cast["city"])
    return preview, [(line.number, line.action) for line in preview.lines]


def book(*rows):
    workbook, stream = Workbook(), BytesIO()
    sheet = workbook.active
    sheet.append(list(people_import.HEADS.values()))
    for one in rows:
        sheet.append([one.values[name] for name in people_import.HEADS])
    workbook.save(stream)
    stream.seek(0)
    stream.name = "people.xlsx"
    return stream


def test_file_is_previewed_and_then_stored_at_once(client, cast, taiyuan):
    CountyFactory(parent=taiyuan)
    client.force_login(cast["city"])
    rows = [
        row(2, name="新温禾", username="CLERK", phone=13900000001),
        row(3, name="梁云舟", username="head", role="负责人"),
        row(4, username="yin.1", unit=FRESH, credit_code=credit_code(77), county="小店区"),
        row(5, username="yin.2", unit=FRESH, name="殷二", role="负责人"),
    ]

    preview = client.post(IMPORT, {"file": book(*rows)})

    assert [line.action for line in preview.context["preview"].lines] == [
        "修改",
        "不变",
        "新增",
        "新增",
    ]
    assert not Organisation.objects.filter(name=FRESH).exists()

    done = client.post(IMPORT, {"rows": preview.context["rows"]})

    passwords = {one.user.username: one.password for one in done.context["accounts"]}
    assert sorted(passwords) == ["yin.1", "yin.2"]
    assert User.objects.get(username="yin.2").check_password(passwords["yin.2"])
    assert "no-store" in done["Cache-Control"]
    assert User.objects.get(username="clerk").phone == "13900000001"
    made = Membership.objects.filter(organisation__name=FRESH).values_list("user__name", "role")
    assert set(made) == {("温禾", Role.UNIT_CLERK), ("殷二", Role.UNIT_HEAD)}
    assert AuditEntry.objects.get(action="import_people").details == {
        "新增": 2,
        "修改": 1,
        "不变": 1,
    }
    assert not any(word in str(AuditEntry.objects.values()) for word in passwords.values())

    again = client.post(IMPORT, {"rows": preview.context["rows"]}, follow=True)
    assert "没有导入，请重新上传文件" in again.content.decode()


REFUSED = [
    ({"unit": ""}, "unit", "请填写单位名称"),
    ({"unit": "云上泉康养有限公司"}, "credit_code", "本市没有名为“云上泉康养有限公司”的单位"),
    ({"credit_code": credit_code(99)}, "credit_code", "与“青岚谷康养有限公司”登记的"),
    ({"role": "省文化和旅游厅"}, "role", "请填写“经办人”或“负责人”"),
    ({"username": "far_head"}, "username", "已被使用"),
    ({"username": "李"}, "username", "用户名应为3至50个字符"),
    ({"name": ""}, "name", "请填写姓名"),
    ({"phone": "123"}, "phone", "不是有效的电话号码"),
    ({"username": "new.1"}, "username", "与第1行的用户名重复"),
]


@pytest.mark.parametrize(("typed", "name", "sentence"), REFUSED)
def test_wrong_cell_is_named(cast, taiyuan, typed, name, sentence):
    preview, actions = judged([row(1), row(2, **typed)], cast, taiyuan)

    assert actions == [(1, "新增"), (2, "拒绝")]
    assert preview.troubles[0].place == f"人员!{name}2"
    assert sentence in preview.troubles[0].message
    assert not preview.is_ready


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["known", "new", "taken"])
def test_judging_costs_constant_queries(
    cast, taiyuan, places, kind, count, django_assert_num_queries
):
    if kind != "new":
        unit = places["unit" if kind == "known" else "far_unit"]
        for number in range(1, count + 1):
            user = UserFactory(username=f"New.{number}")
            Membership.objects.create(user=user, organisation=unit, role=Role.UNIT_CLERK)
    CountyFactory(parent=taiyuan)
    actor = User.objects.get(pk=cast["city"].pk)
    actor.current_memberships  # noqa: B018 - read once per request

    rows = [row(number, county="太原市小店区") for number in range(1, count + 1)]
    # units, counties, accounts; their roles, where there are accounts
    with django_assert_num_queries(3 if kind == "new" else 4):
        preview = people_import.preview_of(rows, city=taiyuan, actor=actor)

    done = {"known": "修改", "new": "新增", "taken": "拒绝"}[kind]
    assert [line.action for line in preview.lines] == [done] * count


@pytest.mark.parametrize("count", [1, 3])
def test_new_units_cost_constant_queries(cast, taiyuan, count, django_assert_num_queries):
    county = CountyFactory(parent=taiyuan)
    actor = User.objects.get(pk=cast["city"].pk)
    actor.current_memberships  # noqa: B018 - read once per request
    numbers = range(1, count + 1)
    rows = [
        row(n, unit=f"新{n}康养有限公司", credit_code=credit_code(70 + n), county="小店区")
        for n in numbers
    ]

    # units, counties, accounts, credit codes
    with django_assert_num_queries(4):
        preview = people_import.preview_of(rows, city=taiyuan, actor=actor)

    assert [line.action for line in preview.lines] == ["新增"] * count
    people_import.store(rows=preview.rows, mark=preview.mark, city=taiyuan, actor=actor)
    made = Organisation.objects.filter(name__endswith="康养有限公司", name__startswith="新")
    assert set(made.values_list("county", "credit_code")) == {
        (county.pk, credit_code(70 + n)) for n in numbers
    }


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"credit_code": credit_code(88)}, "credit_code", "该统一社会信用代码已登记过单位"),
        ({"credit_code": "91149901"}, "credit_code", "18位"),
        ({"county": ""}, "county", "请选择所属县（市、区）。"),
        ({"county": "平城区"}, "county", "请填写本市的县（市、区）全称。"),
    ],
)
def test_new_unit_is_held_against_what_is_registered(cast, taiyuan, places, typed, name, sentence):
    CountyFactory(parent=taiyuan)
    Organisation.objects.filter(pk=places["far_unit"].pk).update(credit_code=credit_code(88))
    new = {"unit": FRESH, "credit_code": credit_code(77), "county": "小店区"}

    preview, actions = judged([row(1, **new | typed)], cast, taiyuan)

    assert actions == [(1, "拒绝")]
    [trouble] = preview.troubles
    assert trouble.place == f"人员!{name}1"
    assert trouble.message.startswith(f"本市没有名为“{FRESH}”的单位，按新单位登记：")
    assert sentence in trouble.message


def test_nothing_is_stored_when_things_have_changed_meanwhile(cast, taiyuan):
    rows = [row(1, username="late.one"), row(2, username="late.two")]
    preview, _ = judged(rows, cast, taiyuan)
    UserFactory(username="late.two")

    with pytest.raises(ImportRefused, match="刚刚有变化"):
        people_import.store(rows=preview.rows, mark=preview.mark, city=taiyuan, actor=cast["city"])

    assert not User.objects.filter(username="late.one").exists()


def test_head_of_a_unit_is_replaced_within_one_file(cast, taiyuan):
    rows = [
        row(1, username="head", name="梁云舟", role="经办人"),
        row(2, username="clerk", name="温小禾", role="负责人"),
    ]
    preview, _ = judged(rows, cast, taiyuan)

    people_import.store(rows=preview.rows, mark=preview.mark, city=taiyuan, actor=cast["city"])

    held = Membership.objects.current().filter(organisation__name=UNIT)
    assert dict(held.values_list("user__username", "role")) == {
        "head": Role.UNIT_CLERK,
        "clerk": Role.UNIT_HEAD,
    }


def test_template_comes_back_unchanged(client, cast, taiyuan):
    client.force_login(cast["city"])
    content = b"".join(client.get("/people/cities/140100/template/").streaming_content)

    assert load_workbook(BytesIO(content)).sheetnames == ["人员", "填写说明"]
    rows = people_import.read(BytesIO(content))
    _, actions = judged(rows, cast, taiyuan)
    assert [action for _, action in actions] == ["不变"] * 3
    assert AuditEntry.objects.get(action="export_people").details == {"people": 3}


@pytest.mark.parametrize(("who", "code"), [("far_city", 403), ("head", 403), ("province", 200)])
def test_import_is_for_the_own_city(client, cast, who, code):
    client.force_login(cast[who])

    assert client.get(IMPORT).status_code == code
