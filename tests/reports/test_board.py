"""The months on the home page: what each role must do now, and until when."""

from datetime import date

import pytest

from portal import clock
from portal.board import arrange
from reports import board
from reports.choices import CityMonthStatus, Duty, PaperStatus
from reports.lifecycle import city_month_lifecycle, paper_lifecycle
from reports.models import CityMonth, Excuse, LedgerLine, Merge, YearlyPaper, YearPlan
from reports.periods import month_of
from reports.services.liaisons import confirm_liaisons
from tests.factories.reports import liaison_of, line_of, moment, report_month

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
NOW = moment(2026, 3, 20, 9)


@pytest.fixture(autouse=True)
def march():
    with clock.at(NOW):
        yield


def labels(tasks):
    return [task.label for task in tasks]


def unit_tasks(person):
    return list(board.for_unit(person))


def test_unit_writes_the_months_at_hand_and_the_plan_that_is_soon_due(cast):
    found = unit_tasks(cast["head"])

    assert [(task.label, task.due) for task in found] == [
        ("填写2月工作进展", moment(2026, 2, 28, 23, 59, 59)),
        ("填写3月工作进展", moment(2026, 3, 31, 23, 59, 59)),
        ("上传创建实施方案", moment(2026, 4, 30, 23, 59, 59)),
        ("核对并确认本年度工作联络员", moment(2026, 3, 15, 23, 59, 59)),
        ("填写2026年年度目标、重点任务和进度安排", None),
    ]


def test_plan_that_is_written_is_no_task_and_that_of_last_year_does_not_count(cast, places):
    plan = YearPlan.objects.create(organisation=places["unit"], year=2025, goal="接待游客。")
    wanted = "填写2026年年度目标、重点任务和进度安排"

    before = labels(unit_tasks(cast["head"]))
    plan.pk, plan.year = None, 2026
    plan.save()

    assert wanted in before
    assert wanted not in labels(unit_tasks(cast["head"]))


def test_unit_that_has_confirmed_its_persons_is_not_asked_again(cast, places):
    liaison_of(places["unit"])
    confirm_liaisons(organisation=places["unit"], actor=cast["clerk"])

    assert "核对并确认本年度工作联络员" not in labels(unit_tasks(cast["head"]))
    assert "核对并确认本年度工作联络员" in labels(unit_tasks(cast["other_head"]))


def test_line_that_was_handed_in_or_reported_or_excused_is_no_task(cast, places, taiyuan):
    line_of(places["unit"], MARCH, handed_in_by=cast["clerk"], handed_in_at=NOW)
    Excuse.objects.create(
        organisation=places["unit"],
        since=FEBRUARY,
        until=FEBRUARY,
        reason="停业改造",
        granted_by=cast["province"],
        granted_at=NOW,
    )

    assert labels(unit_tasks(cast["head"])) == [
        "上传创建实施方案",
        "核对并确认本年度工作联络员",
        "填写2026年年度目标、重点任务和进度安排",
    ]
    assert "填写3月工作进展" in labels(unit_tasks(cast["other_head"]))


def test_paper_that_came_back_says_why(cast, places):
    paper = YearlyPaper.objects.create(organisation=places["unit"], year=2026, duty=Duty.PLAN)
    from_unit, note = cast["head"], "缺少时间表和路线图。"
    for name, person in (("hand_in", from_unit), ("return_to_unit", cast["city"])):
        paper_lifecycle.perform(paper, name, actor=person, note=note)

    (task,) = arrange(unit_tasks(cast["head"])).returned

    assert (task.label, task.reason) == ("上传创建实施方案", note)


def test_city_checks_and_reports_with_the_number_of_lines(cast, places):
    line_of(places["unit"], MARCH, handed_in_by=cast["clerk"], handed_in_at=NOW)

    found = {task.label: task for task in board.for_city(cast["city"])}

    assert list(found) == [
        "核对并报送2月调度台账",
        "核对并报送3月调度台账",
        "核对并报送工作联络员回执表",
    ]
    assert found["核对并报送3月调度台账"].note == "2家单位，已填1家，已核0家。"
    assert found["核对并报送3月调度台账"].url == "/ledger/cities/140100/2026/3/"
    assert found["核对并报送工作联络员回执表"].is_late


