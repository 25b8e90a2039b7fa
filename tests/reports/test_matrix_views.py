"""The page of the completeness matrix: what each reader finds there, filtered and added up."""

from datetime import date

import pytest
from django.urls import reverse

from portal import clock
from portal.choices import OrganisationKind
from portal.models import KindPeriod, Organisation
from reports.models import CityMonth, LedgerLine
from reports.periods import months_of
from tests.factories.portal import CityFactory
from tests.factories.reports import figure_of, line_of, moment, task_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

MARCH = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def second_of_april():
    with clock.at(moment(2026, 4, 2, 9)):
        yield


def url(name, *args):
    return reverse(f"reports:{name}", args=args)


def matrix_of(client, user, **filters):
    client.force_login(user)
    response = client.get(url("matrix", 2026), filters)
    rows = [row for _, rows in response.context["groups"] for row in rows]
    return response, rows


def units(rows):
    return [row["organisation"] for row in rows]


@pytest.mark.parametrize(
    ("who", "keys"),
    [
        ("province", ["unit", "other_unit", "far_unit"]),
        ("civil_reader", ["unit", "other_unit", "far_unit"]),
        ("city", ["unit", "other_unit"]),
        ("civil", ["unit", "other_unit"]),
        ("far_city", ["far_unit"]),
        ("head", ["unit"]),
    ],
)
def test_matrix_shows_each_reader_the_own_part(client, cast, places, who, keys):
    _, rows = matrix_of(client, cast[who])

    assert units(rows) == [places[key] for key in keys]


def test_cell_tells_light_state_and_marks_in_words(client, cast, places):
    unit = places["unit"]
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    line_of(unit, january, reported_at=moment(2026, 1, 20), is_unchanged=True)
    late = line_of(unit, february, reported_at=moment(2026, 3, 2), is_identical=True)
    figure_of(late, task_of(unit, 2026, 12), 0)

    response, rows = matrix_of(client, cast["province"])

    cells = [(cell.light, cell.text) for cell in rows[0]["cells"][:4]]
    assert cells == [
        ("green", "●绿\n按时\n无变化"),
        ("yellow", "▲黄\n逾期\n落后16.7\n同上月"),
        ("red", "■红\n未报"),
        ("none", "未到期"),
    ]
    assert (rows[0]["totals"], rows[0]["rate"]) == ([1, 1, 1], "33.3%")
    assert '<td class="light-red">■红\n未报</td>' in response.content.decode()


def test_foot_adds_up_each_month_and_the_year(client, cast, places):
    for key in ("unit", "other_unit"):
        line_of(places[key], MARCH, reported_at=moment(2026, 3, 30))

    response, _ = matrix_of(client, cast["province"])

    lines = {label: (figures[2], total) for label, figures, total in response.context["foot"]}

    assert lines == {
        "按时": (2, 2),
        "逾期": (0, 0),
        "未报": (1, 7),
        "按时率": ("66.7%", "22.2%"),
    }


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"city": "140200"}, ["far_unit"]),
        ({"group": "zone"}, ["far_unit"]),
        ({"group": "creating_unit"}, ["unit", "other_unit", "far_unit"]),
        ({"state": "late"}, ["other_unit"]),
        ({"state": "yellow"}, ["other_unit"]),
        ({"state": "unchanged"}, ["unit"]),
        ({"state": "red", "city": "140100"}, ["unit", "other_unit"]),
        ({"state": "excused"}, []),
        ({"state": "nonsense"}, ["unit", "other_unit", "far_unit"]),
    ],
)
def test_filters_stand_in_the_address(client, cast, places, filters, keys):
    far = places["far_unit"]
    for kind, since in (("creating_unit", date(2024, 3, 1)), ("zone", date(2026, 2, 1))):
        KindPeriod.objects.create(organisation=far, kind=kind, since=since)
    line_of(places["unit"], MARCH, reported_at=moment(2026, 3, 20), is_unchanged=True)
    line_of(places["other_unit"], MARCH, reported_at=moment(2026, 4, 1))

    _, rows = matrix_of(client, cast["province"], **filters)

    assert set(units(rows)) == {places[key] for key in keys}


def test_heads_lead_to_the_month_of_the_reader(client, cast, places):
    line = f"/ledger/units/{places['unit'].pk}/"
    links = {}
    for who in ("province", "city", "head"):
        response, _ = matrix_of(client, cast[who])
        links[who] = [address for _, address in response.context["heads"]][2:5]

    assert links == {
        "province": ["/ledger/months/2026/3/", "/ledger/months/2026/4/", ""],
        "city": ["/ledger/cities/140100/2026/3/", "/ledger/cities/140100/2026/4/", ""],
        "head": [f"{line}2026/3/", f"{line}2026/4/", ""],
    }


@pytest.mark.parametrize(("year", "status"), [(2023, 404), (2024, 200), (2026, 200), (2027, 404)])
def test_matrix_exists_for_the_years_of_the_ledger(client, cast, year, status):
    client.force_login(cast["province"])

    assert client.get(url("matrix", year)).status_code == status


def test_address_without_a_year_leads_to_the_present_one(client, cast):
    client.force_login(cast["province"])

    assert client.get(url("matrix_now"))["Location"] == url("matrix", 2026)


@pytest.fixture
def seventy(taiyuan):
    """Seventy organisations of seven cities, each with twelve reported months of 2025."""
    cities = [CityFactory(code=f"140{n}00", name=f"第{n}市") for n in range(1, 8)]
    found = Organisation.objects.bulk_create(
        Organisation(
            name=f"青岚谷第{n}期康养文旅有限公司",
            kind=OrganisationKind.CREATING_UNIT,
            city=cities[n % 7],
        )
        for n in range(70)
    )
    months = {
        (row.city_id, row.month): row
        for row in CityMonth.objects.bulk_create(
            CityMonth(city=city, month=month) for city in cities for month in months_of(2025)
        )
    }
    LedgerLine.objects.bulk_create(
        LedgerLine(
            city_month=months[unit.city_id, month],
            organisation=unit,
            progress="步道完成5公里。",
            reported_at=moment(2025, month.month, 20),
            is_identical=True,
        )
        for unit in found
        for month in months_of(2025)
    )


def test_matrix_of_seventy_stays_light(client, cast, seventy, django_assert_num_queries):
    client.force_login(cast["province"])

    with django_assert_num_queries(8):
        response = client.get(url("matrix", 2025))

    assert len(response.content) < 100 * 1024
