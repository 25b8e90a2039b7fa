"""A batch at a glance: each reader the own part, in a constant number of queries."""

import pytest
from django.urls import reverse

from applications.choices import BatchStatus, Status
from applications.overview import batch_overview
from portal.models import Region
from tests.factories.applications import ApplicationFactory, BatchFactory
from tests.factories.portal import CityFactory, OrganisationFactory
from tests.factories.scoring import fill
from tests.paths import bring

pytestmark = pytest.mark.thorough

LIST = "/applications/batches/"


def page(batch, name="batch"):
    return reverse(f"applications:{name}", args=[batch.pk])


# --- the batch page ------------------------------------------------------------------------


def rows(response):
    return [row for city in response.context["cities"] for row in city.rows]


@pytest.mark.parametrize(
    ("who", "cities", "units"),
    [
        ("province", ["太原市", "大同市"], ["unit", "other_unit", "far_unit"]),
        ("city", ["太原市"], ["unit", "other_unit"]),
        ("far_city", ["大同市"], ["far_unit"]),
        ("civil", ["太原市"], []),
        ("head", ["太原市"], ["unit"]),
        ("chair", [], []),
        ("finance_reader", ["太原市", "大同市"], []),
    ],
)
def test_page_shows_each_reader_the_own_part(client, cast, application, places, who, cities, units):
    for key in ("other_unit", "far_unit"):
        ApplicationFactory(batch=application.batch, organisation=places[key])
    client.force_login(cast[who])

    response = client.get(page(application.batch))

    assert [city.region.name for city in response.context["cities"]] == cities
    assert [row.application.organisation for row in rows(response)] == [places[u] for u in units]


def test_page_shows_totals_and_their_differences(client, cast, application):
    bring(application, to=Status.REVIEWING)
    fill(application.first_review, n1_2=0)
    client.force_login(cast["city"])

    row = rows(client.get(page(application.batch)))[0]

    assert (row.self_check.points, row.first_review.points) == (50, 40)
    assert (row.self_check.difference, row.first_review.difference) == (None, -10)
    assert row.final_score is None


def test_page_counts_blanks_apart_from_points(client, cast, application):
    client.force_login(cast["city"])
    fill(application.self_check, n1_1=None, n1_2=0)

    row = rows(client.get(page(application.batch)))[0]

    assert row.missing == ["自检还有1项未评分", "缺14项必备材料"]
    assert (row.self_check.points, row.self_check.marked) == (20, 4)
    assert row.self_check.is_complete is False


def test_page_hides_marks_from_whoever_may_not_see_them(client, cast, application):
    bring(application, to=Status.EVALUATED)
    seen = {}
    for who in ("head", "city", "province", "finance_reader", "chair"):
        client.force_login(cast[who])
        row = rows(client.get(page(application.batch)))[0]
        cells = (row.self_check, row.first_review, row.final_score)
        seen[who] = [cell is not None for cell in cells]

    assert seen == {
        "head": [True, True, False],
        "city": [True, True, False],
        "province": [True, True, True],
        "finance_reader": [True, True, True],
        "chair": [False, False, False],
    }


#: What the page says is missing, by status, to the province and to the unit.
GAPS = {
    Status.SUBMITTED: (["待市文化和旅游局受理"], []),
    Status.REVIEWING: (["初评还有5项未评分", "资格核查还有11项", "初评意见未填完"], []),
    Status.COSIGNING: (["待市民政局会签"], []),
    Status.REVIEWED: (
        [
            "缺“《文旅康养示范区评定申请报告书》签字盖章扫描件”",
            "缺“初评意见盖章扫描件”",
            "缺“市文化和旅游部门、市民政部门出具的推荐报告”",
        ],
        [],
    ),
    Status.RECOMMENDED: (["待省文化和旅游厅受理"], []),
    Status.ACCEPTED: (["评定组未组建"], []),
    Status.EVALUATING: (
        [
            "评定还有5项未评分",
            "2名成员未提交计分",
            "2名成员未登记参评情况",
            "缺“文旅康养示范区评定结果签字扫描件”",
        ],
        [],
    ),
    Status.EVALUATED: (["审定投资额未录入", "拟评定未确定"], []),
    Status.PUBLICISED: ([], []),
}


