from datetime import timedelta

import pytest
from django.utils import timezone

from applications.choices import BatchStatus
from applications.deadlines import (
    days_left,
    spoken,
    too_late_to_recommend,
    too_late_to_submit,
)
from tests.factories.applications import BatchFactory

SECOND = timedelta(seconds=1)


def shanghai(*parts):
    return timezone.make_aware(timezone.datetime(*parts))


@pytest.fixture
def batch(ruleset):
    return BatchFactory(
        ruleset=ruleset,
        opens_at=shanghai(2023, 8, 14),
        city_deadline=shanghai(2023, 8, 21, 23, 59, 59),
        province_deadline=shanghai(2023, 8, 31, 23, 59, 59),
    )


def sentences(problems):
    return [problem.text for problem in problems]


def test_a_unit_submits_to_the_last_second(batch):
    assert too_late_to_submit(batch, batch.city_deadline) == []


def test_a_second_later_the_unit_reads_both_times(batch):
    assert sentences(too_late_to_submit(batch, batch.city_deadline + SECOND)) == [
        "市级截止时间为2023年8月21日23:59，现为2023年8月22日00:00，已不能提交；"
        "已填写的内容均已保留，请联系市文化和旅游局。"
    ]


def test_before_the_opening_the_unit_reads_when(batch):
    assert sentences(too_late_to_submit(batch, batch.opens_at - SECOND)) == [
        "本批次自2023年8月14日00:00起申报，届时再提交。"
    ]


def test_a_closed_batch_takes_nothing_however_early(batch):
    batch.status = BatchStatus.EVALUATING

    assert sentences(too_late_to_submit(batch, batch.opens_at)) == [
        "本批次当前为“评定中”，不接受提交。"
    ]
    assert sentences(too_late_to_recommend(batch, batch.opens_at)) == [
        "本批次当前为“评定中”，不接受推荐。"
    ]


def test_a_city_recommends_to_the_last_second(batch):
    assert too_late_to_recommend(batch, batch.province_deadline) == []


def test_a_second_later_nothing_is_accepted(batch):
    assert sentences(too_late_to_recommend(batch, batch.province_deadline + SECOND)) == [
        "省级截止时间为2023年8月31日23:59，现为2023年9月1日00:00，逾期不再受理，请联系省文化和旅游厅。"
    ]


@pytest.mark.parametrize(
    ("moment", "days"),
    [((2023, 8, 21), 10), ((2023, 8, 31), 0), ((2023, 8, 31, 23, 59, 59), 0), ((2023, 9, 1), -1)],
)
def test_days_left_are_calendar_days(batch, moment, days):
    assert days_left(batch.province_deadline, shanghai(*moment)) == days


def test_a_moment_is_spoken_without_leading_zeros_in_the_date():
    assert spoken(shanghai(2023, 8, 1, 9, 5)) == "2023年8月1日09:05"
