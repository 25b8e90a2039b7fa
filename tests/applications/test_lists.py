"""The list of applications, for every role."""

from datetime import timedelta

import pytest

from applications.choices import BatchStatus, Status
from applications.models import CheckCount, QuotaBoard
from portal import clock
from tests.factories.applications import ApplicationFactory, BatchFactory
from tests.factories.portal import CountyFactory, OrganisationFactory
from tests.factories.scoring import SheetFactory
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


def seen_by(client, user):
    client.force_login(user)
    return bool(rows_of(client.get(LIST)))


def test_list_shows_what_each_may_know(client, application, cast):
    before = [(who, seen_by(client, cast[who])) for who, _, _ in SEEN]
    bring(application, to=Status.DESIGNATED)
    after = [(who, seen_by(client, cast[who])) for who, _, _ in SEEN]

    assert before == [(who, draft) for who, draft, _ in SEEN]
    assert after == [(who, designated) for who, _, designated in SEEN]


@pytest.mark.parametrize("item_count", [1, 2, 4])
def test_list_query_count(client, application, cast, item_count, django_assert_num_queries):
    city = application.city
    for county in CountyFactory.create_batch(item_count - 1, parent=city):
        place = {"organisation__city": city, "organisation__county": county}
        ApplicationFactory(batch=application.batch, **place)
    client.force_login(cast["city"])

    with django_assert_num_queries(LIST_QUERIES + (2 if item_count > 1 else 0)):
        response = client.get(LIST)

    assert len(response.context["object_list"]) == item_count


# session, user, memberships, count, rows, last reminders, who has not begun, the counts of the tabs,
# unread notices; with a filter panel batches and counties
LIST_QUERIES = 9


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


# --- the panel ---------------------------------------------------------------------------


def found(client, **query):
    return [row.pk for row in rows_of(client.get(LIST, query))]


def put(application, status, **fields):
    type(application).objects.filter(pk=application.pk).update(status=status, **fields)


@pytest.fixture
def six(batch, places):
    """One of each kind that a box of the panel can tell apart, by name."""
    city, far = places["unit"].city, places["far_unit"].city
    county = CountyFactory(parent=city)
    made = {
        "draft": ApplicationFactory(
            batch=batch, organisation__city=city, organisation__county=county
        ),
        "returned": ApplicationFactory(batch=batch, organisation__city=city),
        "submitted": ApplicationFactory(batch=batch, organisation__city=city),
        "recommended": ApplicationFactory(batch=batch, organisation__city=city),
        "cosigning": ApplicationFactory(batch=batch, organisation__city=far),
        "ended": ApplicationFactory(batch=batch, organisation__city=far),
    }
    put(made["returned"], Status.CITY_RETURNED)
    put(made["submitted"], Status.SUBMITTED)
    put(made["recommended"], Status.RECOMMENDED, place=1)
    put(made["cosigning"], Status.COSIGNING)
    put(made["ended"], Status.NOT_RECOMMENDED)
    CheckCount.objects.bulk_create(
        CheckCount(application=made[name], check_name="x", blocking=1, counted_at=clock.now())
        for name in ("draft", "submitted")
    )
    return made


BOXES = [
    ({"county": "140105"}, ["draft"]),
    ({"status": ["drafting", "cosigning"]}, ["draft", "cosigning"]),
    ({"holder": "unit"}, ["draft", "returned"]),
    ({"holder": "civil"}, ["cosigning"]),
    ({"deadline": "passed"}, ["draft", "returned"]),
    ({"deadline": "7"}, []),
    ({"deadline": "3", "holder": "culture"}, []),
    ({"returned": "now"}, ["returned"]),
    ({"returned": "late"}, ["returned"]),
    # of a draft the province knows no more than that it exists
    ({"lack": "blocking"}, ["submitted"]),
    ({"lack": "scan"}, ["submitted", "cosigning"]),
    ({"quota": "held"}, ["recommended"]),
    ({"quota": "free"}, ["cosigning"]),
    ({"quota": "full"}, ["submitted"]),
    ({"quota": "declared"}, []),
    ({"pick": "0"}, []),
]


def test_each_box_finds_its_own(client, six, batch, cast):
    client.force_login(cast["province"])

    with clock.at(batch.city_deadline + timedelta(days=1)):
        for query, names in BOXES:
            assert found(client, **query) == [six[name].pk for name in names], query


def test_days_before_a_deadline_are_counted_by_the_calendar(client, six, batch, cast):
    client.force_login(cast["city"])

    for days, count in ((8, 0), (7, 2), (3, 2), (0, 2)):
        with clock.at(batch.city_deadline - timedelta(days=days, hours=1)):
            assert len(found(client, deadline="7")) == count, days


