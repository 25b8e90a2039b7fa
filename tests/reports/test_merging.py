"""汇总: the newest sealed versions of all cities, once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from portal import audit, clock
from reports.lifecycle import city_month_lifecycle
from reports.models import Merge
from reports.services.merging import NothingToMerge, merge_month, newest_numbers
from tests.factories.reports import line_of, moment, report_month
from tests.races import together

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
REPORTED = moment(2026, 3, 30)


@pytest.fixture
def taiyuan_reported(cast, places, taiyuan):
    for key in ("unit", "other_unit"):
        line_of(places[key], MARCH)
    return report_month(taiyuan, MARCH, by=cast["city"], at=REPORTED)


def again(month, cast):
    """Returned, corrected, reported once more."""
    city_month_lifecycle.perform(month, "return", actor=cast["province"], note="请核对步道数据。")
    month.lines.update(progress="步道完成6公里。")
    city_month_lifecycle.perform(month, "report", actor=cast["city"])


def test_merge_takes_the_newest_version_of_every_city(taiyuan_reported, cast, places, datong):
    again(taiyuan_reported, cast)
    line_of(places["far_unit"], MARCH)
    report_month(datong, MARCH, by=cast["far_city"], at=REPORTED)

    with clock.at(moment(2026, 4, 1)):
        merge = merge_month(month=MARCH, actor=cast["province"])

    assert merge.versions == {"140100": 2, "140200": 1}
    assert (merge.merged_by, merge.merged_at) == (cast["province"], moment(2026, 4, 1))
    assert audit.history(merge).get().details == {"versions": merge.versions}


def test_returned_city_stays_with_what_it_last_sealed(taiyuan_reported, cast):
    city_month_lifecycle.perform(
        taiyuan_reported, "return", actor=cast["province"], note="请核对步道数据。"
    )

    assert merge_month(month=MARCH, actor=cast["province"]).versions == {"140100": 1}


def test_second_click_makes_no_second_merge(taiyuan_reported, cast):
    first = merge_month(month=MARCH, actor=cast["province"])

    assert merge_month(month=MARCH, actor=cast["province"]) == first

    again(taiyuan_reported, cast)
    assert merge_month(month=MARCH, actor=cast["province"]).versions == {"140100": 2}
    assert Merge.objects.count() == 2


def test_month_that_nobody_reported_cannot_be_merged(cast, places):
    line_of(places["unit"], MARCH)

    with pytest.raises(NothingToMerge, match="还没有市报送本月台账"):
        merge_month(month=MARCH, actor=cast["province"])

    assert not Merge.objects.exists()


def test_only_the_province_merges(taiyuan_reported, cast):
    for who in ("city", "head", "finance_reader", "admin"):
        with pytest.raises(PermissionDenied):
            merge_month(month=MARCH, actor=cast[who])

    assert not Merge.objects.exists()


def test_newest_numbers_cost_one_query(taiyuan_reported, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert newest_numbers(MARCH) == {"140100": 1}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_merge_once(taiyuan_reported, cast):
    def click():
        return merge_month(month=MARCH, actor=cast["province"])

    first, second = together(click, click)

    assert first == second
    assert Merge.objects.count() == 1
