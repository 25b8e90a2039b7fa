"""重大项目: a table of its own, in 万元, open to the unit and its city."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal import clock
from portal.audit import history
from reports.models import Project, ProjectList
from tests.factories.reports import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(places):
    return places["unit"]


def url(unit):
    return reverse("reports:projects", args=[unit.pk])


def send(client, unit, *rows, version=0):
    return client.post(
        url(unit),
        {"version": version, "rows": list(rows)},
        content_type="application/json",
        headers={"X-Requested-With": "fetch", "Accept": "application/json"},
    )


def row(key="n1", pk=None, **cells):
    return {"key": key, "id": pk, "category": "", "name": "游客中心", **cells}


def stored():
    return list(Project.objects.values_list("name", "investment_wan", "completed_wan", "stage"))


def test_rows_are_stored_with_their_sums(client, cast, unit):
    client.force_login(cast["clerk"])
    rows = [
        row(investment_wan="12,000", completed_wan="820.5", stage="在建", progress="主体完工。"),
        row("n2", name="康养公寓", investment_wan="3000", stage="building"),
    ]

    answer = send(client, unit, *rows).json()

    assert answer["errors"] == []
    assert answer["totals"] == {"": {"investment_wan": "15,000.00", "completed_wan": "820.50"}}
    assert stored() == [
        ("游客中心", Decimal("12000.00"), Decimal("820.50"), "building"),
        ("康养公寓", Decimal("3000.00"), None, "building"),
    ]
    assert [entry.label for entry in history(ProjectList.objects.get())] == ["保存重大项目"]


@pytest.mark.parametrize(
    ("cells", "field", "message"),
    [
        ({"name": ""}, "name", "请填写项目名称。"),
        ({"stage": "停工"}, "stage", "没有“停工”这一项，请填写：谋划、前期、在建、完工、运营。"),
        (
            {"investment_wan": "1.2亿"},
            "investment_wan",
            "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。",
        ),
        ({"progress": "进" * 501}, "progress", "最多500个字符，现为501个，请删减。"),
    ],
)
def test_wrong_cell_is_named(client, cast, unit, cells, field, message):
    client.force_login(cast["clerk"])

    answer = send(client, unit, row(**{"completed_wan": "1", **cells})).json()

    assert answer["errors"] == [{"row": "n1", "field": field, "message": message}]


def test_second_saver_gets_the_stored_rows(client, cast, unit):
    client.force_login(cast["clerk"])
    saved = send(client, unit, row(stage="在建")).json()["rows"]
    client.force_login(cast["city"])

    response = send(client, unit, row(name="康养公寓"))

    conflict = response.json()["conflict"]
    assert (response.status_code, conflict["who"], conflict["version"]) == (409, "温小禾", 1)
    blank = {"investment_wan": "", "completed_wan": "", "progress": ""}
    assert conflict["rows"] == [
        {"id": saved[0]["id"], "category": "", "name": "游客中心", "stage": "在建", **blank}
    ]


def test_button_stores_the_table(client, cast, unit):
    client.force_login(cast["city"])

    response = client.post(
        url(unit), {"version": 0, "row": "new", "new-name": "游客中心", "new-stage": "在建"}
    )

    assert response.url == url(unit)
    assert stored() == [("游客中心", None, None, "building")]
    assert "<option selected>在建</option>" in client.get(url(unit)).content.decode()


@pytest.mark.parametrize("who", ["civil", "province", "civil_reader"])
def test_readers_read_the_table(client, cast, unit, who):
    client.force_login(cast["clerk"])
    send(client, unit, row(stage="在建"))
    client.force_login(cast[who])

    shown = client.get(url(unit))

    assert shown.status_code == 200
    assert "<td>在建</td>" in shown.content.decode()
    assert "data-grid" not in shown.content.decode()
    assert client.post(url(unit), {"version": 1}).status_code == 403
    assert send(client, unit, version=1).status_code == 403
    assert len(stored()) == 1


@pytest.mark.parametrize("who", ["other_head", "far_city", "chair", "nobody"])
def test_strangers_do_not_find_it(client, cast, unit, who):
    client.force_login(cast[who])

    assert client.get(url(unit)).status_code == 404
    assert client.post(url(unit)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_constant_queries(client, cast, unit, count, django_assert_num_queries):
    Project.objects.bulk_create(
        Project(organisation=unit, position=place, name="游客中心") for place in range(count)
    )
    client.force_login(cast["clerk"])

    # session, user, memberships, organisation, its groups, projects, their list, unread notices
    with clock.at(moment(2026, 3, 20)), django_assert_num_queries(8):
        client.get(url(unit))