def test_state_of_a_declared_city_is_found(client, six, batch, cast):
    QuotaBoard.objects.create(
        batch=batch,
        city=six["cosigning"].city,
        quota=1,
        none_reason="本批次条件尚不成熟。",
        none_by=cast["far_city"],
        none_at=clock.now(),
    )
    client.force_login(cast["province"])

    assert found(client, quota="declared") == [six["cosigning"].pk, six["ended"].pk]


# --- the named filters -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("city", "全部 待我办理 单位未交 退回未改 临近截止 逾期 缺扫描件 已推荐 尚未申报"),
        (
            "province",
            "全部 待我办理 单位未交 退回未改 临近截止 逾期 缺扫描件 评定中 已推荐 尚未申报",
        ),
        ("civil_reader", ""),
    ],
)
def test_named_filters_count_what_they_find(client, six, cast, who, labels):
    ApplicationFactory.create_batch(2, batch=six["draft"].batch)
    client.force_login(cast[who])

    tabs = client.get(LIST).context["tabs"]

    assert " ".join(tab.label for tab in tabs) == labels
    for tab in tabs:
        shown = client.get(tab.url)
        assert shown.context["paginator"].count == tab.count
        assert [one.label for one in shown.context["tabs"] if one.is_current] == [tab.label]


def test_named_filters_stay_within_the_chosen_batch(client, three, cast):
    client.force_login(cast["province"])

    first, *_ = client.get(LIST, {"batch": three[2].batch_id}).context["tabs"]

    assert (first.count, first.url) == (1, f"{LIST}?batch={three[2].batch_id}")


# --- what cannot be asked ----------------------------------------------------------------


def test_value_that_does_not_exist_is_told_and_finds_nothing(client, three, cast):
    client.force_login(cast["province"])

    beyond = [f"pick={number}" for number in (10**30, -(10**30), "1e40", "1.5", "x")]

    for asked in ("batch=0", "status=nothing", "deadline=5", "sort=final_score", *beyond):
        response = client.get(f"{LIST}?{asked}")

        assert rows_of(response) == [], asked
        assert "筛选条件有误，没有列出申报" in response.content.decode(), asked


@pytest.mark.parametrize(
    ("who", "query"),
    [
        ("province", {"first_review": "900"}),
        ("province", {"first_review__gt": "1"}),
        ("clerk", {"quota": "held"}),
        ("outsider", {"lack": "scan"}),
    ],
)
def test_question_that_is_not_offered_is_told_and_not_answered(client, three, cast, who, query):
    client.force_login(cast[who])

    response = client.get(LIST, query)

    assert "不能使用，没有按它筛选" in response.content.decode()


@pytest.mark.parametrize("order", ["self_check", "first_review"])
def test_hidden_total_gives_no_order(client, batch, cast, order):
    """The unit's 初评 is not co-signed, the province may not read a draft's 自检 (peers.md 2b.2)."""
    low, high = (ApplicationFactory(batch=batch) for _ in range(2))
    for row, points in ((low, 0), (high, 20)):
        row.first_review = SheetFactory(ruleset=batch.ruleset, column="first_review")
        row.save()
        for sheet in (row.self_check, row.first_review):
            sheet.marks.update(value=points)
    client.force_login(cast["province"])
    hidden = found(client, sort="self_check")
    put(low, Status.REVIEWING)
    put(high, Status.REVIEWING)

    assert hidden == [low.pk, high.pk]
    assert found(client, sort=order) == [high.pk, low.pk]


def test_expert_is_offered_no_order_by_totals(client, three, cast):
    client.force_login(cast["chair"])

    response = client.get(LIST, {"sort": "self_check"})

    assert "筛选条件有误" in response.content.decode()
    assert "自检总分" not in client.get(LIST).content.decode()


def test_order_by_deadline_and_by_submission(client, six, cast):
    put(six["submitted"], Status.SUBMITTED, submitted_at=clock.now() - timedelta(days=1))
    put(six["cosigning"], Status.COSIGNING, submitted_at=clock.now())
    client.force_login(cast["province"])

    by_date = found(client, sort="deadline")
    by_submission = found(client, sort="submitted")

    assert by_date[:2] == [six["draft"].pk, six["returned"].pk]
    assert by_date[-2:] == [six["recommended"].pk, six["ended"].pk]
    assert by_submission[:2] == [six["cosigning"].pk, six["submitted"].pk]


def test_word_of_a_closed_draft_finds_nothing(client, application, cast):
    """Of a draft the province knows the registered names alone (peers.md 2b.1)."""
    application.dossier.zone_name = "尚未公开的名称"
    application.dossier.save()
    asked = {"text": "尚未公开"}

    client.force_login(cast["province"])
    hidden, shown = found(client, **asked), client.get(LIST).content.decode()
    client.force_login(cast["city"])

    assert (hidden, "尚未公开的名称" in shown) == ([], False)
    assert found(client, **asked) == [application.pk]
