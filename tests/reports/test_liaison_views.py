"""Pages of 联络员: who sees what, what one click does, and that lists stay cheap."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal import audit, clock
from portal.choices import OrganisationStanding
from reports.choices import LiaisonListStatus
from reports.models import Liaison, LiaisonConfirmation, LiaisonList, OutputJob
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import liaison_of, moment, report_list

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

MARCH = moment(2026, 3, 10, 9)
TODAY = date(2026, 3, 10)
PERSON = {"name": "程　远", "position": "副主任", "phone": "139 0000 0009"}


@pytest.fixture(autouse=True)
def in_march():
    with clock.at(MARCH):
        yield


@pytest.fixture
def staffed(places):
    return [
        liaison_of(places["unit"]),
        liaison_of(places["other_unit"], "白露", phone="03510000000"),
    ]


@pytest.fixture
def reported(cast, taiyuan, staffed):
    return report_list(taiyuan, by=cast["city"], at=MARCH)


def city_url(name="liaison_list", *args, city="140100", year=2026):
    return reverse(f"reports:{name}", args=[city, year, *args])


def unit_url(name, pk):
    return reverse(f"reports:{name}", args=[pk])


def province_url(**query):
    return reverse("reports:liaison_province", args=[2026], query=query or None)


def told(response):
    return [str(message) for message in response.wsgi_request._messages]


# --- where the menu leads --------------------------------------------------------------------


@pytest.mark.parametrize("who", ["city", "civil"])
def test_home_of_a_bureau_is_its_citys_list(client, cast, who):
    client.force_login(cast[who])

    assert client.get(reverse("reports:liaisons")).url == city_url()


def test_home_of_the_others(client, cast, places):
    answers = {}
    for who in ("province", "civil_reader", "head", "chair", "nobody"):
        client.force_login(cast[who])
        response = client.get(reverse("reports:liaisons"))
        answers[who] = response.url if response.status_code == 302 else response.status_code

    assert answers == {
        "province": province_url(),
        "civil_reader": province_url(),
        "head": unit_url("liaisons_of", places["unit"].pk),
        "chair": 403,
        "nobody": 403,
    }


# --- the list of a city ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("city", 200),
        ("civil", 200),
        ("province", 200),
        ("finance_reader", 200),
        ("head", 404),
        ("far_city", 404),
        ("far_civil", 404),
        ("chair", 404),
        ("admin", 404),
    ],
)
def test_list_is_known_to_its_bureaus_and_the_province(client, cast, places, who, status):
    client.force_login(cast[who])

    assert client.get(city_url()).status_code == status
    assert client.get(city_url("liaison_template")).status_code == status


@pytest.mark.parametrize(
    "page", [city_url(year=2023), city_url(year=2027), city_url(city="140000")]
)
def test_unknown_list_is_not_found(client, cast, page):
    client.force_login(cast["province"])

    assert client.get(page).status_code == 404


def test_list_marks_who_has_nobody_and_links_there(client, cast, places):
    liaison_of(places["unit"])
    client.force_login(cast["city"])

    response = client.get(city_url())

    assert [unit.name for unit in response.context["nobody"]] == ["松涛里康养有限公司"]
    page = response.content.decode()
    assert "还有1家单位没有工作联络员" in page
    assert unit_url("liaison_new", places["other_unit"].pk) in page
    assert "139****" not in page
    assert "13900000001" in page


@pytest.mark.parametrize(
    ("who", "seen"), [("civil", True), ("civil_reader", False), ("province", True)]
)
def test_page_and_workbook_mask_alike(client, cast, places, who, seen):
    liaison_of(places["unit"])
    client.force_login(cast[who])

    page = client.get(city_url()).content.decode()
    book = texts(client.get(city_url("liaison_template")))

    assert ("13900000001" in page, "13900000001" in book) == (seen, seen)
    assert ("139****0001" in page, "139****0001" in book) == (not seen, not seen)


def texts(response):
    """Every text of every sheet of a downloaded workbook."""
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]


def test_workbook_is_audited_with_how_many_persons(client, cast, staffed, taiyuan):
    client.force_login(cast["city"])

    response = client.get(city_url("liaison_template"))

    entry = audit.history(taiyuan).get()
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (entry.actor, entry.details) == (cast["city"], {"kind": "回执表", "persons": 2})


def test_version_shows_what_was_reported(client, cast, reported, staffed):
    Liaison.objects.filter(pk=staffed[0].pk).update(name="后来")
    client.force_login(cast["civil_reader"])

    page = client.get(city_url(), {"version": "1"}).content.decode()

    assert ("苏晓溪" in page, "后来" in page, "139****0001" in page) == (True, False, True)
    assert client.get(city_url(), {"version": "2"}).status_code == 404


def test_returned_list_says_why(client, cast, reported):
    client.force_login(cast["province"])
    client.post(city_url("liaison_list_move", "return"), {"note": "请补充座机号码。"})
    client.force_login(cast["city"])

    response = client.get(city_url())

    assert response.context["returned"] == "请补充座机号码。"
    assert [move.name for move in response.context["moves"]] == ["report"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_long(
    client, cast, taiyuan, reported, count, django_assert_num_queries
):
    client.force_login(cast["province"])
    client.post(city_url("liaison_list_move", "return"), {"note": "请补充座机号码。"})
    for unit in OrganisationFactory.create_batch(count, city=taiyuan):
        liaison_of(unit)
    client.force_login(cast["city"])

    with django_assert_num_queries(9):
        client.get(city_url())


# --- moves -----------------------------------------------------------------------------------


def test_report_is_asked_and_then_done(client, cast, staffed):
    client.force_login(cast["city"])
    page = city_url("liaison_list_move", "report")

    asked = client.get(page)
    before = LiaisonList.objects.count()
    done = client.post(page)

    assert (asked.status_code, before, done.status_code) == (200, 0, 302)
    assert LiaisonList.objects.get().status == LiaisonListStatus.SUBMITTED
    assert told(done) == ["已办理“报送”，当前状态为“已报送”。"]


def test_report_names_who_has_nobody(client, cast, places):
    client.force_login(cast["city"])

    response = client.post(city_url("liaison_list_move", "report"))

    assert response.status_code == 422
    assert [problem.url for problem in response.context["problems"]] == [
        unit_url("liaisons_of", places[key].pk) for key in ("unit", "other_unit")
    ]


@pytest.mark.parametrize(
    ("who", "move", "status"),
    [
        ("civil", "report", 403),
        ("province", "report", 403),
        ("far_city", "report", 404),
        ("city", "confirm", 403),
        ("civil_reader", "confirm", 403),
        ("city", "revise", 404),
        ("city", "burn", 404),
    ],
)
def test_moves_of_others_are_refused(client, cast, reported, who, move, status):
    client.force_login(cast[who])

    assert client.post(city_url("liaison_list_move", move)).status_code == status


def test_province_confirms(client, cast, reported):
    client.force_login(cast["province"])

    client.post(city_url("liaison_list_move", "confirm"))

    reported.refresh_from_db()
    assert reported.status == LiaisonListStatus.CONFIRMED


def test_year_that_is_over_is_not_reported(client, cast, staffed):
    client.force_login(cast["city"])

    response = client.post(city_url("liaison_list_move", "report", year=2025))

    assert told(response) == ["2025年已结束，请报送本年度的回执表。"]
    assert not LiaisonList.objects.exists()


# --- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["liaison_pdf", "liaison_xlsx"])
def test_form_is_asked_for_also_before_anybody_wrote(client, cast, taiyuan, kind):
    client.force_login(cast["city"])

    response = client.post(city_url("liaison_print"), {"kind": kind})

    job = OutputJob.objects.get()
    assert (job.kind, job.liaison_list.city, job.requested_by) == (kind, taiyuan, cast["city"])
    assert response.url == job.get_absolute_url()


def test_other_files_are_not_made_of_a_list(client, cast, taiyuan):
    client.force_login(cast["city"])

    assert client.post(city_url("liaison_print"), {"kind": "dossier"}).status_code == 404
    assert not LiaisonList.objects.exists()


# --- one organisation ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status", "seen"),
    [
        ("clerk", 200, True),
        ("city", 200, True),
        ("province", 200, True),
        ("civil", 200, True),
        ("finance_reader", 200, False),
        ("other_head", 404, False),
        ("far_city", 404, False),
        ("chair", 404, False),
    ],
)
def test_unit_page_is_known_to_its_own(client, cast, places, who, status, seen):
    liaison_of(places["unit"])
    liaison_of(places["unit"], "前任", until=TODAY, phone="13900000002")
    client.force_login(cast[who])

    response = client.get(unit_url("liaisons_of", places["unit"].pk))
    page = response.content.decode()

    assert response.status_code == status
    assert ("13900000001" in page, "13900000002" in page) == (seen, seen)


def test_unit_registers_and_confirms_by_one_tap(client, cast, places):
    unit = places["unit"]
    client.force_login(cast["clerk"])

    client.post(unit_url("liaison_new", unit.pk), {**PERSON, "since": "2026-03-01"})
    client.post(unit_url("liaison_confirm", unit.pk))

    person = Liaison.objects.get()
    assert (person.name, person.phone, person.since) == ("程远", "13900000009", date(2026, 3, 1))
    assert LiaisonConfirmation.objects.get().confirmed_by == cast["clerk"]
    context = client.get(unit_url("liaisons_of", unit.pk)).context
    assert (context["current"], context["former"]) == ([person], [])


def test_confirmation_without_anybody_is_a_message(client, cast, places):
    client.force_login(cast["clerk"])

    response = client.post(unit_url("liaison_confirm", places["unit"].pk))

    assert told(response) == ["还没有登记联络员，请先登记再确认。"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"position": " "}, "position"),
        ({"phone": "12345"}, "phone"),
        ({"since": "2026-03-11"}, "since"),
        ({"since": ""}, "since"),
    ],
)
def test_wrong_person_is_shown_again(client, cast, places, changes, field):
    client.force_login(cast["clerk"])
    typed = {**PERSON, "since": "2026-03-10", **changes}

    response = client.post(unit_url("liaison_new", places["unit"].pk), typed)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Liaison.objects.exists()


def edit(client, person, **typed):
    page = unit_url("liaison_edit", person.pk)
    version = client.get(page).context["version"]
    return page, {"version": version, "deed": "correct", "since": "2026-03-10", **PERSON, **typed}


def test_correction_keeps_the_person(client, cast, places):
    person = liaison_of(places["unit"])
    client.force_login(cast["clerk"])

    response = client.post(*edit(client, person, name="苏晓溪"))

    stored = Liaison.objects.get()
    assert (response.status_code, stored.name, stored.phone) == (302, "苏晓溪", "13900000009")


def test_replacement_keeps_the_history(client, cast, places):
    person = liaison_of(places["unit"])
    client.force_login(cast["clerk"])

    client.post(*edit(client, person, deed="replace"))

    assert list(Liaison.objects.values_list("name", "since", "until")) == [
        ("苏晓溪", date(2026, 3, 1), TODAY),
        ("程远", TODAY, None),
    ]


def test_replacement_wants_its_day(client, cast, places):
    person = liaison_of(places["unit"])
    client.force_login(cast["clerk"])

    response = client.post(*edit(client, person, deed="replace", since=""))

    assert response.context["form"].errors == {"since": ["请填写接任日期。"]}


def test_second_correction_shows_both_texts_and_then_counts(client, cast, places):
    person = liaison_of(places["unit"])
    client.force_login(cast["clerk"])
    page, typed = edit(client, person)
    Liaison.objects.update(position="科长")

    refused = client.post(page, typed)
    again = client.post(page, {**typed, "version": refused.context["version"]})

    field = refused.context["conflict"].fields["position"]
    assert (refused.status_code, field.mine, field.theirs) == (422, "副主任", "科长")
    assert (again.status_code, Liaison.objects.get().position) == (302, "副主任")


def test_correction_that_names_no_version_stores_nothing(client, cast, places):
    person = liaison_of(places["unit"])
    client.force_login(cast["clerk"])
    page, typed = edit(client, person)

    refused = client.post(page, {**typed, "version": ""})

    assert (refused.status_code, Liaison.objects.get().position) == (422, "主任")


def test_end_is_asked_with_what_follows_and_then_done(client, cast, places):
    person = liaison_of(places["unit"])
    client.force_login(cast["city"])
    page = unit_url("liaison_end", person.pk)

    asked = client.get(page)
    client.post(page, {"until": "2026-03-10"})

    assert asked.context["consequences"][1].startswith("本单位将没有工作联络员")
    assert Liaison.objects.get().until == TODAY


def test_person_who_has_left_is_not_edited(client, cast, places):
    person = liaison_of(places["unit"], until=TODAY)
    client.force_login(cast["city"])

    got = client.get(unit_url("liaison_edit", person.pk))
    posted = client.post(unit_url("liaison_end", person.pk), {"until": "2026-03-10"})

    assert told(got) == ["苏晓溪已不再担任联络员，不能再修改。"]
    assert posted.status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [("other_head", 404), ("far_city", 404), ("chair", 404), ("civil", 403), ("province", 403)],
)
def test_persons_are_written_by_unit_and_city_only(client, cast, places, who, status):
    person = liaison_of(places["unit"])
    client.force_login(cast[who])

    answers = {
        client.post(unit_url(name, pk)).status_code
        for name, pk in (
            ("liaison_new", places["unit"].pk),
            ("liaison_confirm", places["unit"].pk),
            ("liaison_edit", person.pk),
            ("liaison_end", person.pk),
        )
    }

    assert answers == {status}


# --- the province ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["city", "civil", "head", "chair", "nobody"])
def test_provinces_view_is_its_own(client, cast, places, who):
    client.force_login(cast[who])

    assert client.get(province_url()).status_code == 404
    assert client.get(reverse("reports:liaison_export", args=[2026])).status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["青岚谷康养有限公司", "松涛里康养有限公司", "云上泉康养有限公司"]),
        ({"city": "140200"}, ["云上泉康养有限公司"]),
        ({"gap": "nobody"}, ["云上泉康养有限公司"]),
        ({"gap": "unconfirmed"}, ["青岚谷康养有限公司", "松涛里康养有限公司"]),
        ({"text": "白露"}, ["松涛里康养有限公司"]),
        ({"text": "青岚谷", "city": "140200"}, []),
        (
            {"city": "x", "gap": "y"},
            ["青岚谷康养有限公司", "松涛里康养有限公司", "云上泉康养有限公司"],
        ),
    ],
)
def test_filters_stand_in_the_address(client, cast, staffed, query, names):
    client.force_login(cast["province"])

    response = client.get(province_url(**query))

    assert [unit.name for unit in response.context["units"]] == names


@pytest.mark.parametrize(
    ("who", "phone"), [("province", "13900000001"), ("civil_reader", "139****0001")]
)
def test_export_holds_what_the_filters_show(client, cast, staffed, who, phone):
    client.force_login(cast[who])

    response = client.get(reverse("reports:liaison_export", args=[2026]), {"text": "青岚谷"})

    cells = texts(response)
    assert (phone in cells, "白露" in cells) == (True, False)
    entry = audit.history(cast[who]).get()
    assert entry.details == {"kind": "全省2026年联络员", "persons": 1}


@pytest.mark.parametrize("count", [1, 3])
def test_provinces_view_costs_the_same_however_long(
    client, cast, taiyuan, reported, count, django_assert_num_queries
):
    for unit in OrganisationFactory.create_batch(count, city=taiyuan):
        liaison_of(unit)
    client.force_login(cast["province"])

    with django_assert_num_queries(8):
        client.get(province_url())


def test_city_without_units_stands_in_no_view(client, cast, places):
    places["far_unit"].standing = OrganisationStanding.DISABLED
    places["far_unit"].save()
    client.force_login(cast["province"])

    rows = client.get(province_url()).context["rows"]

    assert [row.city.name for row in rows] == ["太原市"]
