"""The ladder and 催报: the right step to the right people, once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import audit, clock
from portal.celery import app
from portal.models import AuditEntry, KindPeriod, Notice
from reports import tasks
from reports.choices import Duty, PaperStatus, Step
from reports.lifecycle import city_month_lifecycle
from reports.models import (
    DueDate,
    Excuse,
    LiaisonConfirmation,
    LiaisonList,
    Reminder,
    YearlyPaper,
)
from reports.outstanding import at_hand, is_period
from reports.reminding import Case, by_hand, is_stale, left, to_city, to_province, to_unit, wanted
from reports.services.reminders import Urge, send_due_reminders, send_urge
from tests.factories.portal import MembershipFactory, OrganisationFactory
from tests.factories.reports import line_of, moment, report_month
from tests.races import together

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
DUE = date(2026, 3, 31)
YEAR = date(2026, 1, 1)


def case(*waiting, is_reported=False, due_on=DUE):
    return Case(Duty.LEDGER, MARCH, "140100", due_on, waiting, is_reported)


# --- which step to whom ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "step", "targets"),
    [
        (-4, None, []),
        (-3, Step.BEFORE, [7, 8]),
        (0, Step.DUE, [7, 8, None]),
        (1, Step.DUE, [7, 8, None]),
        (2, Step.LATE, [None]),
        (5, Step.ESCALATED, [None]),
        (30, Step.ESCALATED, [None]),
    ],
)
def test_unit_then_its_city_too_then_the_city(days, step, targets):
    found = wanted(case(7, 8), DUE + timedelta(days=days))

    assert [(one.step, one.organisation) for one in found] == [(step, to) for to in targets]


@pytest.mark.parametrize("days", [-3, 0, 2, 5])
def test_city_alone_is_reminded_when_only_the_city_is_missing(days):
    found = wanted(case(), DUE + timedelta(days=days))

    assert [one.organisation for one in found] == [None]


def test_nobody_is_reminded_of_what_was_reported():
    assert wanted(case(7, is_reported=True), DUE) == []


@pytest.mark.parametrize(
    ("today", "stale"),
    [
        (date(2026, 5, 31), False),
        (date(2026, 6, 1), True),
    ],
)
def test_months_older_than_two_months_are_left_alone(today, stale):
    assert is_stale(DUE, today) is stale
    assert bool(wanted(case(7), today)) is not stale


def test_two_months_across_the_new_year():
    assert not is_stale(date(2025, 12, 31), date(2026, 2, 28))
    assert is_stale(date(2025, 12, 31), date(2026, 3, 1))


def test_key_names_target_step_and_due_date():
    keys = {one.key for one in wanted(case(7), DUE)}
    moved = {one.key for one in wanted(case(7, due_on=date(2026, 4, 7)), date(2026, 4, 7))}

    assert keys == {
        "ledger:2026-03-01:140100:7:due:2026-03-31",
        "ledger:2026-03-01:140100:city:due:2026-03-31",
    }
    assert keys.isdisjoint(moved)
    assert by_hand(case(7), 7, APRIL).key == "ledger:2026-03-01:140100:7:manual:2026-04-01"


@pytest.mark.parametrize(
    ("days", "words"), [(-3, "还有3天截止"), (0, "今天截止"), (1, "已逾期1天")]
)
def test_days_in_words(days, words):
    assert left(DUE, DUE + timedelta(days=days)) == words


def test_messages_say_until_when_who_and_what_to_do():
    names = {number: f"单位{number}" for number in range(1, 8)}

    assert to_unit(case(7), DUE) == (
        "2026年3月调度台账今天截止（截止日期2026年3月31日），"
        "请填写本月工作进展，交市文化和旅游局核对。"
    )
    assert to_city(case(*names), names, APRIL) == (
        "2026年3月调度台账已逾期1天（截止日期2026年3月31日），还有7家单位未办理"
        "（单位1、单位2、单位3、单位4、单位5等），请督促后报送。"
    )
    assert "所属单位均已办理，请核对后报送。" in to_city(case(), names, APRIL)
    assert to_province([case(7), case()], {"140100": "太原市"}, date(2026, 4, 5)) == (
        "2026年3月调度台账逾期5天仍未报送：太原市（1家单位未办理）、太原市（未报送），请督办。"
    )


# --- which periods ---------------------------------------------------------------------------


def test_periods_of_which_one_may_still_be_reminded():
    with clock.at(moment(2026, 2, 28, 8, 30)):
        months, years = at_hand(Duty.LEDGER), at_hand(Duty.REPORT)
    with clock.at(moment(2024, 4, 2)):
        first = at_hand(Duty.LEDGER)

    assert (months[0], months[-1]) == (date(2025, 2, 1), date(2026, 2, 1))
    assert years == [date(2025, 1, 1), YEAR]
    assert first == [date(2024, 3, 1), date(2024, 4, 1)]


@pytest.mark.parametrize(
    ("duty", "period", "exists"),
    [
        (Duty.LEDGER, MARCH, True),
        (Duty.LEDGER, APRIL, False),
        (Duty.LEDGER, date(2026, 3, 2), False),
        (Duty.LEDGER, date(2024, 2, 1), False),
        (Duty.PLAN, YEAR, True),
        (Duty.PLAN, MARCH, False),
        (Duty.PLAN, date(2027, 1, 1), False),
        (Duty.PLAN, date(2023, 1, 1), False),
    ],
)
def test_period_of_a_duty(duty, period, exists):
    with clock.at(moment(2026, 3, 31)):
        assert is_period(duty, period) is exists


# --- what goes out ---------------------------------------------------------------------------


@pytest.fixture
def march(cast, places, taiyuan, datong):
    """Three units that stand in the ledger from March 2026 on; their yearly duties are done."""
    reported = {"submitted_at": moment(2026, 3, 1), "first_submitted_at": moment(2026, 3, 1)}
    for city in (taiyuan, datong):
        LiaisonList.objects.create(city=city, year=2026, status="submitted", **reported)
    for key in ("unit", "other_unit", "far_unit"):
        KindPeriod.objects.create(organisation=places[key], kind="creating_unit", since=MARCH)
        for duty in (Duty.PLAN, Duty.REPORT):
            YearlyPaper.objects.create(
                organisation=places[key],
                year=2026,
                duty=duty,
                status=PaperStatus.FORWARDED,
                first_submitted_at=moment(2026, 3, 1),
            )


def run(month, day, *, about="", year=2026):
    """The clock's task at 08:30 of that day; who got a message (with that word in it)."""
    known = set(Notice.objects.values_list("pk", flat=True))
    with clock.at(moment(year, month, day, 8, 30)):
        tasks.remind_task()
    new = Notice.objects.filter(text__contains=about).exclude(pk__in=known)
    return sorted(new.values_list("recipient__username", flat=True))


