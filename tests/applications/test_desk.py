"""The read model of the desk: what it shows of one 大项, to whom, in how many queries."""

import pytest
from django.template.loader import get_template

from applications.choices import Status
from applications.controls import CHECKED
from applications.desk import Group, can_write, first_gap, read_desk, visible_sheets
from applications.leaves import Look
from applications.models import Application
from applications.permissions import can_see_marks
from scoring.choices import Column
from scoring.outline import outline_of
from scoring.services import record_mark
from tests.applications.sheets import FINAL, FIRST, SELF
from tests.factories.scoring import fill
from tests.paths import bring, resubmit, return_to_unit

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def mark(cast):
    """Give a leaf of a column a mark, on top of whatever stands there."""

    def mark(application, column, number, value, *, who="city", **entered):
        sheet = getattr(application, column)
        version = sheet.marks.get(leaf__number=number).version
        return record_mark(
            sheet=sheet, number=number, value=value, version=version, actor=cast[who], **entered
        )

    return mark


def rows_of(entries):
    """The leaves by number, out of all groups."""
    rows = {}
    for entry in entries:
        found = rows_of(entry.rows) if isinstance(entry, Group) else {entry.item.number: entry}
        rows |= found
    return rows


# --- one 大项 --------------------------------------------------------------------------


def test_rows_come_in_source_order_under_their_headings(application, cast):
    desk = read_desk(application, SELF, "2", cast["head"])

    first, group = desk.rows
    assert first.item.number == "2.1"
    assert (group.heading.number, group.heading.text, group.heading.points) == (
        "2.2",
        "其他服务",
        10,
    )
    assert [row.item.number for row in group.rows] == ["2.2.1", "2.2.2"]


def test_there_is_no_desk_for_a_section_that_the_standard_lacks(application, cast):
    assert read_desk(application, SELF, "7", cast["head"]) is None


def test_tabs_count_what_is_filled_and_sum_what_is_given(application, cast, mark):
    mark(application, SELF, "1.1", 0, who="head")
    mark(application, SELF, "2.2.1", 4, who="head")

    desk = read_desk(application, SELF, "2", cast["head"])

    tabs = [(tab.text, tab.points, tab.maximum, tab.marked, tab.leaves) for tab in desk.tabs]
    assert tabs == [("康养产品", 0, 30, 1, 2), ("康养服务", 4, 20, 1, 3)]
    assert (desk.totals.total, desk.totals.whole.marked) == (4, 2)
    assert desk.rows[1].points == 4
    assert desk.tab.number == "2"
    assert (desk.previous.number, desk.next) == ("1", None)
    assert not desk.tabs[0].is_done


def test_a_blank_is_not_a_zero(application, cast, mark):
    mark(application, SELF, "1.1", 0, who="head")

    rows = rows_of(read_desk(application, SELF, "1", cast["head"]).rows)

    assert (rows["1.1"].given.value, rows["1.1"].attempt.text) == (0, "0")
    assert (rows["1.2"].given.value, rows["1.2"].attempt.text) == (None, "")
    assert dict(rows["1.1"].slots())["mark-0"] == CHECKED
    assert "mark-0" not in dict(rows["1.2"].slots())


def test_options_are_the_rule_s_with_a_digit_each(application, cast):
    rows = rows_of(read_desk(application, SELF, "1", cast["head"]).rows)
    look = Look(rows["1.1"].item, "自检", is_writing=True)

    options = [(option.key, option.text, option.value) for option in look.options]
    assert options == [("1", "规模大", 20), ("2", "规模较大", 15), ("0", "均不符合", 0)]
    assert look.lines == ()


def test_another_mark_than_those_offered_stands_in_its_own_box(application, cast, mark):
    mark(application, SELF, "1.2", 4, who="head", reason="部分主题")

    row = rows_of(read_desk(application, SELF, "1", cast["head"]).rows)["1.2"]

    shown = dict(row.slots())
    assert (shown["mark-other"], shown["other"], row.needs_reason) == (CHECKED, "4", True)


