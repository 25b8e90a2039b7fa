"""Who stands in the ledger of a month, in which group, and who may know it."""

from datetime import date

import pytest

from portal.choices import OrganisationKind
from portal.models import KindPeriod, Organisation, User
from reports import roster
from tests.factories.portal import CityFactory, OrganisationFactory
from tests.factories.reports import disable, line_of, moment, report_month

pytestmark = pytest.mark.django_db

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
DECEMBER, JANUARY = date(2025, 12, 1), date(2026, 1, 1)
UNIT, ZONE, CLUSTER = (
    OrganisationKind.CREATING_UNIT,
    OrganisationKind.ZONE,
    OrganisationKind.CLUSTER,
)


def since(organisation, kind, month):
    return KindPeriod.objects.create(organisation=organisation, kind=kind, since=month)


def stored(organisation):
    return roster.with_periods(Organisation.objects.filter(pk=organisation.pk)).get()


def kinds(organisation, *months):
    found = stored(organisation)
    return [roster.kind_in(found, month) for month in months]


def test_organisation_without_history_belongs_to_its_own_kind_from_always(places):
    assert kinds(places["unit"], DECEMBER, JULY) == [UNIT, UNIT]


def test_organisation_is_in_no_group_before_it_was_entered(places):
    since(places["unit"], UNIT, JUNE)

    assert kinds(places["unit"], MAY, JUNE, JULY) == [None, UNIT, UNIT]


def test_change_of_group_in_mid_year_leaves_earlier_months_alone(places):
    since(places["unit"], ZONE, JULY)
    since(places["unit"], UNIT, DECEMBER)

    assert kinds(places["unit"], DECEMBER, JANUARY, JUNE, JULY) == [UNIT, UNIT, UNIT, ZONE]


def test_who_is_disabled_stands_in_no_month_that_nobody_has_reported(places):
    line_of(places["unit"], MAY)
    disable(places["unit"])

    assert kinds(places["unit"], DECEMBER, MAY, JULY) == [None, None, None]
    assert stored(places["unit"]) not in roster.in_month(roster.everybody(), MAY)


def test_who_is_disabled_keeps_the_months_up_to_the_last_reported_one(cast, places, taiyuan):
    since(places["unit"], ZONE, MAY)
    since(places["unit"], UNIT, DECEMBER)
    for unit in (places["unit"], places["other_unit"]):
        line_of(unit, MAY)
    report_month(taiyuan, MAY, by=cast["city"], at=moment(2026, 5, 30, 9))
    line_of(places["unit"], JUNE)
    disable(places["unit"])

    [found, _] = roster.read(roster.of_city(taiyuan))

    assert kinds(places["unit"], JANUARY, MAY, JUNE) == [UNIT, ZONE, None]
    assert [roster.kind_in(found, month) for month in (JANUARY, MAY, JUNE)] == [UNIT, ZONE, None]
    assert [group.members for group in roster.groups([found], JANUARY, MAY, JUNE)] == [
        (),
        (found,),
        (),
    ]


def test_groups_stand_in_the_order_of_the_notice_also_the_empty_ones(places, taiyuan):
    cluster = OrganisationFactory(name="青岚集聚区", kind=CLUSTER, city=taiyuan)
    since(places["far_unit"], UNIT, JANUARY)
    since(places["far_unit"], ZONE, JULY)

    june, july = (roster.groups(roster.everybody(), month) for month in (JUNE, JULY))

    assert [(group.label, group.members) for group in june] == [
        ("文旅康养集聚区", (cluster,)),
        ("文旅康养示范区", ()),
        ("文旅康养示范区创建单位", (places["unit"], places["other_unit"], places["far_unit"])),
    ]
    assert [group.members for group in july] == [
        (cluster,),
        (places["far_unit"],),
        (places["unit"], places["other_unit"]),
    ]


def test_cities_follow_their_code_and_organisations_the_order_of_entry(places):
    early = OrganisationFactory(name="阿里云泉", city=CityFactory(code="140100"))
    jinzhong = OrganisationFactory(city=CityFactory(code="140700", name="晋中市"))

    assert list(roster.everybody()) == [
        places["unit"],
        places["other_unit"],
        early,
        places["far_unit"],
        jinzhong,
    ]
    assert list(roster.of_city("140700")) == [jinzhong]


@pytest.mark.parametrize(
    ("who", "known"),
    [
        ("head", ["unit"]),
        ("other_head", ["other_unit"]),
        ("city", ["unit", "other_unit"]),
        ("civil", ["unit", "other_unit"]),
        ("far_city", ["far_unit"]),
        ("province", ["unit", "other_unit", "far_unit"]),
        ("finance_reader", ["unit", "other_unit", "far_unit"]),
        ("chair", []),
        ("admin", []),
        ("nobody", []),
    ],
)
def test_each_reader_knows_the_own_part_of_the_ledger(cast, places, who, known):
    user = User.objects.get(pk=cast[who].pk)

    assert list(roster.organisations_for(user)) == [places[key] for key in known]


def test_bureaus_are_in_no_ledger(places):
    assert places["city_culture"] not in roster.everybody()


def test_reading_costs_one_query_and_says_the_same(places, django_assert_num_queries):
    since(places["unit"], ZONE, JULY)
    since(places["unit"], UNIT, JANUARY)
    slowly = list(roster.everybody())

    with django_assert_num_queries(1):
        found = roster.read(roster.everybody())
        cities = [unit.city.name for unit in found]

    assert found == slowly
    assert cities == ["太原市", "太原市", "大同市"]
    for month in (DECEMBER, JUNE, JULY):
        assert [roster.kind_in(unit, month) for unit in found] == [
            roster.kind_in(unit, month) for unit in slowly
        ]
