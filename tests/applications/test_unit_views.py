"""Part 一 and part 二 on the page: read, typed, saved while typing, saved by two."""

import pytest
from django.urls import reverse

from applications.choices import SectionName, Status
from applications.models import Dossier
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
FETCH = {"X-Requested-With": "fetch", "Accept": "application/json"}


def page(application, name="basics"):
    return reverse("applications:section", args=[application.pk, name])


def autosave(client, application, name="basics", *, version=0, **boxes):
    data = {**boxes, "changed": list(boxes), "version": version, "autosave": "1"}
    return client.post(page(application, name), data, headers=FETCH)


def stored(application, *names):
    return Dossier.objects.values_list(*names).get(pk=application.pk)


def version_of(application, name="basics"):
    return application.sections.get(name=name).version


# --- reading ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["declaration", "basics", "achievements", "operations", "direction"]
)
def test_unit_reads_each_part_as_a_form(client, application, cast, name):
    client.force_login(cast["clerk"])

    response = client.get(page(application, name))

    assert response.status_code == 200
    assert response.templates[0].name == "applications/unit/section.html"
    assert response.context["version"] == 0
    assert response.context["heading"] == SectionName(name).label
    assert "data-autosave" in response.content.decode()


@pytest.mark.parametrize("name", ["investment", "self_check", "cover", "opinion"])
def test_other_parts_have_other_pages(client, application, cast, name):
    client.force_login(cast["clerk"])

    assert client.get(page(application, name)).status_code == 404


@pytest.mark.parametrize("who", ["other_head", "far_city", "civil", "outsider", "civil_reader"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_part_is_not_found(client, application, cast, who, method):
    client.force_login(cast[who])

    assert getattr(client, method)(page(application)).status_code == 404


def test_city_reads_and_does_not_write(client, application, cast):
    client.force_login(cast["city"])

    response = client.get(page(application))

    assert response.templates[0].name == "applications/unit/read_section.html"
    facts = {fact.label: fact.text for fact in response.context["facts"]}
    assert facts["申请单位"] == "青岚谷康养有限公司"
    assert "data-autosave" not in response.content.decode()
    assert client.post(page(application), {"zone_name": "清泉里"}).status_code == 403
    assert autosave(client, application, zone_name="清泉里").status_code == 403
    assert stored(application, "zone_name") == ("青岚谷",)


def test_province_reads_no_draft(client, application, cast):
    client.force_login(cast["province"])

    response = client.get(page(application))

    assert response.status_code == 403
    assert "该单位尚在填报，提交后方可查看报告书内容。" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "shown"),
    [("province", "0351-0000000"), ("civil_reader", "035****0000"), ("chair", None)],
)
def test_telephone_is_masked_for_readers(client, application, cast, who, shown):
    bring(application, to=Status.RECOMMENDED)
    client.force_login(cast[who])

    response = client.get(page(application))

    if shown is None:
        assert response.status_code == 404
    else:
        facts = {fact.label: fact.text for fact in response.context["facts"]}
        assert facts["电话"] == shown


def test_submitted_part_is_only_read(client, application, cast):
    bring(application, to=Status.SUBMITTED)
    client.force_login(cast["clerk"])

    response = client.get(page(application))

    facts = {fact.label: (fact.text, fact.unit) for fact in response.context["facts"]}
    assert facts["2022年营业总收入"] == ("1,860.50", "万元")
    assert facts["开业时间"] == ("2021年5月18日", "")


def test_odd_figures_are_hinted_at_on_the_page(client, application, cast):
    Dossier.objects.filter(pk=application.pk).update(visits_year=86)
    client.force_login(cast["clerk"])

    shown = client.get(page(application)).content.decode()

    assert "接待人次不足1000，请核对单位是否误填为万人次。" in shown


# --- saved while typing -----------------------------------------------------------------


def test_autosave_stores_the_changed_boxes(client, application, cast):
    client.force_login(cast["clerk"])

    response = autosave(client, application, zone_name=" 清泉里 ", employees="１，２００")

    answer = response.json()
    assert (answer["version"], answer["errors"], answer["hints"]) == (1, {}, {})
    assert len(answer["saved_at"].split(":")) == 3
    assert stored(application, "zone_name", "employees") == ("清泉里", 1200)
    assert stored(application, "unit_name") == ("青岚谷康养有限公司",)


