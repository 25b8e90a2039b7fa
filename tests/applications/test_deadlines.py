from datetime import timedelta

import pytest
from django.utils import timezone

from applications import deadlines
from applications.choices import BatchStatus, Deadline, ReturnCategory
from applications.deadlines import (
    spoken,
    too_late_to_recommend,
    too_late_to_submit,
    too_late_to_take_back,
)
from applications.models import ReturnRound
from portal import clock
from tests.factories.applications import ApplicationFactory, BatchFactory, ExtensionFactory

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


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


@pytest.fixture
def application(batch):
    return ApplicationFactory(batch=batch)


def sentences(problems):
    return [problem.text for problem in problems]


# --- to the last second --------------------------------------------------------------------


def test_a_unit_submits_to_the_last_second(application, batch):
    assert too_late_to_submit(application, batch.city_deadline) == []


def test_a_second_later_the_unit_reads_both_times(application, batch):
    assert sentences(too_late_to_submit(application, batch.city_deadline + SECOND)) == [
        "市级截止时间为2023年8月21日23:59，现为2023年8月22日00:00，已不能提交；"
        "已填写的内容均已保留，请联系市文化和旅游局。"
    ]


def test_before_the_opening_the_unit_reads_when(application, batch):
    assert sentences(too_late_to_submit(application, batch.opens_at - SECOND)) == [
        "本批次自2023年8月14日00:00起申报，届时再提交。"
    ]


@pytest.mark.parametrize(
    ("ask", "deed"),
    [
        (too_late_to_submit, "提交"),
        (too_late_to_recommend, "推荐"),
        (too_late_to_take_back, "撤回推荐"),
    ],
)
def test_a_closed_batch_takes_nothing_however_early(application, batch, ask, deed):
    batch.status = BatchStatus.EVALUATING

    assert sentences(ask(application, batch.opens_at)) == [f"本批次当前为“评定中”，不接受{deed}。"]


def test_a_city_recommends_and_takes_back_to_the_last_second(application, batch):
    assert too_late_to_recommend(application, batch.province_deadline) == []
    assert too_late_to_take_back(application, batch.province_deadline) == []


def test_a_second_later_nothing_is_accepted_nor_taken_back(application, batch):
    late = batch.province_deadline + SECOND

    times = "省级截止时间为2023年8月31日23:59，现为2023年9月1日00:00，"
    assert sentences(too_late_to_recommend(application, late)) == [
        f"{times}逾期不再受理，请联系省文化和旅游厅。"
    ]
    assert sentences(too_late_to_take_back(application, late)) == [
        f"{times}截止后不能撤回推荐；申报单位要退出的，由其提出撤回申请，省文化和旅游厅办理。"
    ]


# --- extensions ------------------------------------------------------------------------------


def moved(batch, days, **scope):
    """The unit's date, so many days after the planned one."""
    until = batch.city_deadline + timedelta(days=days)
    return ExtensionFactory(batch=batch, until=until, **scope)


def test_the_latest_of_the_scopes_counts_and_only_for_those_concerned(application, batch, datong):
    other = ApplicationFactory(batch=batch, organisation__city=datong)
    moved(batch, 1)
    moved(batch, 3, city=application.city)
    moved(batch, 2, application=application)

    dates = deadlines.read([application, other])

    assert dates[application.pk].submission == batch.city_deadline + 3 * DAY
    assert dates[other.pk].submission == batch.city_deadline + 1 * DAY
    assert too_late_to_submit(application, batch.city_deadline + 3 * DAY) == []
    assert too_late_to_submit(other, batch.city_deadline + 3 * DAY) != []


@pytest.mark.parametrize("later", [SECOND, 0 * SECOND, -DAY], ids=["later", "same", "set back"])
def test_a_correction_of_the_same_scope_takes_the_place_of_the_first(application, batch, later):
    first = moved(batch, 6, city=application.city)
    with clock.at(first.granted_at + later):
        second = moved(batch, 4, city=application.city)

    assert deadlines.of(application).submission == second.until
    assert deadlines.governing(application, Deadline.SUBMISSION).by == second


def test_planned_date_owes_itself_to_no_extension(application, batch):
    moved(batch, -3)

    assert deadlines.of(application).submission == batch.city_deadline
    assert deadlines.governing(application, Deadline.SUBMISSION) is None


def test_city_reads_its_own_date_and_the_batch_the_last_of_anybody(application, batch):
    moved(batch, 2, city=application.city)
    moved(batch, 5, application=application)

    assert deadlines.of_city(batch, application.city_id).submission == batch.city_deadline + 2 * DAY
    assert deadlines.of_city(batch).submission == batch.city_deadline
    assert deadlines.last_of(batch).submission == batch.city_deadline + 5 * DAY


def test_extension_of_a_supplement_holds_for_its_own_round(application, batch, cast):
    due = {"by_province": True, "category": ReturnCategory.FORMAT, "returned_by": cast["province"]}
    first, second = shanghai(2023, 9, 1), shanghai(2023, 9, 20)
    round_ = application.return_rounds.create(
        number=1, note="补盖公章", returned_at=first, due_at=first + 3 * DAY, **due
    )
    kind = {"kind": Deadline.SUPPLEMENT, "application": application}
    longer = ExtensionFactory(batch=batch, until=second + 9 * DAY, granted_at=first + DAY, **kind)

    assert deadlines.of(application).supplement == longer.until
    assert deadlines.governing(application, Deadline.SUPPLEMENT) == deadlines.Extended(
        first + 3 * DAY, longer
    )

    round_.answered_at = second
    round_.save()
    application.return_rounds.create(
        number=2, note="补签名", returned_at=second, due_at=second + 3 * DAY, **due
    )
    assert deadlines.of(application).supplement == second + 3 * DAY
    assert deadlines.governing(application, Deadline.SUPPLEMENT) is None


@pytest.mark.parametrize(
    ("own", "due"),
    [
        (None, shanghai(2023, 8, 21, 23, 59, 59)),
        (shanghai(2023, 8, 20, 18), shanghai(2023, 8, 20, 18)),
        (shanghai(2023, 8, 25, 18), shanghai(2023, 8, 21, 23, 59, 59)),
    ],
)
def test_a_return_is_answered_by_its_date_and_within_the_step(application, own, due):
    returned = ReturnRound(application=application, due_at=own)

    assert deadlines.of_return(returned, deadlines.of(application)) == due


@pytest.mark.parametrize("count", [1, 3])
def test_dates_of_many_cost_two_queries(batch, count, django_assert_num_queries):
    rows = ApplicationFactory.create_batch(count, batch=batch)

    with django_assert_num_queries(2):
        assert len(deadlines.read(rows)) == count


# --- words -----------------------------------------------------------------------------------


def test_a_moment_is_spoken_without_leading_zeros_in_the_date():
    assert spoken(shanghai(2023, 8, 1, 9, 5)) == "2023年8月1日09:05"