def texts(who):
    return list(who.notices.order_by("pk").values_list("text", "url"))


UNITS = ["clerk", "far_head", "head", "other_head"]
CITIES = ["city", "city_colleague", "far_city"]
TAIYUAN = ["city", "city_colleague"]


def test_whole_ladder_of_a_month(march):
    ladder = {(m, d): run(m, d) for m, d in ((3, 27), (3, 28), (3, 29), (3, 31), (4, 1), (4, 2))}
    top = {(4, day): run(4, day) for day in (4, 5, 6)}

    assert ladder == {
        (3, 27): [],
        (3, 28): UNITS,
        (3, 29): [],
        (3, 31): sorted(UNITS + CITIES),
        (4, 1): [],
        (4, 2): CITIES,
    }
    assert top == {(4, 4): [], (4, 5): [*CITIES, "province"], (4, 6): []}


def test_messages_lead_to_the_place_of_the_deed(march, cast, places, taiyuan):
    unit = places["unit"]
    run(3, 28)
    run(4, 5)

    assert texts(cast["head"])[0][1] == f"/ledger/units/{unit.pk}/2026/3/"
    assert texts(cast["city"])[0] == (
        "2026年3月调度台账已逾期5天（截止日期2026年3月31日），"
        "还有2家单位未办理（青岚谷康养有限公司、松涛里康养有限公司），请督促后报送。",
        f"/ledger/cities/{taiyuan.pk}/2026/3/",
    )
    assert texts(cast["province"]) == [
        (
            "2026年3月调度台账逾期5天仍未报送："
            "太原市（2家单位未办理）、大同市（1家单位未办理），请督办。",
            "/ledger/months/2026/3/",
        )
    ]