def test_autosave_stores_valid_boxes_and_explains_the_others(client, application, cast):
    client.force_login(cast["clerk"])

    response = autosave(client, application, zone_name="清泉里", invested_wan="12万")

    assert response.json()["errors"] == {
        "invested_wan": ["请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"]
    }
    assert stored(application, "zone_name", "invested_wan") == ("清泉里", None)


def test_autosave_of_nothing_valid_changes_nothing(client, application, cast):
    client.force_login(cast["clerk"])

    response = autosave(client, application, version=7, opened_on="2021年13月")

    answer = response.json()
    assert (response.status_code, answer["version"], answer["saved_at"]) == (200, 7, "")
    assert answer["errors"] == {"opened_on": ["月份应为1至12，现为13，请核对。"]}
    assert version_of(application) == 0


def test_autosave_hints_at_odd_figures(client, application, cast):
    client.force_login(cast["clerk"])

    response = autosave(client, application, visits_year="86")

    assert response.json()["hints"] == {
        "visits_year": ["接待人次不足1000，请核对单位是否误填为万人次。"]
    }


def test_autosave_ignores_boxes_of_other_parts(client, application, cast):
    client.force_login(cast["clerk"])

    response = autosave(client, application, head_name="他人", zone_name="清泉里")

    assert response.status_code == 200
    assert stored(application, "head_name", "zone_name") == ("", "清泉里")


def test_second_saver_gets_both_texts(client, application, cast):
    client.force_login(cast["clerk"])
    autosave(client, application, zone_name="清泉里", nature="state")
    client.force_login(cast["head"])

    response = autosave(client, application, zone_name="松风里", nature="private")

    conflict = response.json()["conflict"]
    assert response.status_code == 409
    assert (conflict["who"], conflict["version"]) == ("温小禾", 1)
    assert conflict["fields"] == {
        "zone_name": {"label": "示范区名称", "mine": "松风里", "theirs": "清泉里"},
        "nature": {
            "label": "单位性质",
            "mine": "private",
            "theirs": "state",
            "mine_text": "民营企业",
            "theirs_text": "国有企业",
        },
    }
    assert conflict["current"]["unit_name"] == "青岚谷康养有限公司"
    assert set(conflict["current"]) & {"zone_name", "nature"} == set()
    assert stored(application, "zone_name") == ("清泉里",)


def test_second_window_of_the_same_person_is_told_as_such(client, application, cast):
    client.force_login(cast["clerk"])
    autosave(client, application, zone_name="清泉里")

    response = autosave(client, application, zone_name="松风里")

    assert response.json()["conflict"]["who"] == "您本人（另一窗口）"


def test_choice_between_both_texts_is_stored(client, application, cast):
    client.force_login(cast["clerk"])
    autosave(client, application, zone_name="清泉里")

    response = autosave(client, application, version=1, zone_name="松风里")

    assert response.json()["version"] == 2
    assert stored(application, "zone_name") == ("松风里",)


def test_autosave_after_submission_is_closed(client, application, cast):
    bring(application, to=Status.SUBMITTED)
    client.force_login(cast["clerk"])

    response = autosave(client, application, version=1, zone_name="清泉里")

    message = "当前状态为“已提交”，报告书不能修改。"
    assert (response.status_code, response.json()) == (423, {"message": message})
    assert stored(application, "zone_name") == ("青岚谷文旅康养示范区",)


@pytest.mark.parametrize("length", [1, 40])
def test_autosave_costs_constant_queries(
    client, application, cast, length, django_assert_num_queries
):
    client.force_login(cast["clerk"])
    autosave(client, application, address="谷")

    with django_assert_num_queries(AUTOSAVE_QUERIES):
        autosave(client, application, version=1, address="谷" * length)


# session, user, memberships, application, savepoint, lock, section, version, dossier, release,
# dossier again for the hints, lines of the table
AUTOSAVE_QUERIES = 12

