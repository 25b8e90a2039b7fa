"""Due dates, excused months, rules of the lights: decided by the province, told to whom it concerns."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from applications.services.stale import mark_of
from portal import audit, clock
from portal.editing import EditConflict
from portal.models import Notice
from reports.choices import Duty
from reports.due_dates import due_on
from reports.forms.calendar import DueDateForm, ExcuseForm, LightRuleForm
from reports.models import DueDate, Excuse, LedgerVersion, LightRule
from reports.overview import cities_of
from reports.services import calendar
from tests.factories.reports import line_of, moment, report_month

pytestmark = pytest.mark.django_db

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
DUE, LATER = date(2026, 3, 31), date(2026, 4, 7)
REASON = "清明假期顺延。"


def move(actor, day=LATER, city=None, **fields):
    fields = {"duty": Duty.LEDGER, "period": MARCH, "reason": REASON, **fields}
    return calendar.move_due_date(
        city=city, due_on=day, document_number="晋文旅函〔2026〕3号", actor=actor, **fields
    )


def told():
    return sorted(Notice.objects.values_list("recipient__username", flat=True))


# --- due dates -------------------------------------------------------------------------------


def test_moved_date_counts_and_those_concerned_are_told(cast, taiyuan, datong):
    row = move(cast["province"])

    assert due_on(Duty.LEDGER, MARCH, taiyuan.pk) == LATER
    assert audit.history(row).get().details == {"before": "2026-03-31", "after": "2026-04-07"}
    assert told() == [
        "city",
        "city_colleague",
        "clerk",
        "far_city",
        "far_head",
        "head",
        "other_head",
    ]
    assert Notice.objects.first().text == (
        "2026年3月调度台账的截止日期由2026年3月31日调整为2026年4月7日：清明假期顺延。"
    )


def test_one_city_s_date_concerns_that_city_alone(cast, taiyuan, datong):
    move(cast["province"], city=datong)
    apart = told()
    Notice.objects.all().delete()

    move(cast["province"], date(2026, 4, 3))

    assert apart == ["far_city", "far_head"]
    assert told() == ["city", "city_colleague", "clerk", "head", "other_head"]
    assert due_on(Duty.LEDGER, MARCH, datong.pk) == LATER


def test_same_date_again_is_refused(cast):
    move(cast["province"])

    with pytest.raises(calendar.CalendarRefused, match="截止日期已经是2026年4月7日"):
        move(cast["province"])

    assert DueDate.objects.count() == 1


def test_only_the_province_decides(cast, places):
    for who in ("city", "head", "finance_reader", "admin"):
        with pytest.raises(PermissionDenied):
            move(cast[who])
        with pytest.raises(PermissionDenied):
            grant(cast[who], places["unit"])
        with pytest.raises(PermissionDenied):
            calendar.set_light_rule(year=2026, yellow=5, red=20, seen=0, actor=cast[who])

    assert not Notice.objects.exists()


def test_consequences_are_told_beforehand(cast, taiyuan, datong):
    move(cast["province"], city=datong)

    told = calendar.consequences(duty=Duty.LEDGER, period=MARCH, city=None, due_on=date(2026, 4, 3))

    assert told == [
        "2026年3月调度台账：全部市的截止日期由2026年3月31日调整为2026年4月3日。",
        "大同市已单独调整为2026年4月7日，不随本次改变。",
        "将通知5人。",
        "按时、逾期、亮灯和催报按新的截止日期重新计算；已封存版本上的逾期标记不变。",
    ]


def test_lateness_is_judged_anew_but_not_in_sealed_versions(cast, places, taiyuan):
    for key in ("unit", "other_unit"):
        line_of(places[key], MARCH)
    report_month(taiyuan, MARCH, by=cast["city"], at=moment(2026, 4, 2))

    with clock.at(moment(2026, 4, 3)):
        before = cities_of(MARCH)[0].word
        move(cast["province"])
        after = cities_of(MARCH)[0].word

    assert (before, after) == ("已报送（逾期）", "已报送（按时）")
    assert LedgerVersion.objects.get().is_late is True


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, {}),
        ({"duty": "plan", "due_on": "2026-05-10"}, {}),
        ({"reason": "清明顺延"}, {"reason": ["不少于5个字，请写清楚情况。"]}),
        ({"reason": "清明节顺延"}, {}),
        ({"due_on": "2026-02-28"}, {"due_on": ["新的截止日期不能早于期间开始，请核对。"]}),
        ({"due_on": "2026-03-01"}, {}),
        ({"due_on": "2027-04-01"}, {}),
        (
            {"due_on": "2027-04-02"},
            {"due_on": ["新的截止日期与通知规定相差一年以上，请核对。"]},
        ),
        ({"period": "2023-12"}, {"period": ["月调度自2024年起，请核对。"]}),
        ({"period": ""}, {"period": ["请填写期间。"]}),
    ],
)
def test_form_of_a_due_date(taiyuan, changes, errors):
    fields = {"duty": "ledger", "period": "2026-03", "due_on": "2026-04-07", "reason": REASON}

    assert DueDateForm({**fields, **changes}).errors == errors


def test_yearly_duty_takes_the_year_of_the_month(taiyuan):
    form = DueDateForm(
        {"duty": "report", "period": "2026-03", "due_on": "2027-01-10", "reason": REASON}
    )

    assert form.is_valid()
    assert (form.cleaned_data["duty"], form.cleaned_data["period"]) == (
        Duty.REPORT,
        date(2026, 1, 1),
    )


# --- 免报 ------------------------------------------------------------------------------------


def grant(actor, unit, since=MARCH, until=APRIL):
    return calendar.grant_excuse(
        organisation=unit,
        since=since,
        until=until,
        reason="停业改造。",
        document_number="",
        actor=actor,
    )


def test_excuse_is_granted_ended_and_told(cast, places):
    unit = places["unit"]
    excuse = grant(cast["province"], unit)

    ended = calendar.end_excuse(excuse=excuse, actor=cast["province"])
    again = calendar.end_excuse(excuse=excuse, actor=cast["province"])

    assert (ended, again) == (True, False)
    assert not Excuse.objects.in_force().exists()
    assert [e.action for e in audit.history(excuse)] == ["grant_excuse", "end_excuse"]
    assert told() == sorted(["city", "city_colleague", "clerk", "head"] * 2)
    assert list(cast["head"].notices.order_by("pk").values_list("text", flat=True)) == [
        "“青岚谷康养有限公司”2026年3月至2026年4月调度台账免报：停业改造。",
        "“青岚谷康养有限公司”2026年3月至2026年4月的免报已取消，请按月填报。",
    ]


@pytest.mark.parametrize(
    ("since", "until", "is_free"),
    [
        (date(2026, 1, 1), date(2026, 2, 1), True),
        (date(2026, 1, 1), MARCH, False),
        (APRIL, APRIL, False),
        (date(2026, 5, 1), date(2026, 5, 1), True),
    ],
)
def test_months_are_excused_once(cast, places, since, until, is_free):
    grant(cast["province"], places["unit"])

    if is_free:
        grant(cast["province"], places["unit"], since, until)
    else:
        with pytest.raises(calendar.CalendarRefused, match="已有免报月份"):
            grant(cast["province"], places["unit"], since, until)

    assert Excuse.objects.count() == 1 + is_free


def test_form_of_an_excuse(places):
    unit = places["unit"]
    fields = {
        "organisation": unit.pk,
        "since": "2026-03",
        "until": "2026-03",
        "reason": "停业改造。",
    }
    back = ExcuseForm({**fields, "until": "2026-02"})

    assert ExcuseForm(fields).is_valid()
    assert back.errors == {"until": ["截止月份不能早于起始月份，请核对。"]}
    bureau = ExcuseForm({**fields, "organisation": places["city_culture"].pk})
    assert list(bureau.errors) == ["organisation"]


# --- lights ----------------------------------------------------------------------------------


def seen(rule):
    return mark_of(calendar.light_texts(rule))


def test_rule_is_set_for_its_year(cast):
    stored = calendar.set_light_rule(
        year=2026, yellow=5, red=20, seen=seen(LightRule()), actor=cast["province"]
    )

    assert (stored.yellow_points, stored.red_points, stored.set_by) == (5, 20, cast["province"])
    assert audit.history(stored).get().details["after"] == {
        "yellow_points": "5",
        "red_points": "20",
    }


def test_second_writer_sees_what_the_first_has_written(cast):
    opened = seen(LightRule())
    calendar.set_light_rule(year=2026, yellow=5, red=20, seen=opened, actor=cast["province"])

    with pytest.raises(EditConflict) as conflict:
        calendar.set_light_rule(year=2026, yellow=8, red=20, seen=opened, actor=cast["province"])

    found = conflict.value.fields["yellow_points"]
    assert (found.mine, found.theirs) == ("8", "5")
    assert LightRule.objects.get().yellow_points == 5


@pytest.mark.parametrize(
    ("yellow", "red", "errors"),
    [
        ("10", "30", {}),
        ("0", "1", {}),
        ("29", "100", {}),
        ("30", "30", {"yellow_points": ["黄灯的百分点应小于红灯，请核对。"]}),
        ("10", "101", {"red_points": ["最多100个百分点，请核对。"]}),
        ("", "30", {"yellow_points": ["请填写黄灯：进度落后超过。"]}),
    ],
)
def test_form_of_a_rule(yellow, red, errors):
    form = LightRuleForm({"yellow_points": yellow, "red_points": red})

    assert form.errors == errors
