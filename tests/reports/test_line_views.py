"""The page of one line: typed, handed in, refused with everything typed still there."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from portal import clock
from portal.choices import OrganisationKind, Role
from reports.choices import LineState
from reports.figures import figures_of
from reports.lifecycle import city_month_lifecycle
from reports.models import CityMonth, Excuse, LedgerChange, LedgerLine
from tests.factories.portal import BureauFactory, MembershipFactory
from tests.factories.reports import figure_of, line_of, moment, report_month, task_of

pytestmark = pytest.mark.thorough

DECEMBER, JANUARY, FEBRUARY, MARCH = (
    date(2025, 12, 1),
    date(2026, 1, 1),
    date(2026, 2, 1),
    date(2026, 3, 1),
)
FETCH = {"X-Requested-With": "fetch"}
TEXT = "游客中心封顶，完成投资820万元。"
QUERIES = 11
#: With BEGIN and COMMIT.
AUTOSAVE_QUERIES = 12


@pytest.fixture(autouse=True)
def march():
    """The 20th of March 2026."""
    with clock.at(moment(2026, 3, 20, 10)):
        yield


@pytest.fixture
def unit(cast, places):
    return places["unit"]


@pytest.fixture
def url(unit):
    def url(name="line", month=MARCH, organisation=unit):
        return reverse(f"reports:{name}", args=[organisation.pk, month.year, month.month])

    return url


@pytest.fixture
def as_(client, cast):
    """The client of somebody of the cast."""

    def as_(who):
        client.force_login(cast[who])
        return client

    return as_


@pytest.fixture
def autosave(as_, url):
    """What the script sends: the changed boxes."""

    def autosave(who="clerk", version=0, month=MARCH, **boxes):
        data = {"autosave": "1", "version": version, "changed": list(boxes), **boxes}
        return as_(who).post(url(month=month), data, headers=FETCH)

    return autosave


def stored():
    return LedgerLine.objects.get(city_month__month=MARCH, organisation__name="青岚谷康养有限公司")


# --- reading -------------------------------------------------------------------------------


def test_page_shows_last_month_beside_this_one_and_the_year(as_, unit, url):
    line_of(unit, FEBRUARY, progress="二月封顶。")
    task = task_of(unit, 2026, 20)
    figure_of(line_of(unit, JANUARY), task, 5)

    page = as_("clerk").get(url())

    record = page.context["record"]
    assert (record.last.month, record.last.text) == (FEBRUARY, "二月封顶。")
    assert [(row.task, row.figure.before, row.rate) for row in record.rows] == [(task, 5, "25.0%")]
    assert record.left == "还有11天截止"
    assert "还有11天截止" in page.content.decode()
    assert CityMonth.objects.filter(month=MARCH).count() == 0


def test_january_shows_december_beside_and_begins_at_nothing(as_, unit, url):
    old = task_of(unit, 2025, 100)
    figure_of(line_of(unit, DECEMBER, progress="年底收官。"), old, 90)
    task = task_of(unit, 2026, 20)

    record = as_("clerk").get(url(month=JANUARY)).context["record"]

    assert record.last.text == "年底收官。"
    assert [(row.task, row.figure.before) for row in record.rows] == [(task, 0)]


def test_who_skipped_months_gets_the_last_text_that_exists(as_, unit, url):
    line_of(unit, JANUARY, progress="一月开工。")
    line_of(unit, FEBRUARY, progress="", missing_reason="联系不上")

    page = as_("clerk").get(url())

    assert page.context["record"].last.month == JANUARY
    assert "2026年1月填写的进展" in page.content.decode()


def test_months_without_change_are_counted(as_, unit, url):
    line_of(unit, DECEMBER, progress=TEXT)
    line_of(unit, JANUARY, progress=TEXT, is_unchanged=True)
    line_of(unit, FEBRUARY, progress=TEXT, is_unchanged=True)
    line_of(unit, MARCH, progress=TEXT, is_unchanged=True)

    page = as_("clerk").get(url())

    assert page.context["record"].unchanged_months == 3
    assert "已连续3个月" in page.content.decode()


@pytest.mark.parametrize("who", ["other_head", "far_head", "far_city", "chair", "admin", "nobody"])
def test_strangers_and_neighbours_do_not_find_the_line(as_, url, who):
    assert as_(who).get(url()).status_code == 404
    assert as_(who).post(url(), {"progress": TEXT, "version": 0}).status_code == 404


@pytest.mark.parametrize("who", ["civil", "province", "civil_reader", "finance_reader"])
def test_readers_read_and_do_not_write(as_, unit, url, who):
    line_of(unit, MARCH, progress=TEXT)

    page = as_(who).get(url())
    answer = as_(who).post(url(), {"progress": "改", "version": 0})

    assert TEXT in page.content.decode()
    assert "<textarea" not in page.content.decode()
    assert (answer.status_code, stored().progress) == (403, TEXT)


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        (date(2024, 2, 1), "台账自2024年3月起填报。"),
        (date(2026, 4, 1), "2026年4月尚未开始，请在当月填报。"),
    ],
)
def test_month_that_is_none_says_so(as_, url, month, sentence):
    for answer in (as_("clerk").get(url(month=month)), as_("clerk").post(url(month=month))):
        assert answer.status_code == 404
        assert sentence in answer.content.decode()


@pytest.mark.parametrize("month", ["2026/13", "0/1", "10000/1", f"{10**20}/1", f"2026/{10**20}"])
def test_address_of_no_month_is_not_found(as_, unit, month):
    assert as_("clerk").get(f"/ledger/units/{unit.pk}/{month}/").status_code == 404
    assert as_("province").get(f"/bulletins/{month}/").status_code == 404


@pytest.mark.parametrize("city", ["太原市", "1401", "%00"])
def test_address_of_no_city_is_not_found(as_, unit, city):
    assert as_("province").get(f"/ledger/cities/{city}/2026/3/").status_code == 404
    assert as_("province").get(f"/liaisons/cities/{city}/2026/").status_code == 404


def test_month_before_the_unit_was_listed_says_so(as_, unit, url):
    unit.kind_periods.create(kind=OrganisationKind.CREATING_UNIT, since=MARCH)

    answer = as_("clerk").get(url(month=FEBRUARY))

    assert "本单位2026年2月不在册，无需填报。" in answer.content.decode()
    assert as_("clerk").get(url()).status_code == 200


def test_excused_unit_is_told_why_and_may_write(as_, cast, unit, url, autosave):
    Excuse.objects.create(
        organisation=unit,
        since=FEBRUARY,
        until=MARCH,
        reason="停业改造。",
        granted_by=cast["province"],
        granted_at=clock.now(),
    )

    page = as_("clerk").get(url()).content.decode()

    assert "本月免报：停业改造。" in page
    assert "免报" in page
    assert autosave(progress=TEXT).status_code == 200


@pytest.mark.parametrize(
    ("day", "left", "is_late"),
    [
        ((2026, 2, 28, 23, 59), "今天截止", False),
        ((2026, 3, 1, 0, 0), "已逾期1天", True),
    ],
)
def test_last_day_of_february_is_in_time(as_, url, day, left, is_late):
    with clock.at(moment(*day)):
        record = as_("clerk").get(url(month=FEBRUARY)).context["record"]

        assert (record.left, record.is_late) == (left, is_late)


def test_leap_year_has_a_day_more(as_, url):
    with clock.at(moment(2028, 2, 29, 12)):
        record = as_("clerk").get(url(month=date(2028, 2, 1))).context["record"]

    assert (record.due_on, record.is_late) == (date(2028, 2, 29), False)


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number_of_tasks(
    as_, unit, url, count, django_assert_num_queries
):
    line = line_of(unit, MARCH)
    for _ in range(count):
        figure_of(line, task_of(unit, 2026, 20), 1)
    client = as_("clerk")

    with django_assert_num_queries(QUERIES):
        client.get(url())


# --- while somebody types ---------------------------------------------------------------------


def test_changed_boxes_are_stored(autosave):
    answer = autosave(progress=TEXT, requests="请协调用地。")

    assert answer.json() == {
        "version": 1,
        "saved_at": "10:00:00",
        "errors": {},
        "hints": {"request_kind": ["现归入“其他”，能归入其他类别的请选择，便于汇总协调。"]},
        "values": {"request_kind": "other", "nothing_reason": ""},
        "totals": {"line-state": "单位填写中"},
    }
    assert (stored().progress, stored().requests) == (TEXT, "请协调用地。")


def test_what_was_pasted_from_word_is_plain_text(autosave):
    autosave(progress="<p>一、封顶</p><p>二、验收\u200b</p>")

    assert stored().progress == "一、封顶\n二、验收"


def test_long_draft_is_kept_and_told(autosave):
    answer = autosave(progress="建" * 1001).json()

    assert answer["hints"]["progress"] == ["本月工作进展最多1000字，现为1001字，请删减。"]
    assert stored().progress == "建" * 1001


def test_same_text_as_last_month_is_told_at_once(unit, autosave):
    line_of(unit, FEBRUARY, progress=TEXT)

    answer = autosave(progress=f" {TEXT} ").json()

    sentence = "与2026年2月文字相同，请写明本月新的进展；确无变化的点“本月无变化”。"
    assert answer["hints"]["progress"] == [sentence]


def test_both_texts_meet_when_two_windows_write(cast, autosave):
    autosave(progress="先写的。", problems="缺水。")

    answer = autosave("head", progress="后写的。")

    assert answer.status_code == 409
    conflict = answer.json()["conflict"]
    assert (conflict["who"], conflict["version"]) == (cast["clerk"].name, 1)
    assert conflict["fields"] == {
        "progress": {
            "label": "本月工作进展",
            "mine": "后写的。",
            "theirs": "先写的。",
            "mine_text": "后写的。",
            "theirs_text": "先写的。",
        }
    }
    assert conflict["current"]["problems"] == "缺水。"
    assert stored().progress == "先写的。"


def test_form_without_scripts_shows_both_texts_and_stores_the_choice(as_, url, autosave):
    autosave(progress="先写的。")

    page = as_("head").post(url(), {"version": 0, "progress": "后写的。"})
    assert page.status_code == 409
    shown = page.content.decode()
    assert "先写的。" in shown
    assert "后写的。" in shown

    choice = {"version": 1, "keep-progress": "mine", "mine-progress": "后写的。", "problems": ""}
    assert as_("head").post(url(), choice).status_code == 302
    assert stored().progress == "后写的。"


def test_reported_month_refuses_and_keeps_what_was_typed(as_, cast, unit, places, url, autosave):
    line_of(unit, MARCH)
    line_of(places["other_unit"], MARCH)
    report_month(unit.city, MARCH, by=cast["city"], at=clock.now())
    sentence = "本月台账已报省，如需更正请联系省文化和旅游厅退回。"

    fetched = autosave(progress="晚到的修改")
    page = as_("clerk").post(url(), {"version": 0, "progress": "晚到的修改"})

    assert (fetched.status_code, fetched.json()) == (423, {"message": sentence})
    assert page.status_code == 423
    assert [field.value() for field in page.context["kept"]] == ["晚到的修改"]
    assert sentence in page.content.decode()
    assert "晚到的修改" in page.content.decode()
    assert stored().progress == "步道完成5公里。"


def test_autosave_is_cheap(as_, unit, url, django_assert_num_queries):
    line_of(unit, MARCH, version=1)
    client = as_("clerk")
    data = {"autosave": "1", "version": 1, "changed": "progress", "progress": "第二次。"}

    with django_assert_num_queries(AUTOSAVE_QUERIES):
        answer = client.post(url(), data, headers=FETCH)

    assert answer.json()["version"] == 2


# --- figures ---------------------------------------------------------------------------------------


@pytest.fixture
def task(unit):
    """20 公里 in 2026, of which 5 were there before March."""
    task = task_of(unit, 2026, 20)
    figure_of(line_of(unit, FEBRUARY), task, 5)
    return task


@pytest.fixture
def enter(autosave, task):
    """Type into the three boxes of the task, which are sent together."""

    def enter(amount="", total="", reason="", version=0):
        boxes = {"amount": amount, "total": total, "reason": reason}
        sent = {f"task{task.pk}_{part}": text for part, text in boxes.items()}
        answer = autosave(version=version, **sent).json()
        return {
            kind: {name.partition("_")[2]: told for name, told in answer[kind].items()}
            for kind in ("errors", "values")
        }

    return enter


def march_of(task):
    return figures_of([task.pk], MARCH)[task.pk].amount


@pytest.mark.parametrize(
    ("amount", "total", "added", "cumulative"),
    [
        ("7", "", "7", "12"),
        ("", "12.5", "7.5", "12.5"),
        ("７．５", "", "7.5", "12.5"),
        ("7", "12", "7", "12"),
        ("0", "", "0", "5"),
        ("1,234.5", "", "1,234.5", "1,239.5"),
    ],
)
def test_one_of_both_numbers_is_enough(task, enter, amount, total, added, cumulative):
    answer = enter(amount, total)

    assert answer["errors"] == {}
    assert answer["values"] == {
        "kind": "",
        "reason": "",
        "amount": added,
        "total": cumulative,
    }
    assert march_of(task) == Decimal(added.replace(",", ""))


def test_changing_one_number_moves_the_other(task, enter):
    enter("7")

    assert enter("8", "12", version=1)["values"]["total"] == "13"
    assert enter("8", "15", version=2)["values"]["amount"] == "10"
    assert enter("", "15", version=3)["values"]["total"] == ""
    assert march_of(task) is None


def test_numbers_that_do_not_reconcile_are_refused_with_all_of_them(task, enter):
    errors = enter("7", "13")["errors"]

    sentence = "此前累计5，加本月7应为12，现填累计13，请核对后改其中一项。"
    assert errors == {"total": [sentence], "amount": [], "reason": []}
    assert march_of(task) is None


def test_falling_total_wants_its_reason(task, enter):
    errors = enter(total="4.5")["errors"]
    sentence = "累计由5降为4.5，请填写减少的原因。"
    assert errors == {"reason": [sentence], "amount": [], "total": []}

    answer = enter(total="4.5", reason="核减重复统计")
    assert (answer["errors"], answer["values"]["amount"]) == ({}, "-0.5")
    assert march_of(task) == Decimal("-0.50")


@pytest.mark.parametrize("typed", ["-3", "−3", "（3）", "－３"])
def test_correction_is_typed_in_every_way(task, enter, typed):
    enter(typed, reason="核减")

    assert march_of(task) == -3


def test_boxes_of_a_task_are_sent_together(as_, task, url):
    page = as_("clerk").get(url()).content.decode()

    assert page.count(f'data-together="task{task.pk}"') == 3


def test_greatest_figure_is_stored_and_shown_as_it_was(as_, task, enter, url):
    enter("9,999,999,999,999.99")

    row = as_("clerk").get(url()).context["record"].rows[0]
    assert row.figure.amount == Decimal("9999999999999.99")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12万", "请只填写阿拉伯数字，不要带“万”“约”、单位或其他文字，单位已写在旁边。"),
        ("1.234", "小数最多保留2位，请四舍五入后填写。"),
        ("9" * 14, "数字过大，整数部分最多13位，请核对数字和单位后重新填写。"),
    ],
)
def test_words_and_too_many_digits_are_refused(task, enter, typed, sentence):
    assert enter(typed)["errors"] == {"amount": [sentence], "total": [], "reason": []}
    assert march_of(task) is None


def test_reason_alone_waits_for_its_number(enter):
    errors = enter(reason="核减")["errors"]

    assert errors["reason"] == ["请先填写本月数或累计数，再写减少的原因。"]


def test_task_that_waits_for_its_target_has_no_boxes(as_, unit, url):
    task_of(unit, 2026, None)

    assert as_("clerk").get(url()).context["record"].rows == []


# --- hand-in and 本月无变化 ---------------------------------------------------------------------------


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_hand_in_saves_what_stands_in_the_boxes(as_, unit, url):
    task_of(unit, 2026, 20)

    data = {"version": 0, "progress": TEXT}
    answer = as_("clerk").post(url("line_hand_in"), data, follow=True)

    assert (stored().progress, stored().state) == (TEXT, LineState.HANDED_IN)
    assert said(answer) == [
        "还有1项任务没有填写本月数据，核对前可以补填。",
        "已交市文化和旅游局，核对前仍可修改。",
    ]


def test_empty_line_is_not_handed_in(as_, url):
    answer = as_("clerk").post(url("line_hand_in"), {"version": 0, "progress": ""}, follow=True)

    assert said(answer) == ["请填写本月工作进展；确无进展的填“无”并写明原因。"]
    assert not LedgerLine.objects.exists()


def test_hand_in_of_another_window_shows_both_texts(as_, url, autosave):
    autosave(progress="先写的。")

    page = as_("head").post(url("line_hand_in"), {"version": 0, "progress": "后写的。"})

    assert page.status_code == 409
    assert stored().state == LineState.WRITING


@pytest.mark.parametrize(("who", "status"), [("city", 403), ("province", 403), ("other_head", 404)])
def test_only_the_unit_hands_in(as_, unit, url, who, status):
    line_of(unit, MARCH)

    assert as_(who).post(url("line_hand_in")).status_code == status
    assert stored().state == LineState.WRITING


def test_unchanged_is_one_tap_and_its_undoing_another(as_, unit, url):
    line_of(unit, FEBRUARY, progress=TEXT)
    boxes = {"version": 0, "progress": ""}

    answer = as_("clerk").post(url("line_unchanged"), boxes, follow=True)
    assert said(answer) == ["已标为“本月无变化”，沿用上次填写的进展。"]
    assert (stored().progress, stored().is_unchanged) == (TEXT, True)

    boxes = {"version": 1, "progress": TEXT, "undo": "1"}
    answer = as_("clerk").post(url("line_unchanged"), boxes, follow=True)
    assert said(answer) == ["已取消“本月无变化”，请填写本月工作进展。"]
    assert (stored().progress, stored().is_unchanged) == ("", False)


def test_unchanged_without_a_last_text_says_why_not(as_, url):
    answer = as_("clerk").post(url("line_unchanged"), follow=True)

    assert said(answer) == ["本单位以前没有填报过进展，不能标为“本月无变化”，请填写本月工作进展。"]


def test_deeds_are_no_pages(as_, url):
    for name in ("line_hand_in", "line_unchanged"):
        assert as_("clerk").get(url(name)).status_code == 405


# --- the city -----------------------------------------------------------------------------------------


def test_city_ticks_a_line_in_place(unit, autosave):
    line_of(unit, MARCH, version=1)

    answer = autosave("city", version=1, checked="on").json()

    assert (answer["errors"], answer["totals"]["checked-count"]) == ({}, "1/2")
    assert answer["totals"][f"/ledger/cities/140100/2026/3/#unit-{unit.pk}"] == ""
    assert stored().state == LineState.CHECKED

    totals = autosave("city", version=1, checked="").json()["totals"]
    assert totals["checked-count"] == "0/2"
    sentence = f"“{unit.name}”本月工作进展尚未核对，请核对后标为“已核”。"
    assert totals[f"/ledger/cities/140100/2026/3/#unit-{unit.pk}"] == sentence
    assert stored().checked_at is None


def test_tick_on_a_text_that_the_city_has_not_seen_is_asked_about(unit, autosave):
    line_of(unit, MARCH, version=2, progress="单位刚改。")

    conflict = autosave("city", version=1, checked="on").json()["conflict"]

    assert list(conflict["fields"]) == ["checked"]
    assert conflict["current"]["progress"] == "单位刚改。"
    assert stored().checked_at is None


def test_tick_on_nothing_says_what_is_missing(unit, autosave):
    line_of(unit, MARCH, version=1, progress="无")

    errors = autosave("city", version=1, checked="on").json()["errors"]

    sentence = f"“{unit.name}”不能核对：填“无”的请写明原因，例如“无，冬季停工”。"
    assert errors == {"checked": [sentence]}


def test_unit_has_no_tick(unit, autosave):
    line_of(unit, MARCH, version=1)

    autosave(version=1, checked="on")

    assert stored().checked_at is None


def test_correction_of_the_city_is_shown_to_the_unit(as_, cast, unit, url, autosave):
    autosave(progress="单位原文。")
    as_("clerk").post(url("line_hand_in"))
    autosave("city", version=1, progress="市里改好。")

    page = as_("clerk").get(url()).content.decode()

    assert "市文化和旅游局更正：本月工作进展" in page
    assert page.index("单位原文。") < page.index("市里改好。")
    assert stored().handed_in_by == cast["clerk"]


def test_reason_is_asked_once_the_month_was_reported(as_, cast, unit, places, url, autosave):
    line_of(unit, MARCH, version=1)
    line_of(places["other_unit"], MARCH)
    assert "更正原因" not in as_("city").get(url()).content.decode()
    month = report_month(unit.city, MARCH, by=cast["city"], at=moment(2026, 3, 19, 9))
    city_month_lifecycle.perform(month, "return", actor=cast["province"], note="数据有误请核实")

    assert "更正原因" in as_("city").get(url()).content.decode()
    autosave("city", version=1, progress="更正。")
    autosave("city", version=2, reason="省厅指出")

    change = LedgerChange.objects.get()
    assert (change.after, change.reason) == ("更正。", "省厅指出")


def test_city_states_and_takes_back_that_a_unit_wrote_nothing(as_, url):
    missing = url("line_missing")
    assert "标为“单位未报”？" in as_("city").get(missing).content.decode()
    assert as_("city").post(missing, {"reason": ""}).status_code == 422

    as_("city").post(missing, {"reason": "联系不上"})
    assert (stored().state, stored().missing_reason) == (LineState.MISSING, "联系不上")

    as_("city").post(missing, {"undo": "1"})
    assert stored().state == LineState.EMPTY


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("province", 403), ("civil", 403)])
def test_only_the_city_states_it(as_, url, who, status):
    assert as_(who).get(url("line_missing")).status_code == status
    assert as_(who).post(url("line_missing"), {"reason": "停业"}).status_code == status


# --- the way in ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "month"),
    [((2026, 3, 9), FEBRUARY), ((2026, 3, 10), MARCH), ((2026, 1, 1), DECEMBER)],
)
def test_ledger_leads_to_the_month_that_is_due(as_, unit, url, day, month):
    with clock.at(moment(*day)):
        line = as_("clerk").get(reverse("reports:ledger"))
        city = as_("city").get(reverse("reports:ledger"))

    assert line.url == url(month=month)
    assert city.url == reverse("reports:city_month", args=[unit.city_id, month.year, month.month])


def test_ledger_leads_to_this_month_once_the_last_is_reported(as_, cast, unit, places, url):
    line_of(unit, FEBRUARY)
    line_of(places["other_unit"], FEBRUARY)
    with clock.at(moment(2026, 3, 5)):
        report_month(unit.city, FEBRUARY, by=cast["city"], at=clock.now())

        assert as_("clerk").get(reverse("reports:ledger")).url == url()


def test_no_month_before_the_first(as_, url):
    with clock.at(moment(2024, 3, 5)):
        assert as_("clerk").get(reverse("reports:ledger")).url == url(month=date(2024, 3, 1))


@pytest.mark.parametrize("who", ["chair", "admin", "nobody"])
def test_ledger_is_no_place_for_others(as_, who):
    assert as_(who).get(reverse("reports:ledger")).status_code == 403


@pytest.mark.parametrize("who", ["province", "civil_reader", "finance_reader"])
def test_ledger_leads_the_province_to_all_cities(as_, who):
    assert as_(who).get(reverse("reports:ledger")).url == reverse("reports:month", args=[2026, 3])


def test_officer_of_two_cities_begins_with_the_first(as_, cast, datong, url):
    MembershipFactory(
        user=cast["city"], organisation=BureauFactory(city=datong), role=Role.CITY_OFFICER
    )

    assert "/140100/" in as_("city").get(reverse("reports:ledger")).url