def test_month_that_came_back_says_why_and_reported_one_is_gone(cast, places, taiyuan):
    for key in ("unit", "other_unit"):
        line_of(places[key], FEBRUARY)
        line_of(places[key], MARCH)
    report_month(taiyuan, FEBRUARY, by=cast["city"], at=moment(2026, 2, 27, 9))
    month = report_month(taiyuan, MARCH, by=cast["city"], at=NOW)
    note = "松涛里的数字与上月对不上。"
    city_month_lifecycle.perform(month, "return", actor=cast["province"], note=note)

    back = arrange(list(board.for_city(cast["city"]))).returned

    assert [(task.label, task.reason) for task in back] == [("核对并报送3月调度台账", note)]
    assert "核对并报送2月调度台账" not in labels(board.for_city(cast["city"]))
    assert "核对并报送2月调度台账" in labels(board.for_city(cast["far_city"]))


def test_city_forwards_papers_of_its_own_units_only(cast, places):
    for key in ("unit", "far_unit"):
        YearlyPaper.objects.create(
            organisation=places[key],
            year=2026,
            duty=Duty.PLAN,
            status=PaperStatus.SUBMITTED,
            first_submitted_at=NOW,
        )

    (task,) = [task for task in board.for_city(cast["city"]) if "年度材料" in task.label]

    assert (task.label, task.subject, task.note) == (
        "审核年度材料并报省",
        "2026年",
        "1份待办理。",
    )


def test_province_urges_after_the_due_date_and_reads_what_came(cast, places, taiyuan):
    for key in ("unit", "other_unit"):
        line_of(places[key], MARCH)
    report_month(taiyuan, MARCH, by=cast["city"], at=NOW)

    february, march = list(board.for_province(cast["province"]))

    assert (february.label, february.note) == (
        "催报2026年2月调度台账",
        "已报送0市，待审阅0市，逾期未报2市。",
    )
    assert (march.label, march.note) == (
        "审阅2026年3月调度台账",
        "已报送1市，待审阅1市，逾期未报0市。",
    )
    assert [february.waits, march.waits] == [False, False]


def test_province_has_nothing_to_do_while_nothing_is_late_or_there(cast):
    with clock.at(moment(2024, 3, 5, 9)):
        (task,) = board.for_province(cast["province"])

    assert (task.label, task.waits) == ("查看2024年3月调度台账", True)


def test_complete_month_is_merged_and_then_only_read(cast, places):
    for key in ("unit", "other_unit", "far_unit"):
        line_of(places[key], MARCH)
    for who in ("city", "far_city"):
        city = cast[who].organisation.city
        month = report_month(city, MARCH, by=cast[who], at=NOW)
        city_month_lifecycle.perform(month, "review", actor=cast["province"])
    complete = list(board.for_province(cast["province"]))[1]
    merge = {"versions": {}, "merged_by": cast["province"], "merged_at": NOW}
    Merge.objects.create(month=MARCH, **merge)
    merged = list(board.for_province(cast["province"]))[1]

    assert (complete.label, complete.waits, complete.due) == ("汇总2026年3月调度台账", False, None)
    assert (merged.label, merged.waits, merged.due) == ("查看2026年3月调度台账", True, None)


def test_merged_month_wants_its_bulletin(cast, taiyuan):
    Merge.objects.create(
        month=FEBRUARY, versions={}, merged_by=cast["province"], merged_at=clock.now()
    )

    assert "起草2026年2月调度通报" in labels(board.for_province(cast["province"]))


def test_unit_writes_no_month_before_the_notice(cast):
    with clock.at(moment(2024, 2, 29, 9)):
        assert not any("工作进展" in label for label in labels(unit_tasks(cast["head"])))


def test_first_month_has_none_before_it():
    with clock.at(moment(2024, 3, 5, 9)):
        assert board.months_at_hand() == [date(2024, 3, 1)]
    assert board.months_at_hand() == [FEBRUARY, MARCH]
    assert month_of(clock.today()) == MARCH


@pytest.mark.parametrize("count", [1, 3])
def test_tasks_of_a_city_take_the_same_queries(cast, places, count, django_assert_num_queries):
    month = CityMonth.objects.create(city=places["unit"].city, month=MARCH)
    for unit in (places["unit"], places["other_unit"], places["far_unit"])[:count]:
        LedgerLine.objects.create(city_month=month, organisation=unit, progress="步道完工。")
    _ = cast["city"].roles

    with django_assert_num_queries(6):
        assert len(list(board.for_city(cast["city"]))) == 3

    assert CityMonth.objects.get().status == CityMonthStatus.FILLING
