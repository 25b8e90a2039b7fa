"""Two people write the ledger of one city at the same instant, on a database that has two of them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from applications.services.tables import TableRefused
from portal.editing import EditConflict
from reports.choices import LineState
from reports.lifecycle import city_month_lifecycle
from reports.models import CityMonth, LedgerLine, TaskFigure, YearTask
from reports.services.lines import Entry, check_lines, save_line
from reports.services.months import LineRefused
from reports.services.plans import save_tasks
from tests.factories.reports import line_of, listed, task_of
from tests.races import ahead_of, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

#: A month that is over wherever the test runs: the clock of a thread is the machine's.
MONTH = date(2024, 3, 1)


@pytest.fixture
def units(cast, places):
    return [listed(places["unit"]), listed(places["other_unit"])]


def saving(unit, actor, text, version=0):
    return lambda: save_line(
        organisation=unit,
        month=MONTH,
        values={"progress": text},
        version=version,
        actor=actor,
    )


def texts():
    return sorted(LedgerLine.objects.values_list("progress", flat=True))


def test_first_lines_of_two_units_begin_one_month(cast, units):
    answers = together(
        saving(units[0], cast["clerk"], "甲"), saving(units[1], cast["other_head"], "乙")
    )

    assert [type(answer) for answer in answers] == [LedgerLine, LedgerLine]
    assert CityMonth.objects.count() == 1
    assert texts() == ["乙", "甲"]


def test_two_first_savers_of_one_line_meet(cast, units):
    answers = together(
        saving(units[0], cast["clerk"], "经办人写的"), saving(units[0], cast["head"], "负责人写的")
    )

    [conflict] = [answer for answer in answers if isinstance(answer, EditConflict)]
    both = conflict.fields["progress"]
    assert texts() == [both.theirs]
    assert {both.mine, both.theirs} == {"经办人写的", "负责人写的"}


def test_save_that_waits_for_the_report_is_refused(cast, units):
    checked = {"checked_by": cast["city"], "checked_at": "2024-03-30T00:00:00Z"}
    for unit in units:
        line_of(unit, MONTH, progress="原文。", **checked)
    month = CityMonth.objects.get()

    with ahead_of(saving(units[0], cast["city"], "晚到的更正", version=0)) as answers:
        city_month_lifecycle.perform(month, "report", actor=cast["city"])

    assert [type(answer) for answer in answers] == [PermissionDenied]
    assert texts() == ["原文。", "原文。"]


def test_unit_that_waits_for_the_check_is_refused(cast, units):
    line = line_of(units[0], MONTH, progress="原文。")

    with ahead_of(saving(units[0], cast["clerk"], "晚到的修改", version=0)) as answers:
        check_lines(
            city=units[0].city_id, month=MONTH, actor=cast["city"], organisations=[units[0].pk]
        )

    line.refresh_from_db()
    assert [type(answer) for answer in answers] == [PermissionDenied]
    assert (line.progress, line.state) == ("原文。", LineState.CHECKED)


# --- a task goes while its first figure comes ------------------------------------------------


def with_figure(unit, actor, task, version):
    return lambda: save_line(
        organisation=unit,
        month=MONTH,
        values={},
        figures={task.pk: Entry(Decimal(5))},
        version=version,
        actor=actor,
    )


def without_tasks(unit, actor):
    return lambda: save_tasks(organisation=unit, year=MONTH.year, rows=[], version=0, actor=actor)


def test_figure_of_a_task_that_has_gone_is_refused(cast, units):
    task = task_of(units[0], MONTH.year, target=20)

    with ahead_of(with_figure(units[0], cast["clerk"], task, 0)) as answers:
        without_tasks(units[0], cast["city"])()

    [refusal] = answers
    assert isinstance(refusal, LineRefused)
    assert str(refusal) == "年度重点任务已有调整，请刷新页面后再填写任务数据。"
    assert (YearTask.objects.count(), TaskFigure.objects.count()) == (0, 0)


def test_task_whose_first_figure_has_come_is_kept(cast, units):
    task = task_of(units[0], MONTH.year, target=20)

    with ahead_of(without_tasks(units[0], cast["city"])) as answers:
        with_figure(units[0], cast["clerk"], task, 0)()

    [refusal] = answers
    assert isinstance(refusal, TableRefused)
    assert "不能删除，请恢复这一行后再保存" in str(refusal)
    assert TaskFigure.objects.get().task == task