def test_a_derived_mark_shows_what_was_entered_and_a_given_one_itself(application, cast, mark):
    mark(application, SELF, "2.2.1", None, who="head", inputs={"count": 2})
    mark(application, SELF, "2.2.2", 3, who="head", origin="paper")

    rows = rows_of(read_desk(application, SELF, "2", cast["head"]).rows)

    derived, given = dict(rows["2.2.1"].slots()), dict(rows["2.2.2"].slots())
    assert (derived["items"], derived["mark"], rows["2.2.1"].given.value) == ("2", "", 4)
    assert ("defects-count" in given, given["mark"], rows["2.2.2"].given.origin) == (
        False,
        "3",
        "paper",
    )


@pytest.mark.parametrize("part", ["1", "2", "3", "4", "5", "6"])
def test_every_leaf_of_the_standard_has_a_part_for_its_rule(standard, part):
    for item in outline_of(standard).part(part).items:
        look = Look(item, "自检", is_writing=True)
        get_template(look.template)
        assert bool(look.controls) == (look.rule.code not in ("LV", "AN", "DS"))


# --- the other columns -------------------------------------------------------------------


def test_other_columns_stand_beside_with_the_later_less_the_earlier(reviewing, cast, mark):
    mark(reviewing, FIRST, "1.1", 15, reason="现场核查")

    review = rows_of(read_desk(reviewing, FIRST, "1", cast["city"]).rows)["1.1"]
    self_check = rows_of(read_desk(reviewing, SELF, "1", cast["city"]).rows)["1.1"]

    (beside,) = review.beside
    assert (beside.label, beside.value, beside.difference) == ("自检", 20, -5)
    assert (beside.against, beside.notes) == ("初评较自检", ())
    (beside,) = self_check.beside
    assert (beside.label, beside.value, beside.difference) == ("初评", 15, -5)
    assert (beside.against, beside.notes) == ("初评较自检", ("现场核查",))
    assert review.differs
    assert self_check.differs


def test_there_is_no_difference_to_a_blank(reviewing, cast):
    (beside,) = rows_of(read_desk(reviewing, FIRST, "1", cast["city"]).rows)["1.1"].beside

    assert (beside.value, beside.difference) == (20, None)


def test_the_panel_sees_both_columns_before_its_own(application, cast, mark):
    evaluating = bring(application, to=Status.EVALUATING)
    mark(evaluating, FINAL, "1.1", 0, who="chair")

    row = rows_of(read_desk(evaluating, FINAL, "1", cast["chair"]).rows)["1.1"]

    seen = [(beside.against, beside.difference) for beside in row.beside]
    assert seen == [("评定较自检", -20), ("评定较初评", -20)]


#: In the order of the road, which one application goes.
VISIBLE = [
    ("head", Status.DRAFTING, (SELF,)),
    ("head", Status.REVIEWING, (SELF,)),
    ("city", Status.REVIEWING, (SELF, FIRST)),
    ("civil", Status.COSIGNING, (SELF, FIRST)),
    ("head", Status.REVIEWED, (SELF, FIRST)),
    ("head", Status.EVALUATING, (SELF, FIRST)),
    ("member", Status.EVALUATING, (SELF, FIRST, Column.MEMBER)),
    ("province", Status.EVALUATING, (SELF, FIRST, FINAL)),
    ("civil_reader", Status.EVALUATING, (SELF, FIRST)),
    ("city", Status.EVALUATED, (SELF, FIRST)),
    ("civil_reader", Status.EVALUATED, (SELF, FIRST, FINAL)),
    ("head", Status.DESIGNATED, (SELF, FIRST, FINAL)),
]


