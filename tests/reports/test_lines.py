"""One line of one month: who writes it, what stays of hand-in and 已核, what leaves a trace."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from portal import audit, clock
from portal.choices import OrganisationStanding
from portal.editing import EditConflict, FieldConflict
from portal.models import Organisation
from reports.choices import LineState, RequestKind
from reports.completeness import line_gaps
from reports.figures import figures_of
from reports.lifecycle import city_month_lifecycle
from reports.models import CityMonth, LedgerChange, LedgerLine
from reports.services.lines import (
    Entry,
    LineRefused,
    check_lines,
    hand_in,
    mark_unchanged,
    save_line,
    state_missing,
)
from tests.factories.portal import OrganisationFactory
from tests.factories.reports import (
    figure_of,
    line_of,
    listed,
    moment,
    month_of_city,
    report_month,
    task_of,
)

DECEMBER, JANUARY, FEBRUARY, MARCH = (
    date(2025, 12, 1),
    date(2026, 1, 1),
    date(2026, 2, 1),
    date(2026, 3, 1),
)
TEXT = "游客中心封顶，完成投资820万元。"


@pytest.fixture(autouse=True)
def march():
    """The 20th of March 2026."""
    with clock.at(moment(2026, 3, 20, 10)):
        yield


@pytest.fixture
def unit(cast, places):
    return listed(places["unit"])


@pytest.fixture
def save(unit, cast):
    """Save March of ``unit``, by its clerk unless told otherwise."""

    def save(actor="clerk", version=0, month=MARCH, **fields):
        options = {
            name: fields.pop(name) for name in ("figures", "refused", "reason") if name in fields
        }
        return save_line(
            organisation=unit,
            month=month,
            values=fields,
            version=version,
            actor=cast[actor],
            **options,
        )

    return save


def check(cast, unit, actor="city", **options):
    return check_lines(city=unit.city_id, month=MARCH, actor=cast[actor], **options)


# --- saving ------------------------------------------------------------------------------


def test_first_save_begins_the_month_of_the_city(cast, unit, save):
    line = save(progress=TEXT)

    month = CityMonth.objects.get()
    assert (month.city, month.month) == (unit.city, MARCH)
    assert (line.progress, line.version, line.saved_by) == (TEXT, 1, cast["clerk"])
    assert line.saved_at == clock.now()
    assert line.state == LineState.WRITING
    assert [entry.details for entry in audit.history(line)] == [{"boxes": ["progress"]}]


def test_what_is_not_named_stays(save):
    save(progress=TEXT, problems="缺少康养护理人员。")

    line = save(version=1, problems="")

    assert (line.progress, line.problems, line.version) == (TEXT, "", 2)


def test_save_without_a_difference_writes_nothing(save):
    line = save(progress=TEXT)

    again = save(version=1, progress=TEXT)

    assert (again.version, audit.history(line).count()) == (1, 1)


@pytest.mark.parametrize(
    "who", ["far_city", "far_head", "civil", "province", "other_head", "admin"]
)
def test_line_is_written_by_its_unit_and_its_city_only(save, who):
    with pytest.raises(PermissionDenied, match="只有本单位和本市文化和旅游局可以填写本月进展。"):
        save(actor=who, progress=TEXT)

    assert not CityMonth.objects.exists()


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        (date(2024, 2, 1), "台账自2024年3月起填报。"),
        (date(2026, 4, 1), "2026年4月尚未开始，请在当月填报。"),
    ],
)
def test_month_before_the_notice_or_in_the_future_is_refused(save, month, sentence):
    with pytest.raises(LineRefused, match=sentence):
        save(month=month, progress=TEXT)

    assert not CityMonth.objects.exists()


@pytest.mark.parametrize("month", [date(2024, 3, 1), MARCH])
def test_first_month_of_the_notice_and_the_present_one_are_taken(save, month):
    assert save(month=month, progress=TEXT).city_month.month == month


@pytest.mark.parametrize(("year", "last"), [(2026, 28), (2028, 29)])
def test_february_is_written_until_its_last_day_and_after(save, year, last):
    february = date(year, 2, 1)
    with clock.at(moment(year, 2, last, 23, 59)):
        save(month=february, progress=TEXT)
    with clock.at(moment(year, 3, 1, 0, 0)):
        line = save(month=february, version=1, problems="晚写一天。")

    assert (line.progress, line.problems) == (TEXT, "晚写一天。")


def test_organisation_that_is_not_in_the_list_is_refused(unit, save):
    Organisation.objects.filter(pk=unit.pk).update(standing=OrganisationStanding.DISABLED)
    unit.standing = OrganisationStanding.DISABLED

    with pytest.raises(LineRefused, match="“青岚谷康养有限公司”2026年3月不在册，无需填报。"):
        save(progress=TEXT)


def test_reported_month_is_closed_to_unit_and_city(cast, unit, save):
    line_of(unit, MARCH)
    line_of(listed(Organisation.objects.get(name="松涛里康养有限公司")), MARCH)
    report_month(unit.city, MARCH, by=cast["city"], at=clock.now())

    for who in ("clerk", "city"):
        with pytest.raises(
            PermissionDenied, match="本月台账已报省，如需更正请联系省文化和旅游厅退回。"
        ):
            save(actor=who, progress="改")


# --- two windows ---------------------------------------------------------------------------


def test_second_window_gets_both_texts(cast, unit, save):
    task = task_of(unit, 2026, 20)
    save(progress="先写的。", figures={task.pk: Entry(Decimal(5))})

    with pytest.raises(EditConflict) as caught:
        save(
            actor="head",
            progress="后写的。",
            problems="",
            figures={task.pk: Entry(Decimal("6.5"))},
            refused={"requests": "太长"},
        )

    conflict = caught.value
    assert (conflict.who, conflict.version) == (cast["clerk"], 1)
    assert conflict.fields == {
        "progress": FieldConflict("本月工作进展", "后写的。", "先写的。"),
        "requests": FieldConflict("需协调事项", "太长", ""),
        f"task{task.pk}_amount": FieldConflict("步道（本月）", "6.5", "5"),
        f"task{task.pk}_total": FieldConflict("步道（累计）", "6.5", "5"),
    }
    assert LedgerLine.objects.get().progress == "先写的。"


# --- what a line says ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "gaps"),
    [
        ({"progress": ""}, {"progress": "请填写本月工作进展；确无进展的填“无”并写明原因。"}),
        ({"progress": "建" * 1000}, {}),
        (
            {"progress": "建" * 1001},
            {"progress": "本月工作进展最多1000字，现为1001字，请删减。"},
        ),
        ({"progress": "无"}, {"progress": "填“无”的请写明原因，例如“无，冬季停工”。"}),
        ({"progress": "无。", "nothing_reason": "冬季停工"}, {}),
        ({"progress": "无，冬季停工"}, {}),
        ({"progress": TEXT, "problems": "难" * 500, "requests": "请" * 500}, {}),
        (
            {"progress": TEXT, "problems": "难" * 501, "requests": "请" * 501},
            {
                "problems": "存在问题最多500字，现为501字，请删减。",
                "requests": "需协调事项最多500字，现为501字，请删减。",
            },
        ),
    ],
)
def test_gaps_of_a_line(values, gaps):
    assert line_gaps(LedgerLine(**values)) == gaps


def test_request_without_a_kind_is_of_another_kind(save):
    line = save(progress=TEXT, requests="请协调用地指标。")
    assert line.request_kind == RequestKind.OTHER

    line = save(version=1, request_kind=RequestKind.LAND)
    assert line.request_kind == RequestKind.LAND

    assert save(version=2, request_kind="").request_kind == RequestKind.OTHER


def test_reason_for_nothing_goes_with_a_real_text(save):
    save(progress="无", nothing_reason="冬季停工")

    assert save(version=1, progress=TEXT).nothing_reason == ""


# --- carry-over --------------------------------------------------------------------------------


def test_same_text_as_last_month_is_marked_whatever_its_blanks(unit, save):
    line_of(unit, FEBRUARY, progress="步道 完工。\n已验收。")

    assert save(progress="步道完工。 已验收。").is_identical
    assert not save(version=1, progress="步道完工。已开放。").is_identical


def test_same_text_as_december_is_marked_in_january(unit, save):
    line_of(unit, DECEMBER, progress=TEXT)

    assert save(month=JANUARY, progress=TEXT).is_identical


def test_unchanged_takes_over_the_last_text_and_is_no_copy(cast, unit, save):
    line_of(unit, JANUARY, progress=TEXT)

    line = mark_unchanged(organisation=unit, month=MARCH, actor=cast["clerk"])

    assert (line.progress, line.is_unchanged, line.is_identical) == (TEXT, True, False)
    assert line.version == 1


def test_typing_takes_unchanged_back(cast, unit, save):
    line_of(unit, FEBRUARY, progress=TEXT)
    mark_unchanged(organisation=unit, month=MARCH, actor=cast["clerk"])

    line = save(version=1, progress=f"{TEXT}新增床位20张。")

    assert (line.is_unchanged, line.is_identical) == (False, False)


def test_unchanged_is_taken_back_with_its_text(cast, unit):
    line_of(unit, FEBRUARY, progress=TEXT)
    mark_unchanged(organisation=unit, month=MARCH, actor=cast["clerk"])
    hand_in(organisation=unit, month=MARCH, actor=cast["clerk"])

    line = mark_unchanged(organisation=unit, month=MARCH, actor=cast["clerk"], undo=True)

    assert (line.progress, line.is_unchanged, line.handed_in_at) == ("", False, None)


def test_unchanged_is_refused_without_a_last_text(cast, unit):
    with pytest.raises(LineRefused, match="本单位以前没有填报过进展，不能标为“本月无变化”"):
        mark_unchanged(organisation=unit, month=MARCH, actor=cast["clerk"])


def test_unchanged_never_overwrites_what_was_typed(cast, unit, save):
    line_of(unit, FEBRUARY, progress="步道完工。")
    save(progress=TEXT)

    with pytest.raises(LineRefused, match="本月工作进展已有内容；确无变化的，请先清空"):
        mark_unchanged(organisation=unit, month=MARCH, actor=cast["clerk"])

    assert LedgerLine.objects.get(city_month__month=MARCH).progress == TEXT


def test_copied_text_may_be_declared_unchanged(cast, unit, save):
    line_of(unit, FEBRUARY, progress=TEXT)
    save(progress=TEXT)

    line = mark_unchanged(organisation=unit, month=MARCH, actor=cast["clerk"])

    assert (line.is_unchanged, line.is_identical) == (True, False)


# --- figures -----------------------------------------------------------------------------------


def test_figures_are_entered_changed_and_taken_away(unit, save):
    task = task_of(unit, 2026, 20)
    figure_of(line_of(unit, FEBRUARY), task, 5)

    def stands():
        return figures_of([task.pk], MARCH)[task.pk].cumulative

    save(progress=TEXT, figures={task.pk: Entry(Decimal(7))})
    assert stands() == 12
    save(version=1, figures={task.pk: Entry(Decimal("-2.5"), "核减重复统计")})
    assert stands() == Decimal("2.5")
    save(version=2, figures={task.pk: Entry(None)})
    assert stands() == 5


def test_falling_figure_without_a_reason_is_refused(unit, save):
    task = task_of(unit, 2026, 20)

    with pytest.raises(LineRefused, match="累计数减少时须填写原因。"):
        save(progress=TEXT, figures={task.pk: Entry(Decimal("-0.01"))})

    assert not LedgerLine.objects.exists()


def test_figures_of_another_year_or_unit_are_refused(unit, places, save):
    for task in (task_of(unit, 2025, 20), task_of(places["other_unit"], 2026, 20)):
        with pytest.raises(LineRefused, match="年度重点任务已有调整"):
            save(progress=TEXT, figures={task.pk: Entry(Decimal(1))})


# --- hand-in --------------------------------------------------------------------------------------


def test_unit_hands_in_once(cast, unit, save):
    save(progress=TEXT)

    line = hand_in(organisation=unit, month=MARCH, actor=cast["clerk"])
    again = hand_in(organisation=unit, month=MARCH, actor=cast["head"])

    assert line.state == LineState.HANDED_IN
    assert (again.handed_in_by, again.handed_in_at) == (cast["clerk"], clock.now())
    assert [entry.note for entry in audit.history(line.city_month)] == [unit.name]


def test_empty_line_is_not_handed_in(cast, unit):
    with pytest.raises(LineRefused, match="请填写本月工作进展"):
        hand_in(organisation=unit, month=MARCH, actor=cast["clerk"])

    assert not CityMonth.objects.exists()


def test_only_the_unit_hands_in(cast, unit, save):
    save(progress=TEXT)

    with pytest.raises(PermissionDenied, match="只有本单位可以将本月进展交市文化和旅游局。"):
        hand_in(organisation=unit, month=MARCH, actor=cast["city"])


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"progress": "改了一处。"}, LineState.HANDED_IN),
        ({"problems": "难" * 501}, LineState.WRITING),
        ({"progress": ""}, LineState.EMPTY),
    ],
)
def test_hand_in_holds_while_nothing_is_missing(cast, unit, save, values, state):
    save(progress=TEXT)
    hand_in(organisation=unit, month=MARCH, actor=cast["clerk"])

    assert save(version=1, **values).state == state


def test_what_the_city_fills_in_waits_for_nobody(cast, unit, save):
    line = save(actor="city", progress=TEXT)

    assert (line.state, line.handed_in_by) == (LineState.HANDED_IN, cast["city"])
    assert not LedgerChange.objects.exists()


# --- 已核 ------------------------------------------------------------------------------------------


def test_city_checks_all_that_was_handed_in(cast, unit, places, save):
    save(progress=TEXT)
    hand_in(organisation=unit, month=MARCH, actor=cast["clerk"])
    draft = line_of(places["other_unit"], MARCH)

    answer = check(cast, unit)

    line = LedgerLine.objects.get(organisation=unit)
    assert (answer.names, answer.left) == ([unit.name], [])
    assert (line.state, line.checked_by) == (LineState.CHECKED, cast["city"])
    draft.refresh_from_db()
    assert draft.state == LineState.WRITING


def test_city_checks_a_draft_when_it_names_it(cast, unit, save):
    save(progress=TEXT)

    assert check(cast, unit, organisations=[unit.pk]).names == [unit.name]


def test_line_that_wants_something_is_left_and_named(cast, unit, save):
    save(progress="无")

    answer = check(cast, unit, organisations=[unit.pk])

    sentence = f"“{unit.name}”不能核对：填“无”的请写明原因，例如“无，冬季停工”。"
    assert (answer.names, answer.left) == ([], [sentence])


def test_text_that_the_city_has_not_seen_is_not_checked(cast, unit, save):
    seen = clock.now()
    with clock.at(moment(2026, 3, 20, 10, 5)):
        save(progress=TEXT)
        hand_in(organisation=unit, month=MARCH, actor=cast["clerk"])

        blind = check(cast, unit, seen=seen)
        after = check(cast, unit, seen=clock.now())

    assert blind.left == [f"“{unit.name}”在您打开页面后又有改动，请看过后再核对。"]
    assert (blind.names, after.names) == ([], [unit.name])


def test_check_is_taken_back(cast, unit, save):
    save(progress=TEXT)
    check(cast, unit, organisations=[unit.pk])

    answer = check(cast, unit, organisations=[unit.pk], undo=True)

    line = LedgerLine.objects.get()
    assert (answer.names, line.checked_at, line.checked_by) == ([unit.name], None, None)
    labels = [entry.label for entry in audit.history(line.city_month)]
    assert labels == ["核对", "取消核对"]


@pytest.mark.parametrize("who", ["clerk", "far_city", "civil", "province"])
def test_only_the_city_checks(cast, unit, save, who):
    save(progress=TEXT)

    with pytest.raises(PermissionDenied, match="只有本市文化和旅游局可以核对台账。"):
        check(cast, unit, actor=who)


def test_checked_line_is_closed_to_the_unit_and_open_to_the_city(cast, unit, save):
    save(progress=TEXT)
    check(cast, unit, organisations=[unit.pk])

    with pytest.raises(PermissionDenied, match="市文化和旅游局已核对本单位进展"):
        save(version=1, progress="改")
    with clock.at(moment(2026, 3, 20, 11)):
        line = save(actor="city_colleague", version=1, progress="市里改的。")

    assert (line.state, line.checked_by) == (LineState.CHECKED, cast["city_colleague"])
    assert line.checked_at == moment(2026, 3, 20, 11)


def test_checked_line_that_is_emptied_is_checked_no_more(cast, unit, save):
    save(progress=TEXT)
    check(cast, unit, organisations=[unit.pk])

    line = save(actor="city", version=1, progress="")

    assert (line.state, line.checked_at) == (LineState.EMPTY, None)


# --- 单位未报 ---------------------------------------------------------------------------------------


def test_missing_line_is_stated_and_taken_back(cast, unit):
    line = state_missing(organisation=unit, month=MARCH, reason="联系不上", actor=cast["city"])
    assert (line.state, line.checked_by) == (LineState.MISSING, cast["city"])

    line = state_missing(organisation=unit, month=MARCH, reason="", actor=cast["city"])
    assert (line.state, line.checked_by) == (LineState.EMPTY, None)


def test_unit_that_writes_after_all_is_missing_no_more(cast, unit, save):
    state_missing(organisation=unit, month=MARCH, reason="联系不上", actor=cast["city"])

    line = save(version=1, progress=TEXT)

    assert (line.state, line.missing_reason, line.checked_at) == (LineState.WRITING, "", None)


def test_unit_that_wrote_is_not_missing(cast, unit, save):
    save(progress=TEXT)

    with pytest.raises(LineRefused, match="本月工作进展已有内容，不能注明“单位未报”"):
        state_missing(organisation=unit, month=MARCH, reason="联系不上", actor=cast["city"])


def test_unit_does_not_state_itself_missing(cast, unit):
    with pytest.raises(PermissionDenied, match="只有本市文化和旅游局可以核对台账。"):
        state_missing(organisation=unit, month=MARCH, reason="停业", actor=cast["clerk"])


# --- corrections ------------------------------------------------------------------------------------


def changes():
    return list(LedgerChange.objects.values_list("column", "before", "after", "reason"))


def test_correction_of_the_city_is_one_change_however_often_it_is_saved(cast, unit, save):
    save(progress="单位原文。")
    hand_in(organisation=unit, month=MARCH, actor=cast["clerk"])

    save(actor="city", version=1, progress="市里改。", problems="缺水。")
    line = save(actor="city", version=2, progress="市里改好。")

    assert changes() == [
        ("progress", "单位原文。", "市里改好。", ""),
        ("problems", "", "缺水。", ""),
    ]
    assert (line.state, line.handed_in_by) == (LineState.HANDED_IN, cast["clerk"])


def test_correction_that_is_undone_leaves_nothing(save):
    save(progress="单位原文。")
    save(actor="city", version=1, progress="市里改。")

    save(actor="city", version=2, progress="单位原文。")

    assert changes() == []


def test_unit_that_goes_on_writing_leaves_no_trace(cast, unit, save):
    save(progress="单位原文。")
    hand_in(organisation=unit, month=MARCH, actor=cast["clerk"])

    save(version=1, progress="单位再写。")

    assert changes() == []


def test_after_the_month_was_reported_every_change_is_traced_with_its_reason(cast, unit, save):
    task = task_of(unit, 2026, 20)
    line = line_of(unit, MARCH, requests="请协调用地。", request_kind=RequestKind.LAND)
    line_of(listed(Organisation.objects.get(name="松涛里康养有限公司")), MARCH)
    month = report_month(unit.city, MARCH, by=cast["city"], at=moment(2026, 3, 19, 9))
    city_month_lifecycle.perform(month, "return", actor=cast["province"], note="数据有误请核实")
    check(cast, unit, organisations=[unit.pk], undo=True)

    save(
        version=line.version,
        progress="更正。",
        requests="",
        figures={task.pk: Entry(Decimal(3))},
        reason="省厅指出",
    )

    assert changes() == [
        ("progress", "步道完成5公里。", "更正。", "省厅指出"),
        ("requests", "【用地】请协调用地。", "", "省厅指出"),
        ("figures", "", "步道本月3公里", "省厅指出"),
    ]


def test_neighbours_do_not_share_lines(cast, unit, save):
    other = listed(OrganisationFactory(city=unit.city, name="别家"))
    save(progress=TEXT)

    save_line(
        organisation=other,
        month=MARCH,
        values={"progress": "别家的。"},
        version=0,
        actor=cast["city"],
    )

    found = LedgerLine.objects.order_by("pk").values_list("organisation__name", "progress")
    assert list(found) == [(unit.name, TEXT), ("别家", "别家的。")]
    assert month_of_city(unit.city, MARCH).lines.count() == 2