# --- the button --------------------------------------------------------------------------


def whole(application, **changes):
    """All boxes of 基本信息 as the page posts them."""
    boxes = {"zone_name": "清泉里", "unit_name": "清泉康养有限公司", "opened_on": "2021年5月"}
    return {"version": version_of(application), **boxes, **changes}


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


def test_button_stores_the_whole_part(client, application, cast):
    client.force_login(cast["clerk"])

    response = client.post(page(application), whole(application))

    assert (response.status_code, response.url) == (302, page(application))
    assert told(response) == ["“二（一）基本信息”已保存。"]
    assert stored(application, "zone_name", "opened_has_day", "contact_name") == (
        "清泉里",
        False,
        "",
    )


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("declaration", "sections/basics/"),
        ("basics", "sections/achievements/"),
        ("direction", "investment/"),
    ],
)
def test_next_button_leads_on(client, application, cast, name, following):
    client.force_login(cast["clerk"])

    response = client.post(page(application, name), {"version": 0, "go": "next"})

    assert response.url == f"/applications/{application.pk}/{following}"


def test_button_stores_all_or_nothing_and_keeps_what_was_typed(client, application, cast):
    client.force_login(cast["clerk"])
    typed = whole(application, employees="约300", address="青岚谷1号")

    response = client.post(page(application), typed)

    shown = response.content.decode()
    assert response.status_code == 422
    assert 'value="约300"' in shown
    assert 'value="青岚谷1号"' in shown
    assert 'href="#id_employees"' in shown
    assert stored(application, "zone_name", "address") == ("青岚谷", "")
    assert version_of(application) == 0


def test_button_of_the_second_saver_shows_both_texts(client, application, cast):
    client.force_login(cast["clerk"])
    autosave(client, application, zone_name="他人的名称", address="青岚谷1号")
    client.force_login(cast["head"])

    response = client.post(page(application), whole(application, version=0))

    conflict = response.context["conflict"]
    shown = response.content.decode()
    assert response.status_code == 409
    assert (conflict["who"], conflict["version"]) == ("温小禾", 1)
    assert {name: (both["mine"], both["theirs"]) for name, both in conflict["fields"].items()} == {
        "zone_name": ("清泉里", "他人的名称"),
        "unit_name": ("清泉康养有限公司", "青岚谷康养有限公司"),
        "credit_code": ("", application.organisation.credit_code),
        "contact_name": ("", "温小禾"),
        "address": ("", "青岚谷1号"),
        "opened_on": ("2021年5月", ""),
    }
    assert 'name="keep-zone_name"' in shown
    assert 'name="version" value="1"' in shown
    assert stored(application, "zone_name") == ("他人的名称",)


def test_choice_without_scripts_is_carried_out(client, application, cast):
    client.force_login(cast["clerk"])
    autosave(client, application, zone_name="他人的名称", address="他人的地址")
    client.force_login(cast["head"])
    choice = {
        "keep-zone_name": "mine",
        "mine-zone_name": "清泉里",
        "keep-address": "theirs",
        "mine-address": "我的地址",
    }

    response = client.post(page(application), {"version": 1, "employees": "12", **choice})

    assert response.status_code == 302
    assert stored(application, "zone_name", "address", "employees") == (
        "清泉里",
        "他人的地址",
        12,
    )


def test_button_after_submission_gives_back_what_was_typed(client, application, cast):
    bring(application, to=Status.SUBMITTED)
    client.force_login(cast["clerk"])

    response = client.post(page(application), whole(application))

    shown = response.content.decode()
    assert response.status_code == 423
    assert "当前状态为“已提交”，报告书不能修改。" in shown
    assert "清泉康养有限公司" in shown
    assert stored(application, "zone_name") == ("青岚谷文旅康养示范区",)


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30])
def test_odd_version_never_overwrites(client, application, cast, typed):
    client.force_login(cast["clerk"])
    autosave(client, application, zone_name="清泉里")

    response = client.post(page(application), whole(application, version=typed, zone_name="松风里"))

    assert response.status_code == 409
    assert stored(application, "zone_name") == ("清泉里",)