def test_log_says_who_was_reminded(march, places, taiyuan):
    run(3, 31)

    rows = Reminder.objects.filter(city=taiyuan).order_by("pk")

    assert [(r.organisation, r.step, r.recipients, r.sent_by) for r in rows] == [
        (places["unit"], Step.DUE, 2, None),
        (places["other_unit"], Step.DUE, 1, None),
        (None, Step.DUE, 2, None),
    ]


def test_second_run_of_a_day_sends_nothing(march):
    assert run(3, 31) == sorted(UNITS + CITIES)
    assert run(3, 31) == []
    assert audit.history(Reminder.objects.order_by("pk").first()).get().details == {"count": 5}


def test_steps_that_were_missed_are_not_sent_in_a_heap(march):
    assert run(4, 20) == [*CITIES, "province"]
    assert set(Reminder.objects.values_list("step", flat=True)) == {Step.ESCALATED}


def test_who_has_handed_in_is_left_alone_and_the_city_told_that_only_it_is_missing(
    march, cast, places
):
    for key in ("unit", "other_unit"):
        line_of(places[key], MARCH, handed_in_at=moment(2026, 3, 20))

    assert run(3, 28) == sorted([*TAIYUAN, "far_head"])
    assert "所属单位均已办理，请核对后报送。" in texts(cast["city"])[0][0]


def test_text_that_was_not_handed_in_does_not_count(march, places):
    line_of(places["unit"], MARCH)

    assert run(3, 28) == UNITS


def test_reported_city_is_left_alone_with_all_its_units(march, cast, places, taiyuan):
    for key in ("unit", "other_unit"):
        line_of(places[key], MARCH)
    report_month(taiyuan, MARCH, by=cast["city"], at=moment(2026, 3, 27))

    assert run(3, 28) == ["far_head"]
    assert run(4, 5) == ["far_city", "province"]


def test_excused_unit_and_a_city_of_none_but_excused_units_get_nothing(march, cast, places):
    for key in ("unit", "far_unit"):
        Excuse.objects.create(
            organisation=places[key],
            since=MARCH,
            until=MARCH,
            reason="停业改造。",
            granted_by=cast["province"],
            granted_at=clock.now(),
        )

    assert run(3, 28) == ["other_head"]
    assert run(3, 31) == sorted([*TAIYUAN, "other_head"])


def test_moved_date_moves_the_ladder(march, cast, taiyuan):
    assert run(3, 28) == UNITS
    DueDate.objects.create(
        duty=Duty.LEDGER,
        period=MARCH,
        city=taiyuan,
        due_on=date(2026, 4, 7),
        reason="清明假期顺延。",
        moved_by=cast["province"],
        moved_at=clock.now(),
    )

    assert run(3, 31) == ["far_city", "far_head"]
    assert run(4, 4) == ["clerk", "far_city", "head", "other_head"]
    assert run(4, 7) == [
        "city",
        "city_colleague",
        "clerk",
        "far_city",
        "head",
        "other_head",
        "province",
    ]


def test_months_long_ago_are_left_alone(march):
    KindPeriod.objects.update(since=date(2024, 3, 1))

    run(3, 30)

    periods = Reminder.objects.filter(duty=Duty.LEDGER).values_list("period", flat=True)
    assert set(periods) == {date(2026, 1, 1), date(2026, 2, 1), MARCH}


# --- the yearly duties -----------------------------------------------------------------------


