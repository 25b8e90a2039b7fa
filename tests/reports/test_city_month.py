"""The month of a city: every line in place, 已核, 报送, 退回, and what the page costs."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from portal import audit, clock
from portal.choices import OrganisationKind
from reports.choices import CityMonthStatus, LineState, RequestKind
from reports.lifecycle import city_month_lifecycle
from reports.models import CityMonth, DueDate, Excuse, LedgerLine, OutputJob
from reports.services.lines import hand_in, save_line
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import line_of, listed, moment, month_of_city, report_month

pytestmark = pytest.mark.thorough

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
QUERIES = 9
WEIGHT = 100 * 1024
CITY = "140100"


@pytest.fixture(autouse=True)
def march():
    """The 20th of March 2026."""
    with clock.at(moment(2026, 3, 20, 10)):
        yield


@pytest.fixture
def units(cast, places):
    """Both units of 太原市, as the roster reads them."""
    return [listed(places["unit"]), listed(places["other_unit"])]


@pytest.fixture
def as_(client, cast):
    def as_(who):
        client.force_login(cast[who])
        return client

    return as_


def url(name="city_month", month=MARCH, *more, city=CITY):
    return reverse(f"reports:{name}", args=[city, month.year, month.month, *more])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def handed_in(cast, units):
    """Both lines of March, handed in by their units."""
    for unit, who in zip(units, ("clerk", "other_head"), strict=True):
        place = {"organisation": unit, "month": MARCH, "actor": cast[who]}
        save_line(**place, values={"progress": f"{unit.name}封顶。"}, version=0)
        hand_in(**place)
    return units


@pytest.fixture
def reported(cast, handed_in, taiyuan):
    return report_month(taiyuan, MARCH, by=cast["city"], at=moment(2026, 3, 21, 9))


# --- reading -------------------------------------------------------------------------------


def test_three_groups_in_the_order_of_the_notice(as_, units, taiyuan):
    zone = OrganisationFactory(name="云顶示范区", city=taiyuan, kind=OrganisationKind.ZONE)
    zone.kind_periods.create(kind=OrganisationKind.CREATING_UNIT, since=date(2025, 1, 1))
    zone.kind_periods.create(kind=OrganisationKind.ZONE, since=MARCH)
    cluster = OrganisationFactory(name="汾河集聚区", city=taiyuan, kind=OrganisationKind.CLUSTER)

    def groups(month):
        shown = as_("city").get(url(month=month)).context["groups"]
        return [[card["record"].organisation for card in cards] for _, cards in shown]

    assert groups(MARCH) == [[cluster], [zone], units]
    assert groups(FEBRUARY) == [[cluster], [], [*units, zone]]


def test_page_shows_what_is_to_be_done(as_, units):
    line_of(units[0], FEBRUARY, progress="二月封顶。")

    page = as_("city").get(url())

    shown = page.content.decode()
    assert page.context["record"].count == "0/2"
    assert [str(problem) for problem in page.context["offers"][0].problems] == [
        f"“{unit.name}”尚未填写本月工作进展，请催报、代填，或注明未报原因。" for unit in units
    ]
    for sentence in ("还有11天截止", "2026年2月的进展", "二月封顶。", "全部核对"):
        assert sentence in shown
    assert not CityMonth.objects.filter(month=MARCH).exists()


def test_flags_of_a_line(as_, cast, units):
    line_of(units[0], FEBRUARY, progress="同文。")
    line_of(units[0], MARCH, progress="同文。", is_identical=True)
    line_of(units[1], FEBRUARY, progress="二月。")
    line_of(units[1], MARCH, progress="二月。", is_unchanged=True, handed_in_at=clock.now())
    with clock.at(moment(2026, 4, 1, 0, 0)):
        shown = as_("city").get(url()).content.decode()

    first, second = (shown.index(f'id="unit-{unit.pk}"') for unit in units)
    assert "与上月相同" in shown[first:second]
    assert "逾期" in shown[first:second]
    assert "本月无变化" in shown[second:]
    assert "逾期" not in shown[second:]


def test_excused_unit_is_not_waited_for(as_, cast, handed_in):
    LedgerLine.objects.filter(organisation=handed_in[1]).delete()
    Excuse.objects.create(
        organisation=handed_in[1],
        since=MARCH,
        until=MARCH,
        reason="停业改造",
        granted_by=cast["province"],
        granted_at=clock.now(),
    )

    as_("city").post(url("check_lines"))
    page = as_("city").get(url())

    assert page.context["record"].count == "1/1"
    assert page.context["offers"][0].problems == []
    assert "免报" in page.content.decode()


def test_hints_of_boxes_that_are_not_here_are_left_out(as_, units):
    line_of(units[0], FEBRUARY, progress="同文。")
    line_of(
        units[0],
        MARCH,
        progress="同文。",
        is_identical=True,
        requests="请协调。",
        request_kind=RequestKind.OTHER,
    )

    shown = as_("city").get(url()).content.decode()

    assert "与2026年2月文字相同" in shown
    assert "现归入“其他”" not in shown


def test_moved_due_date_is_shown(as_, cast, units):
    DueDate.objects.create(
        duty="ledger",
        period=MARCH,
        due_on=date(2026, 4, 3),
        reason="清明假期",
        moved_by=cast["province"],
        moved_at=clock.now(),
    )

    assert "还有14天截止" in as_("city").get(url()).content.decode()


@pytest.mark.parametrize(
    ("who", "status", "writes"),
    [
        ("city", 200, True),
        ("city_colleague", 200, True),
        ("civil", 200, False),
        ("province", 200, False),
        ("finance_reader", 200, False),
        ("clerk", 404, False),
        ("far_city", 404, False),
        ("far_civil", 404, False),
        ("chair", 404, False),
        ("admin", 404, False),
    ],
)
def test_who_reads_and_who_writes(as_, handed_in, who, status, writes):
    page = as_(who).get(url())

    assert page.status_code == status
    assert ("<textarea" in page.content.decode()) == writes


@pytest.mark.parametrize("city", ["149999", "140105"])
def test_code_of_no_city_is_not_found(as_, units, city):
    assert as_("province").get(url(city=city)).status_code == 404


def test_city_without_units_has_an_empty_month(as_, taiyuan, cast, places):
    for name in ("unit", "other_unit"):
        places[name].kind_periods.create(kind=OrganisationKind.ZONE, since=date(2026, 4, 1))

    page = as_("city").get(url())

    assert "本市本月没有在册单位，无需报送。" in page.content.decode()


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        (date(2024, 2, 1), "台账自2024年3月起填报。"),
        (date(2026, 4, 1), "2026年4月尚未开始，请在当月填报。"),
    ],
)
def test_month_that_is_none_says_so(as_, units, month, sentence):
    page = as_("city").get(url(month=month))

    assert page.status_code == 404
    assert sentence in page.content.decode()


def test_year_is_a_strip_of_states(as_, cast, units, taiyuan):
    january = date(2026, 1, 1)
    for month, at in ((january, moment(2026, 1, 31, 23)), (FEBRUARY, moment(2026, 3, 1, 0))):
        for unit in units:
            line_of(unit, month)
        report_month(taiyuan, month, by=cast["city"], at=at)
    back = month_of_city(taiyuan, january)
    city_month_lifecycle.perform(back, "return", actor=cast["province"], note="数据有误请核实")

    strip = as_("city").get(url()).context["strip"]

    assert [(step["month"], step["word"]) for step in strip] == [
        (january, "省级退回"),
        (FEBRUARY, "逾期"),
        (MARCH, "未到期"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number_of_lines(
    as_, cast, taiyuan, places, count, django_assert_num_queries
):
    for name in ("unit", "other_unit"):
        places[name].kind_periods.create(kind=OrganisationKind.ZONE, since=date(2026, 4, 1))
    for unit in OrganisationFactory.create_batch(count, city=taiyuan):
        line_of(unit, FEBRUARY)
        line_of(unit, MARCH, saved_by=cast["city"])
    client = as_("city")

    with django_assert_num_queries(QUERIES):
        page = client.get(url())

    assert page.context["record"].count == f"0/{count}"


def test_twelve_organisations_are_light(as_, taiyuan, units):
    more = OrganisationFactory.create_batch(10, city=taiyuan)
    text = "游客中心主体封顶，步道铺设三公里，签约康养机构一家，开展护理员培训两期。" * 8
    for unit in [*units, *more]:
        line_of(unit, FEBRUARY, progress=text)
        line_of(unit, MARCH, progress=f"{text}三月。", problems="护理人员不足。")

    page = as_("city").get(url())

    assert len(page.content) < WEIGHT


# --- 已核 ----------------------------------------------------------------------------------------------


def test_all_that_was_handed_in_is_checked_at_once(as_, handed_in):
    answer = as_("city").post(url("check_lines"), follow=True)

    names = "、".join(unit.name for unit in handed_in)
    assert said(answer) == [f"已核对2家：{names}。"]
    assert {line.state for line in LedgerLine.objects.all()} == {LineState.CHECKED}


def test_some_are_checked_and_taken_back(as_, handed_in):
    one = {"organisation": [handed_in[0].pk]}

    as_("city").post(url("check_lines"), one, follow=True)
    assert LedgerLine.objects.checked().get().organisation == handed_in[0]

    answer = as_("city").post(url("check_lines"), {**one, "undo": "1"}, follow=True)
    assert said(answer) == [f"已取消核对1家：{handed_in[0].name}。"]
    assert not LedgerLine.objects.checked().exists()


def test_nothing_to_check_says_so(as_, units):
    answer = as_("city").post(url("check_lines"), follow=True)

    assert said(answer) == ["没有需要核对的进展；单位填好交来后再核对。"]


def test_what_came_after_the_page_was_opened_is_left(as_, handed_in):
    earlier = clock.now() - timedelta(minutes=1)

    answer = as_("city").post(url("check_lines"), {"seen": earlier.isoformat()}, follow=True)

    assert said(answer) == [
        f"“{unit.name}”在您打开页面后又有改动，请看过后再核对。" for unit in handed_in
    ]


def test_boxes_that_no_page_of_ours_sends_do_no_harm(as_, handed_in):
    for number in ("x", "9" * 5000):
        as_("city").post(url("check_lines"), {"organisation": number})
    assert not LedgerLine.objects.checked().exists()

    as_("city").post(url("check_lines"), {"seen": "2026-03-20T09:00"})
    assert LedgerLine.objects.checked().count() == 2


@pytest.mark.parametrize(("who", "status"), [("civil", 403), ("province", 403), ("clerk", 404)])
def test_only_the_city_checks(as_, handed_in, who, status):
    assert as_(who).post(url("check_lines")).status_code == status
    assert not LedgerLine.objects.checked().exists()


def test_reported_month_is_not_checked_again(as_, reported):
    answer = as_("city").post(url("check_lines"), {"undo": "1"}, follow=True)

    assert said(answer) == ["本月台账已报省，如需更正请联系省文化和旅游厅退回。"]
    assert LedgerLine.objects.checked().count() == 2


# --- 报送, 审阅, 退回 ------------------------------------------------------------------------------------


def test_whole_month_is_four_clicks(as_, handed_in):
    page = as_("city").get(reverse("reports:ledger"), follow=True)
    assert page.status_code == 200

    as_("city").post(url("check_lines"), {"seen": page.context["seen"]})
    ask = as_("city").get(url("city_month_move", MARCH, "report"))
    answer = as_("city").post(url("city_month_move", MARCH, "report"), follow=True)

    assert ask.context["consequences"][0].startswith("应报2家的进展报省文化和旅游厅，封存为第1版")
    assert said(answer) == ["已办理“报送”，当前状态为“已报送”。"]
    shown = answer.content.decode()
    version = CityMonth.objects.get().versions.get()
    assert f'第1版，校验码<span class="check-code">{version.check_code}</span>' in shown
    assert "按时" in shown
    assert "<textarea" not in shown


def test_month_is_not_reported_before_it_is_ready(as_, handed_in):
    move = url("city_month_move", MARCH, "report")

    ask = as_("city").get(move)
    answer = as_("city").post(move)

    sentences = [f"“{unit.name}”本月工作进展尚未核对，请核对后标为“已核”。" for unit in handed_in]
    assert [str(problem) for problem in ask.context["problems"]] == sentences
    assert answer.status_code == 422
    assert [str(problem) for problem in answer.context["problems"]] == sentences
    assert CityMonth.objects.get().status == CityMonthStatus.FILLING


def test_refused_report_of_an_untouched_month_leaves_no_row(as_, units):
    assert as_("city").post(url("city_month_move", MARCH, "report")).status_code == 422

    assert not CityMonth.objects.exists()


def test_late_report_is_taken_and_marked(as_, cast, handed_in):
    with clock.at(moment(2026, 4, 1, 0, 0)):
        as_("city").post(url("check_lines"))
        ask = as_("city").get(url("city_month_move", MARCH, "report"))
        answer = as_("city").post(url("city_month_move", MARCH, "report"), follow=True)

    assert "已过截止日期，本次报送记为“逾期”。" in ask.context["consequences"]
    assert answer.context["record"].state.label == "逾期"
    assert CityMonth.objects.get().versions.get().is_late


def test_missing_units_are_named_before_the_report(as_, cast, units):
    line_of(units[0], MARCH, checked_at=clock.now(), checked_by=cast["city"])
    line_of(
        units[1],
        MARCH,
        progress="",
        missing_reason="联系不上",
        checked_at=clock.now(),
        checked_by=cast["city"],
    )

    ask = as_("city").get(url("city_month_move", MARCH, "report"))

    assert f"单位未报：{units[1].name}。" in ask.context["consequences"]
    assert ask.context["problems"] == []


def test_province_returns_with_its_reason_and_the_city_reports_again(as_, reported):
    move = url("city_month_move", MARCH, "return")
    assert as_("province").post(move, {"note": "短"}).status_code == 422
    as_("province").post(move, {"note": "松涛里数据有误，请核实。"})

    page = as_("city").get(url())
    assert page.context["record"].returned["note"] == "松涛里数据有误，请核实。"
    assert "松涛里数据有误，请核实。" in page.content.decode()
    assert "更正原因" in page.content.decode()

    with clock.at(moment(2026, 4, 2)):
        again = as_("city").post(url("city_month_move", MARCH, "report"), follow=True)

    assert again.context["record"].returned is None
    assert "第2版" in again.content.decode()
    assert again.context["record"].state.label == "按时"


def test_province_reviews(as_, reported):
    as_("province").post(url("city_month_move", MARCH, "review"))

    assert CityMonth.objects.get().status == CityMonthStatus.REVIEWED


@pytest.mark.parametrize(
    ("who", "move", "status"),
    [
        ("province", "report", 403),
        ("civil", "report", 403),
        ("city", "return", 403),
        ("civil_reader", "review", 403),
        ("clerk", "report", 404),
        ("far_city", "report", 404),
        ("city", "abolish", 404),
    ],
)
def test_moves_are_for_those_who_may(as_, handed_in, who, move, status):
    for method in (as_(who).get, as_(who).post):
        assert method(url("city_month_move", MARCH, move)).status_code == status


def test_second_click_on_report_changes_nothing(as_, reported):
    answer = as_("city").post(url("city_month_move", MARCH, "report"), follow=True)

    assert said(answer) == ["当前状态为“已报送”，现在不能报送，本次操作没有改变任何内容。"]
    assert reported.versions.count() == 1


def test_timeline_is_for_the_city_and_the_province(as_, reported):
    labels = [event["label"] for event in as_("city").get(url()).context["events"]]

    assert labels[0] == "报送"
    assert sorted(labels) == sorted(entry.label for entry in audit.history(reported))
    assert as_("civil").get(url()).context["events"] == ()


def test_files_are_asked_for_on_the_page(as_, reported):
    data = {"kind": "ledger_pdf", "city_month": reported.pk}

    assert as_("city").post(reverse("reports:request"), data).status_code == 302
    assert OutputJob.objects.get().subject == reported
    assert 'value="ledger_xlsx"' in as_("city").get(url()).content.decode()


# --- without scripts ---------------------------------------------------------------------------------------


def test_card_posts_its_own_boxes_only_and_comes_back(as_, units):
    line = line_of(units[0], MARCH, problems="缺水。", version=1)
    action = reverse("reports:line", args=[units[0].pk, 2026, 3])
    data = {
        "version": 1,
        "back": "city",
        "changed": ["progress", "checked"],
        "progress": "市里补充。",
        "checked": "on",
    }

    answer = as_("city").post(action, data)

    assert answer.url == f"{url()}#unit-{units[0].pk}"
    line.refresh_from_db()
    assert (line.progress, line.problems, line.state) == (
        "市里补充。",
        "缺水。",
        LineState.CHECKED,
    )
