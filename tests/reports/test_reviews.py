"""审阅 of several cities by one deed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from portal import audit, clock
from reports.choices import CityMonthStatus
from reports.lifecycle import city_month_lifecycle
from reports.models import CityMonth
from reports.services.reviews import review_months
from tests.factories.reports import line_of, moment, report_month

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
PAGE = "/ledger/months/2026/3/review/"


@pytest.fixture
def reported(cast, places, taiyuan, datong):
    """Both cities have reported March; it is the 1st of April."""
    for key in ("unit", "other_unit", "far_unit"):
        line_of(places[key], MARCH)
    with clock.at(moment(2026, 4, 1, 9)):
        yield [
            report_month(taiyuan, MARCH, by=cast["city"], at=moment(2026, 3, 30, 9)),
            report_month(datong, MARCH, by=cast["far_city"], at=moment(2026, 3, 31, 9)),
        ]


def states():
    return dict(CityMonth.objects.values_list("city__name", "status"))


def test_listed_cities_are_read_each_with_its_own_record(reported, cast):
    done = review_months(month=MARCH, cities=["140100", "140200"], actor=cast["province"])

    assert [row.city.name for row in done] == ["太原市", "大同市"]
    assert states() == {"太原市": "reviewed", "大同市": "reviewed"}
    assert [audit.history(row).last().action for row in done] == ["review", "review"]


def test_city_that_was_not_listed_or_went_back_meanwhile_stays(reported, cast, datong):
    note = "松涛里的数字对不上。"
    city_month_lifecycle.perform(reported[0], "return", actor=cast["province"], note=note)

    done = review_months(month=MARCH, cities=["140100"], actor=cast["province"])

    assert done == []
    assert states() == {"太原市": "returned", "大同市": CityMonthStatus.SUBMITTED}


def test_only_the_province_reads(reported, cast):
    with pytest.raises(PermissionDenied):
        review_months(month=MARCH, cities=["140100"], actor=cast["city"])

    assert set(states().values()) == {"submitted"}


def test_page_lists_who_waits_and_reads_what_was_ticked(client, reported, cast):
    client.force_login(cast["province"])

    listed = client.get(PAGE)
    client.post(PAGE, {"city": ["140200"]})
    left = client.get(PAGE)

    assert [row.city.name for row in listed.context["rows"]] == ["太原市", "大同市"]
    assert [row.city.name for row in left.context["rows"]] == ["太原市"]
    assert states() == {"太原市": "submitted", "大同市": "reviewed"}


def test_month_leads_to_the_page_while_somebody_waits(client, reported, cast):
    client.force_login(cast["province"])
    address = "/ledger/months/2026/3/"

    before = client.get(address).content.decode()
    client.post(PAGE, {"city": ["140100", "140200"]})
    after = client.get(address).content.decode()

    assert ("审阅2个市的台账" in before, "个市的台账</a>" in after) == (True, False)
    assert "没有待审阅的台账" in client.get(PAGE).content.decode()