def test_liaisons_until_the_middle_of_march(march, cast, places, datong):
    LiaisonList.objects.filter(city=datong).delete()
    far = places["far_unit"]

    assert [run(3, day) for day in (11, 12, 15, 17, 20)] == [
        [],
        ["far_head"],
        ["far_city", "far_head"],
        ["far_city"],
        ["far_city", "province"],
    ]
    assert [url for _, url in texts(cast["far_head"])] == [f"/liaisons/units/{far.pk}/"] * 2
    assert texts(cast["province"])[0][1] == "/liaisons/2026/"


def test_confirmed_persons_leave_only_the_city(march, cast, places, datong):
    LiaisonList.objects.filter(city=datong).delete()
    LiaisonConfirmation.objects.create(
        organisation=places["far_unit"],
        year=2026,
        confirmed_by=cast["far_head"],
        confirmed_at=clock.now(),
    )

    assert run(3, 12) == ["far_city"]


def test_paper_goes_from_the_unit_to_its_city(march, cast, places):
    plans = YearlyPaper.objects.filter(duty=Duty.PLAN)
    plans.filter(organisation=places["unit"]).update(status=PaperStatus.SUBMITTED)
    plans.filter(organisation=places["far_unit"]).delete()

    assert run(4, 27, about="实施方案") == [*TAIYUAN, "far_head"]
    assert run(4, 30, about="实施方案") == [*CITIES, "far_head"]
    assert run(5, 2, about="实施方案") == CITIES
    plans.update(status=PaperStatus.FORWARDED)
    assert run(5, 5, about="实施方案") == ["far_city", "province"]


def test_paper_that_was_sent_back_is_owed_again(march, cast, places):
    plans = YearlyPaper.objects.filter(duty=Duty.PLAN, organisation=places["far_unit"])
    plans.update(status=PaperStatus.RETURNED)

    assert run(4, 27, about="实施方案") == ["far_head"]


def test_report_of_the_year_is_asked_for_in_january(march, cast, places):
    YearlyPaper.objects.filter(duty=Duty.REPORT, organisation=places["far_unit"]).delete()
    run(1, 5, year=2027)

    rows = Reminder.objects.filter(duty=Duty.REPORT)

    assert [(row.period, row.city.name, row.step) for row in rows] == [
        (YEAR, "大同市", Step.ESCALATED)
    ]


# --- the clock -------------------------------------------------------------------------------


def test_clock_reminds_every_morning():
    app.loader.import_default_modules()
    entries = [e for e in app.conf.beat_schedule.values() if e["task"] == "reports.remind"]

    assert "reports.remind" in app.tasks
    assert [(e["schedule"]._orig_hour, e["schedule"]._orig_minute) for e in entries] == [(8, 30)]


@pytest.mark.parametrize("unit_count", [1, 3])
def test_reading_for_the_ladder_costs_the_same_for_any_number(taiyuan, unit_count):
    for unit in OrganisationFactory.create_batch(unit_count, city=taiyuan):
        MembershipFactory(organisation=unit)

    with clock.at(moment(2026, 3, 28)), CaptureQueriesContext(connection) as queries:
        send_due_reminders()

    reading = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
    assert len(reading) == 14


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_once(march):
    def remind():
        with clock.at(moment(2026, 3, 31, 8, 30)):
            return send_due_reminders()

    sent = together(remind, remind)

    assert sorted(sent) == [0, 5]
    assert sorted(Notice.objects.values_list("recipient__username", flat=True)) == sorted(
        UNITS + CITIES
    )


# --- 催报 by hand ----------------------------------------------------------------------------


@pytest.fixture
def first_of_april(march):
    with clock.at(moment(2026, 4, 1, 9)):
        yield


def urge(actor, *organisations, cities=(), note=""):
    """Send; the refusals by name, empty for what was sent."""
    wanted = Urge(Duty.LEDGER, MARCH, tuple(unit.pk for unit in organisations), tuple(cities))
    return {one.name: one.refusal for one in send_urge(urge=wanted, note=note, actor=actor)}