def test_a_desk_knows_only_the_columns_that_its_reader_may_see(application, cast):
    for who, status, columns in VISIBLE:
        bring(application, to=status)

        desk = read_desk(application, SELF, "1", cast[who])

        hidden = [column for column in (FIRST, FINAL) if column not in columns]
        assert tuple(visible_sheets(cast[who], application)) == columns, (who, status)
        assert desk.columns == columns, (who, status)
        assert len(rows_of(desk.rows)["1.1"].beside) == len(columns) - 1
        assert not any(can_see_marks(cast[who], application, column) for column in hidden)


# --- who writes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "column", "sentence"),
    [
        ("city", FIRST, ""),
        ("city_colleague", FIRST, ""),
        ("city", SELF, "只有申报单位可以填写报告书。"),
        ("head", SELF, "当前状态为“初评中”，报告书不能修改。"),
        ("province", FIRST, "只有本市文化和旅游局可以办理。"),
        ("civil", FIRST, "只有本市文化和旅游局可以办理。"),
    ],
)
def test_a_desk_says_why_it_is_read_only(reviewing, cast, who, column, sentence):
    decision = can_write(cast[who], reviewing, column)

    assert (decision.allowed, decision.reason) == (not sentence, sentence)
    assert read_desk(reviewing, column, "1", cast[who]).writing == decision


@pytest.mark.parametrize(("who", "allowed"), [("chair", True), ("member", False)])
def test_of_a_panel_the_chair_alone_writes(application, cast, who, allowed):
    evaluating = bring(application, to=Status.EVALUATING)

    assert bool(can_write(cast[who], evaluating, FINAL)) is allowed


# --- finding one's way -------------------------------------------------------------------


def test_the_first_gap_is_the_first_blank_in_source_order(application):
    sheet = application.self_check
    assert first_gap(sheet)[1].number == "1.1"

    fill(sheet, n2_1=None, n2_2_2=None)

    part, item = first_gap(sheet)
    assert (part.number, item.number) == ("2", "2.1")


def test_a_full_sheet_has_no_gap(application):
    part, item = first_gap(fill(application.self_check))

    assert (part.number, item) == ("1", None)


# --- what came back changed --------------------------------------------------------------


@pytest.fixture
def resubmitted(reviewing, cast, mark):
    """The unit lowers one mark, explains another and leaves the rest; then 初评 again."""
    return_to_unit(reviewing)
    reviewing.refresh_from_db()
    mark(reviewing, SELF, "1.1", 15, who="head")
    mark(reviewing, SELF, "2.1", 10, who="head", remark="见附件3")
    resubmit(reviewing)
    return bring(Application.objects.get(pk=reviewing.pk), to=Status.REVIEWING)


def test_leaves_that_came_back_changed_are_flagged_for_the_review(resubmitted, cast):
    desk = read_desk(resubmitted, FIRST, "1", cast["city"])
    other = read_desk(resubmitted, FIRST, "2", cast["city"])

    rows = rows_of(desk.rows) | rows_of(other.rows)
    assert {number: row.changed for number, row in rows.items() if row.changed} == {
        "1.1": "自检第1版20分 → 第2版15分，请复核。",
        "2.1": "自检第2版修改了理由或备注，请复核。",
    }
    assert (desk.changed, [tab.changed for tab in desk.tabs]) == (2, [1, 1])


def test_the_review_alone_is_told_of_changes(resubmitted, cast):
    assert read_desk(resubmitted, SELF, "1", cast["city"]).changed == 0


def test_a_first_submission_changes_nothing(reviewing, cast):
    assert read_desk(reviewing, FIRST, "1", cast["city"]).changed == 0


# --- cost --------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["1", "2"])
def test_a_desk_is_read_in_seven_queries(reviewing, cast, part, django_assert_num_queries):
    """Whether the dossier is visible; marks of all columns; this 大项 in full; the snapshots;
    evidence and what the sheets made of it; the points of a return."""
    joins = ("self_check__ruleset", "first_review__ruleset", "final_score__ruleset")
    application = Application.objects.select_related(*joins).get(pk=reviewing.pk)
    read_desk(application, FIRST, part, cast["city"])

    with django_assert_num_queries(7):
        read_desk(application, FIRST, part, cast["city"])