@pytest.mark.parametrize("status", GAPS)
def test_page_says_what_is_missing_to_whoever_can_do_something(cast, application, status):
    bring(application, to=status)
    batch = application.batch

    shown = [
        batch_overview(batch, cast[who])[place].rows[0].missing
        for who, place in (("province", 0), ("head", 0))
    ]

    assert tuple(shown) == GAPS[status]


def test_unit_reads_its_own_gaps_and_the_province_no_draft(cast, application):
    own = batch_overview(application.batch, cast["head"])[0].rows[0]
    above = batch_overview(application.batch, cast["province"])[0].rows[0]

    assert own.missing == ["自检还有5项未评分", "缺14项必备材料"]
    assert above.missing == []
    assert above.self_check is None


@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("province", 20), ("city", 19)])
def test_page_query_count(
    client, cast, application, django_assert_num_queries, item_count, who, queries
):
    units = [OrganisationFactory(city=application.city) for _ in range(item_count - 1)]
    for one in (
        application,
        *(ApplicationFactory(batch=application.batch, organisation=u) for u in units),
    ):
        bring(one, to=Status.REVIEWING)
    client.force_login(cast[who])

    with django_assert_num_queries(queries):
        response = client.get(page(application.batch))

    assert len(rows(response)) == item_count


def test_places_held_are_counted_for_bureaus_and_not_for_units(client, cast, application):
    bring(application, to=Status.RECOMMENDED)
    found = {}
    for who in ("city", "province", "head"):
        client.force_login(cast[who])
        response = client.get(page(application.batch))
        found[who] = "已推荐1家，名额1家" in response.content.decode()

    assert found == {"city": True, "province": True, "head": False}


def test_a_city_without_any_unit_is_named(client, cast, batch):
    CityFactory(code="140300", name="阳泉市")
    client.force_login(cast["province"])

    response = client.get(page(batch))

    assert [city.region.name for city in response.context["cities"]] == [
        region.name for region in Region.objects.filter(kind="city")
    ]
    assert response.content.decode().count("尚无申报。") == 3


def test_summary_is_offered_to_the_province_and_its_readers_alone(client, cast, batch):
    offered = {}
    for who in ("province", "civil_reader", "finance_reader", "city", "head", "chair"):
        client.force_login(cast[who])
        offered[who] = 'value="batch_summary"' in client.get(page(batch)).content.decode()

    assert offered == {
        "province": True,
        "civil_reader": True,
        "finance_reader": True,
        "city": False,
        "head": False,
        "chair": False,
    }


# --- the list ------------------------------------------------------------------------------


@pytest.mark.parametrize("item_count", [1, 3])
def test_list_query_count(client, cast, django_assert_num_queries, item_count):
    made = [BatchFactory() for _ in range(item_count)]
    client.force_login(cast["province"])

    with django_assert_num_queries(6):
        response = client.get(LIST)

    assert {row["batch"] for row in response.context["rows"]} == set(made)


def test_list_hides_batches_in_preparation(client, cast, batch):
    prepared = BatchFactory(status=BatchStatus.PREPARING)
    client.force_login(cast["province"])
    above = [row["batch"] for row in client.get(LIST).context["rows"]]
    client.force_login(cast["city"])
    below = [row["batch"] for row in client.get(LIST).context["rows"]]

    assert set(above) == {batch, prepared}
    assert below == [batch]


def test_list_counts_what_the_reader_may_see(client, cast, application, places):
    ApplicationFactory(batch=application.batch, organisation=places["far_unit"])
    counts = {}
    for who in ("province", "city", "head", "civil"):
        client.force_login(cast[who])
        counts[who] = [row["count"] for row in client.get(LIST).context["rows"]]

    assert counts == {"province": [2], "city": [1], "head": [1], "civil": [0]}


def test_a_supplement_says_what_it_waits_for(cast, application):
    bring(application, to=Status.PROVINCE_RETURNED)
    points = application.return_points.filter(round__answered_at=None)
    open_points = points.filter(answer="").count()

    waiting = batch_overview(application.batch, cast["city"])[0].rows[0].missing
    points.update(answer="已补充。")
    answered = batch_overview(application.batch, cast["city"])[0].rows[0].missing

    assert waiting == [f"{open_points}条退回意见未说明"]
    assert answered == ["待市文化和旅游局办理补正完成"]