def test_city_urges_its_units(first_of_april, cast, places):
    unit, other = places["unit"], places["other_unit"]

    answer = urge(cast["city"], unit, other, note="请今天补报。")

    assert answer == {unit.name: "", other.name: ""}
    assert texts(cast["head"]) == [
        (
            "太原市文化和旅游局催报：2026年3月调度台账已逾期1天（截止日期2026年3月31日），"
            "请填写本月工作进展，交市文化和旅游局核对。附言：请今天补报。",
            f"/ledger/units/{unit.pk}/2026/3/",
        )
    ]
    assert list(Reminder.objects.values_list("organisation", "step", "recipients", "note")) == [
        (other.pk, Step.MANUAL, 1, "请今天补报。"),
        (unit.pk, Step.MANUAL, 2, "请今天补报。"),
    ]
    entry = AuditEntry.objects.get(action="urge")
    assert (entry.actor, entry.details["targets"]) == (cast["city"], [unit.name, other.name])


def test_province_urges_cities_and_units(first_of_april, cast, places, taiyuan):
    answer = urge(cast["province"], places["far_unit"], cities=[taiyuan.pk])

    assert answer == {"太原市": "", "云上泉康养有限公司": ""}
    assert sorted(Notice.objects.values_list("recipient__username", flat=True)) == [
        *TAIYUAN,
        "far_head",
    ]


def test_one_target_once_a_day_whoever_clicks(first_of_april, cast, places):
    unit, other = places["unit"], places["other_unit"]
    urge(cast["city"], unit)

    again = urge(cast["province"], unit, other)
    with clock.at(moment(2026, 4, 2, 0, 0)):
        tomorrow = urge(cast["city"], unit)

    assert again == {unit.name: "今天已催报过，请明天再催。", other.name: ""}
    assert tomorrow == {unit.name: ""}
    assert cast["head"].notices.count() == 2


def test_who_owes_nothing_is_not_urged(first_of_april, cast, places):
    unit = places["unit"]
    line_of(unit, MARCH, handed_in_at=moment(2026, 3, 30))

    assert urge(cast["city"], unit) == {unit.name: "已报送、已填报或免报，无需催报。"}
    assert not Reminder.objects.exists()


def test_city_whose_month_came_back_is_urged_to_report_again_but_not_by_the_ladder(
    march, cast, places, taiyuan
):
    for key in ("unit", "other_unit"):
        line_of(places[key], MARCH)
    record = report_month(taiyuan, MARCH, by=cast["city"], at=moment(2026, 3, 27))
    with clock.at(moment(2026, 4, 1)):
        city_month_lifecycle.perform(
            record, "return", actor=cast["province"], note="请核对步道数据。"
        )

    assert run(4, 2) == ["far_city"]
    with clock.at(moment(2026, 4, 3)):
        answer = urge(cast["province"], places["unit"], cities=[taiyuan.pk])
    assert answer == {"太原市": "", "青岚谷康养有限公司": "已报送、已填报或免报，无需催报。"}
    assert texts(cast["city"])[-1][0] == (
        "山西省文化和旅游厅催报：2026年3月调度台账已由省文化和旅游厅退回，请更正后重新报送。"
    )


@pytest.mark.parametrize(
    ("who", "unit", "cities"),
    [
        ("far_city", "unit", ()),
        ("civil", "unit", ()),
        ("head", "unit", ()),
        ("finance_reader", "unit", ()),
        ("city", "unit", ["140100"]),
    ],
)
def test_only_the_own_city_and_the_province_urge(first_of_april, cast, places, who, unit, cities):
    with pytest.raises(PermissionDenied):
        urge(cast[who], places[unit], cities=cities)

    assert not Notice.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_urge_once(march, cast, places):
    def click(actor):
        def deed():
            with clock.at(moment(2026, 4, 1, 9)):
                return urge(actor, places["unit"])

        return deed

    answers = together(click(cast["city"]), click(cast["province"]))

    assert sorted(one[places["unit"].name] for one in answers) == ["", "今天已催报过，请明天再催。"]
    assert cast["head"].notices.count() == 1
