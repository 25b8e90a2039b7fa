"""The list of applications, for every role."""

from datetime import timedelta

import pytest

from applications.choices import BatchStatus, Status
from portal import clock
from tests.factories.applications import ApplicationFactory, BatchFactory
from tests.factories.portal import OrganisationFactory
from tests.paths import bring

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
LIST = "/applications/"


def rows_of(response):
    return [line.application for line in response.context["object_list"]]


# --- the list --------------------------------------------------------------------------


# fmt: off
SEEN = [
    # who             own draft  designated
    ("clerk",         True,      True),
    ("other_head",    False,     False),
    ("far_head",      False,     False),
    ("city",          True,      True),
    ("far_city",      False,     False),
    ("civil",         False,     True),
    ("far_civil",     False,     False),
    ("province",      True,      True),
    ("civil_reader",  False,     True),
    ("finance_reader", False,    True),
    ("outsider",      False,     False),
    ("admin",         False,     False),
    ("nobody",        False,     False),
]
# fmt: on


@pytest.mark.parametrize(("who", "draft", "designated"), SEEN)
def test_list_shows_what_each_may_know(client, application, cast, who, draft, designated):
    client.force_login(cast[who])

    before = rows_of(client.get(LIST))
    bring(application, to=Status.DESIGNATED)
    after = rows_of(client.get(LIST))

    assert before == ([application] if draft else [])
    assert after == ([application] if designated else [])


@pytest.mark.parametrize("item_count", [1, 3])
def test_list_query_count(client, application, cast, item_count, django_assert_num_queries):
    ApplicationFactory.create_batch(
        item_count - 1, batch=application.batch, organisation__city=application.city
    )
    client.force_login(cast["city"])

    with django_assert_num_queries(LIST_QUERIES + (3 if item_count > 1 else 0)):
        response = client.get(LIST)

    assert len(response.context["object_list"]) == item_count


# session, user, memberships, count, rows, last reminders, unread notices; with a filter panel
# batches, counties and the counts of the tabs
LIST_QUERIES = 7


@pytest.fixture
def three(application, cast, places):
    """Three applications of two batches, two cities, two statuses."""
    other = ApplicationFactory(batch=application.batch, organisation=places["far_unit"])
    earlier = ApplicationFactory(
        batch=BatchFactory(opens_at=clock.now() - timedelta(days=400)),
        organisation=OrganisationFactory(name="旧岭康养有限公司", city=application.city),
    )
    bring(other, to=Status.SUBMITTED)
    return application, other, earlier


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, (0, 1, 2)),
        ({"city": "140200"}, (1,)),
        ({"status": "submitted"}, (1,)),
        ({"status": "drafting", "city": "140100"}, (0, 2)),
        ({"text": "旧岭"}, (2,)),
        ({"text": " 青岚谷 "}, (0, 1)),
        ({"text": "岢岚"}, ()),
    ],
)
def test_list_is_filtered_in_the_address(client, three, cast, query, expected):
    client.force_login(cast["province"])

    response = client.get(LIST, query)

    assert rows_of(response) == [three[place] for place in expected]


def test_list_is_filtered_by_batch(client, three, cast):
    client.force_login(cast["province"])

    response = client.get(LIST, {"batch": three[2].batch_id})

    assert rows_of(response) == [three[2]]


def test_filter_offers_no_batch_in_preparation_to_the_city(client, three, cast):
    BatchFactory(name="筹备中的批次", status=BatchStatus.PREPARING)
    client.force_login(cast["city"])
    assert "筹备中的批次" not in client.get(LIST).content.decode()

    client.force_login(cast["province"])
    assert "筹备中的批次" in client.get(LIST).content.decode()


def test_list_has_pages(client, batch, cast):
    ApplicationFactory.create_batch(21, batch=batch)
    client.force_login(cast["province"])

    first, second = client.get(LIST), client.get(LIST, {"page": 2, "status": "drafting"})

    assert [len(page.context["object_list"]) for page in (first, second)] == [20, 1]
    assert "?status=drafting&amp;page=1" in second.content.decode().replace(
        "?page=1&amp;status=drafting", "?status=drafting&amp;page=1"
    )


def test_empty_list_says_what_to_do(client, batch, cast):
    client.force_login(cast["clerk"])
    shown = client.get(LIST).content.decode()
    assert "本单位还没有申报，请在上方点击“开始填报”。" in shown

    client.force_login(cast["civil"])
    shown = client.get(LIST).content.decode()
    assert "有新的申报进入您的办理环节后会显示在这里。" in shown
