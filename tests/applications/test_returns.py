"""Returns through the services: what opens, what is refused, what comes back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from applications import changes, differences, returns, review_changes
from applications import permissions as may
from applications.choices import Binding, Deadline, ReturnCategory, SectionName, Status
from applications.lifecycle import application_lifecycle
from applications.models import EvidenceLink, ReturnPoint
from applications.services import returns as deeds
from applications.services.attachments import remove_file, waive_item
from applications.services.dossier import save_section
from applications.services.evidence import Pointer, add_evidence, remove_evidence
from applications.services.review import save_opinion
from applications.services.stale import mark_of
from applications.services.tables import import_table, save_table
from portal import clock
from portal.editing import EditConflict
from portal.models import Notice
from portal.workflow import TransitionRefused
from scoring.choices import Column, SheetStatus
from scoring.services import record_mark
from tests.factories.applications import ExtensionFactory
from tests.factories.content import hand_in_scan
from tests.factories.scoring import lending_standard
from tests.paths import bring, finish_supplement, province
from tests.returns import answer, answer_all, note, send

BASICS, STAFFING, SELF_CHECK = (
    SectionName.BASICS,
    SectionName.STAFFING,
    SectionName.SELF_CHECK,
)
OPINION, FIRST_REVIEW = SectionName.OPINION, SectionName.FIRST_REVIEW


def perform(application, move, actor, note="", **details):
    application_lifecycle.perform(application, move, actor=actor, note=note, details=details)
    application.refresh_from_db()


def resubmit(application, actor):
    perform(application, "resubmit", actor, declared=True)


def save(application, actor, name, **values):
    section = application.sections.get(name=name)
    subject = {"application": application, "name": name, "version": section.version}
    return save_section(**subject, values=values, actor=actor)


def give(application, actor, number, value):
    mark = application.self_check.marks.get(leaf__number=number)
    subject = {"sheet": application.self_check, "number": number, "version": mark.version}
    return record_mark(**subject, value=value, actor=actor)


@pytest.fixture
def returned(application, cast):
    """Two sections and one leaf of the 自检."""
    bring(application, to=Status.REVIEWING)
    note(application, cast["city"], SectionName.ACHIEVEMENTS)
    note(application, cast["city_colleague"], STAFFING)
    note(application, cast["city"], SELF_CHECK, leaf="1.1")
    send(application, cast["city"], due_at=clock.now() + timedelta(days=3))
    return application


# --- the whole way -----------------------------------------------------------------------------


def test_a_return_of_two_sections_and_a_leaf_answered_and_compared(returned, cast):
    text = returned.dossier.achievements
    save(
        returned,
        cast["clerk"],
        SectionName.ACHIEVEMENTS,
        achievements=text.replace("森林", "草甸", 1),
    )
    line = returned.staffing_lines.get()
    returned.staffing_lines.update(insured=108)
    give(returned, cast["clerk"], "1.1", 15)
    answer_all(returned, cast["clerk"])

    resubmit(returned, cast["head"])

    round_ = returned.return_rounds.get()
    assert (round_.version, round_.answered_version, round_.is_late) == (1, 2, False)
    old, new = (snapshot.data for snapshot in returned.snapshots.all())
    parts = differences.between(returned, old, new)
    assert [(p.section, [(c.label, len(c.cells)) for c in p.changes]) for p in parts] == [
        (SectionName.ACHIEVEMENTS, [("创建情况", 1)]),
        (STAFFING, [(f"第1行（{line.form}）", 1)]),
        (SELF_CHECK, [("1.1 产品规模", 1)]),
    ]
    achievements, staffing, sheet = (part.changes[0].cells[0] for part in parts)
    assert [p for p in achievements.pieces if p[0] != "same"] == [("del", "森林"), ("ins", "草甸")]
    assert (staffing.label, staffing.before, staffing.after) == ("社会参保人数（人）", "110", "108")
    assert (sheet.before, sheet.after, sheet.delta) == ("20分", "15分", -5)
    assert changes.sentences(returned) == {"1.1": "自检第1版20分 → 第2版15分，请复核。"}
    told = Notice.objects.filter(recipient=cast["city"]).first()
    assert told.url == f"/applications/{returned.pk}/versions/1/2/"


def test_a_flag_falls_when_the_city_saves_the_leaf_again(returned, cast):
    give(returned, cast["clerk"], "1.1", 15)
    answer_all(returned, cast["clerk"])
    resubmit(returned, cast["head"])
    perform(returned, "begin_review", cast["city"])
    mark = returned.first_review.marks.get(leaf__number="1.1")

    record_mark(sheet=returned.first_review, number="1.1", version=mark.version, value=15, actor=cast["city"])  # fmt: skip

    assert changes.sentences(returned) == {}


# --- only those places open ----------------------------------------------------------------------


def test_saves_to_closed_places_are_refused(returned, cast):
    clerk = cast["clerk"]
    item = returned.batch.catalogue.get(code="3.1")
    file = returned.attachments.get(item=item)
    waivable = returned.batch.catalogue.get(code="3.2")
    link = EvidenceLink.objects.get(application=returned, number="1.2")
    table = {"application": returned, "name": SectionName.INVESTMENT, "rows": [], "version": 1}
    forged = [
        lambda: save(returned, clerk, SectionName.OPERATIONS, operations="新"),
        lambda: save_table(**table, actor=clerk),
        lambda: import_table(**table, actor=clerk),
        lambda: add_evidence(
            application=returned, number="1.2", pointer=Pointer("", file.pk, 1, 1), actor=clerk
        ),
        lambda: remove_evidence(link=link, actor=clerk),
        lambda: remove_file(attachment=file, actor=clerk),
        lambda: waive_item(application=returned, item=waivable, reason="无", actor=clerk),
    ]

    for deed in forged:
        with pytest.raises(PermissionDenied, match="本次退回未开放"):
            deed()

    assert not may.can_mark_leaf(returned, Column.SELF_CHECK, "1.2")
    assert may.can_mark_leaf(returned, Column.SELF_CHECK, "1.1")


def test_evidence_of_an_opened_leaf_opens_with_it(returned, cast):
    file = returned.attachments.filter(item__code="4.1").first() or returned.attachments.first()

    link = add_evidence(
        application=returned, number="1.1", pointer=Pointer("", file.pk, 1, 1), actor=cast["clerk"]
    )

    assert link.number == "1.1"


def test_staffing_opens_the_figure_that_is_checked_against_it(returned, cast):
    opening = may.opening_of(returned)

    assert opening.opens(BASICS)
    assert [(also.label, also.reason) for also in opening.also()] == [
        ("二（一）基本信息", "直接从业人员数量须与用工情况表相符")
    ]


def test_the_sheet_stays_locked_where_no_leaf_is_opened(application, cast):
    bring(application, to=Status.SUBMITTED)
    note(application, cast["city"], SectionName.DIRECTION)

    send(application, cast["city"])

    assert application.self_check.status == SheetStatus.LOCKED
    answer_all(application, cast["clerk"])
    resubmit(application, cast["head"])
    assert application.self_check.status == SheetStatus.LOCKED


def test_an_opened_slot_opens_the_evidence_that_lies_in_it(application, cast):
    bring(application, to=Status.SUBMITTED)
    first = application.evidence.first().attachment.item
    note(application, cast["city"], SectionName.ATTACHMENTS, item=first)
    send(application, cast["city"])
    other = application.batch.catalogue.get(code="7.1")

    assert may.can_upload(cast["clerk"], application, first)
    assert may.can_upload(cast["clerk"], application, other).reason == (
        f"本次退回未开放“{other}”，不能修改。"
    )
    assert may.can_point(cast["clerk"], application, "1.1")
    assert not may.can_mark_leaf(application, Column.SELF_CHECK, "1.1")


class TestBorrowing:
    @pytest.fixture
    def ruleset(self, db):
        return lending_standard()

    def test_a_leaf_opens_those_that_are_counted_with_it(self, application, cast):
        bring(application, to=Status.SUBMITTED)
        note(application, cast["city"], SELF_CHECK, leaf="1.1")
        send(application, cast["city"])

        opening = may.opening_of(application)

        assert opening.leaves(Column.SELF_CHECK) == {"1.1", "1.2"}
        assert ("六、评分表（自检）1.2", "与1.1一并计分") in [
            (also.label, also.reason) for also in opening.also()
        ]


class TestWholeStandard:
    @pytest.fixture
    def ruleset(self, standard):
        return standard

    def test_what_opens_besides_stands_in_the_order_of_the_standard(self, application, cast):
        bring(application, to=Status.SUBMITTED)
        note(application, cast["city"], SectionName.INVESTMENT)
        note(application, cast["city"], SELF_CHECK, leaf="1.1")
        send(application, cast["city"])

        labels = [also.label for also in may.opening_of(application).also()]

        leaves = [f"六、评分表（自检）{number}" for number in ("1.2", "1.3", "1.6")]
        assert labels == ["二（一）基本信息", *leaves]


def test_everything_opens_only_on_purpose(application, cast):
    bring(application, to=Status.SUBMITTED)

    with pytest.raises(TransitionRefused, match="请勾选“全部开放”"):
        send(application, cast["city"])
    assert application.status == Status.SUBMITTED

    send(application, cast["city"], all_open=True)
    assert may.opening_of(application).is_whole
    assert may.can_edit_section(cast["clerk"], application, SectionName.INVESTMENT)


# --- noting and sending ------------------------------------------------------------------------


def test_what_goes_out_is_what_was_looked_at(application, cast):
    bring(application, to=Status.SUBMITTED)
    note(application, cast["city"], BASICS)
    seen = returns.fingerprint(returns.noted(application, by_province=False))
    note(application, cast["city_colleague"], STAFFING)

    with pytest.raises(TransitionRefused, match="退回意见刚刚有变动"):
        send(application, cast["city"], seen=seen)

    assert application.return_points.filter(round=None).count() == 2
    assert application.status == Status.SUBMITTED


def test_a_second_return_says_that_it_has_been_done(application, cast):
    bring(application, to=Status.SUBMITTED)
    note(application, cast["city"], BASICS)
    send(application, cast["city"])

    with pytest.raises(TransitionRefused, match="当前状态为“市级退回”"):
        send(application, cast["city_colleague"], all_open=True)

    assert application.return_rounds.count() == 1


@pytest.mark.parametrize(
    ("days", "sentence"), [(-1, "须晚于现在"), (25, "修改期限不能晚于市级截止时间")]
)
def test_the_date_lies_between_now_and_the_deadline(application, cast, days, sentence):
    bring(application, to=Status.SUBMITTED)

    with pytest.raises(TransitionRefused, match=sentence):
        send(application, cast["city"], all_open=True, due_at=clock.now() + timedelta(days=days))


def test_two_wordings_of_one_point_stand_beside_each_other(application, cast):
    bring(application, to=Status.SUBMITTED)
    point = note(application, cast["city"], BASICS)
    seen = mark_of(deeds.point_words(point))
    words = {"point": point, "category": ReturnCategory.OTHER, "seen": seen}
    deeds.change_point(**words, comment="同事的意见", actor=cast["city_colleague"])

    with pytest.raises(EditConflict) as conflict:
        deeds.change_point(**words, comment="我的意见", actor=cast["city"])

    assert conflict.value.who == cast["city_colleague"]
    assert conflict.value.fields["comment"].theirs == "同事的意见"


def test_noting_twice_is_one_point_and_sent_ones_stay(application, cast):
    bring(application, to=Status.SUBMITTED)
    first, second = (note(application, cast["city"], BASICS) for _ in range(2))
    assert first == second
    send(application, cast["city"])
    first.refresh_from_db()

    with pytest.raises(PermissionDenied, match="已随退回发出"):
        deeds.drop_point(point=first, actor=cast["city"])


@pytest.mark.parametrize(
    ("who", "section", "reason"),
    [
        ("city", OPINION, "只能对申报单位填写和上传的内容记退回意见。"),
        ("head", BASICS, "只有市文化和旅游局和省文化和旅游厅可以记退回意见。"),
        ("far_city", BASICS, "只有市文化和旅游局和省文化和旅游厅可以记退回意见。"),
        ("province", BASICS, "当前状态为“已提交”，不能记退回意见。"),
    ],
)
def test_who_notes_what(application, cast, who, section, reason):
    bring(application, to=Status.SUBMITTED)

    with pytest.raises(PermissionDenied, match=reason):
        note(application, cast[who], section)


# --- the answer --------------------------------------------------------------------------------


def test_every_point_is_answered_before_the_report_comes_again(returned, cast):
    with pytest.raises(TransitionRefused) as refusal:
        resubmit(returned, cast["head"])

    assert [problem.text for problem in refusal.value.problems] == [
        "请填写对退回意见“二（二）创建情况”的修改说明。",
        "请填写对退回意见“四、用工情况表”的修改说明。",
        "请填写对退回意见“六、评分表（自检）1.1”的修改说明。",
    ]


def test_two_answers_to_one_point_keep_both_texts(returned, cast):
    point = returned.return_points.first()
    answer(point, cast["clerk"], "经办人的说明")

    with pytest.raises(EditConflict) as conflict:
        answer(point, cast["head"], "负责人的说明")

    field = conflict.value.fields["answer"]
    assert (field.mine, field.theirs) == ("负责人的说明", "经办人的说明")


def test_an_answer_after_the_date_is_marked_and_told(returned, cast):
    answer_all(returned, cast["clerk"])

    with clock.at(clock.now() + timedelta(days=4)):
        resubmit(returned, cast["head"])

    assert returned.return_rounds.get().is_late
    assert "逾期修改" in Notice.objects.filter(recipient=cast["city"]).first().text


def test_a_verdict_follows_the_answer(returned, cast):
    point = returned.return_points.first()
    with pytest.raises(PermissionDenied, match="对方尚未交回"):
        deeds.settle_point(point=point, settled=True, actor=cast["city"])
    answer_all(returned, cast["clerk"])
    resubmit(returned, cast["head"])

    deeds.settle_point(point=point, settled=False, actor=cast["city"])

    point.refresh_from_db()
    assert (point.settled, point.settled_by) == (False, cast["city"])
    with pytest.raises(PermissionDenied):
        deeds.settle_point(point=point, settled=True, actor=cast["head"])


# --- the province ------------------------------------------------------------------------------


@pytest.fixture
def supplementing(application, cast):
    """The province points at a part of the unit and at the 初评意见."""
    bring(application, to=Status.RECOMMENDED)
    note(application, cast["province"], SectionName.DIRECTION)
    note(application, cast["province"], OPINION)
    send(application, cast["province"], due_at=clock.now() + timedelta(days=5))
    return application


def test_a_supplement_opens_the_places_of_each_and_nothing_else(supplementing, cast):
    clerk, city = cast["clerk"], cast["city"]

    assert may.can_edit_section(clerk, supplementing, SectionName.DIRECTION)
    assert not may.can_edit_section(clerk, supplementing, BASICS)
    assert may.can_edit_section(city, supplementing, OPINION)
    assert not may.can_edit_section(city, supplementing, SectionName.QUALIFICATION)
    assert not may.can_mark(city, supplementing, Column.FIRST_REVIEW)
    assert supplementing.place is not None
    assert supplementing.self_check.status == SheetStatus.LOCKED


def test_a_supplement_needs_a_place_and_a_date(application, cast):
    bring(application, to=Status.RECOMMENDED)
    with pytest.raises(TransitionRefused, match="尚未记录退回意见"):
        send(application, cast["province"], due_at=clock.now() + timedelta(days=5))
    note(application, cast["province"], BASICS)

    with pytest.raises(TransitionRefused, match="请填写补正期限"):
        send(application, cast["province"])


def test_rounds_are_numbered_across_both_kinds(application, cast):
    bring(application, to=Status.SUBMITTED)
    send(application, cast["city"], all_open=True)
    bring(application, to=Status.RECOMMENDED)
    note(application, cast["province"], BASICS)

    send(application, cast["province"], due_at=clock.now() + timedelta(days=5))

    rounds = application.return_rounds.values_list("number", "by_province", "version")
    assert list(rounds) == [(1, False, 1), (2, True, 2)]


def test_handing_back_seals_a_version_and_closes_the_unit(supplementing, cast):
    save(supplementing, cast["clerk"], SectionName.DIRECTION, direction=supplementing.dossier.direction + "补充。")  # fmt: skip
    with pytest.raises(TransitionRefused, match="修改说明"):
        deeds.hand_back(application=supplementing, declared=True, actor=cast["head"])
    answer_all(supplementing, cast["clerk"])
    with pytest.raises(PermissionDenied, match="只有本单位负责人"):
        deeds.hand_back(application=supplementing, declared=True, actor=cast["clerk"])

    snapshot = deeds.hand_back(application=supplementing, declared=True, actor=cast["head"])

    assert snapshot.number == supplementing.return_rounds.get().answered_version == 2
    decision = may.can_edit_section(cast["clerk"], supplementing, SectionName.DIRECTION)
    assert decision.reason == "修改情况已交回市文化和旅游局，不能再修改。"
    with pytest.raises(TransitionRefused, match="已经交回"):
        deeds.hand_back(application=supplementing, declared=True, actor=cast["head"])


def test_the_supplement_date_is_hard(supplementing, cast):
    answer_all(supplementing, cast["clerk"])

    with (
        clock.at(clock.now() + timedelta(days=6)),
        pytest.raises(TransitionRefused, match="已不能交回；已填写的内容均已保留"),
    ):
        deeds.hand_back(application=supplementing, declared=True, actor=cast["head"])


def test_what_the_city_finds_wanting_goes_to_the_unit_once_more(supplementing, cast):
    answer_all(supplementing, cast["clerk"])
    deeds.hand_back(application=supplementing, declared=True, actor=cast["head"])
    point = supplementing.return_points.get(section=SectionName.DIRECTION)

    deeds.settle_point(point=point, settled=False, actor=cast["city"])

    assert may.can_edit_section(cast["clerk"], supplementing, SectionName.DIRECTION)
    assert deeds.hand_back(application=supplementing, declared=True, actor=cast["head"]).number == 3


def test_a_supplement_ends_answered_signed_and_with_new_scans(supplementing, cast):
    city = cast["city"]
    with pytest.raises(TransitionRefused) as refusal:
        perform(supplementing, "finish_supplement", city)
    said = [problem.text for problem in refusal.value.problems]
    assert said[0] == "申报单位尚未交回修改情况，请催办。"
    assert "请填写对退回意见“五、初评意见”的修改说明。" in said
    answer_all(supplementing, cast["clerk"])
    deeds.hand_back(application=supplementing, declared=True, actor=cast["head"])
    answer(ReturnPoint.objects.get(section=OPINION), city)
    version = supplementing.sections.get(name=OPINION).version
    opinion = {"text": "符合条件，经补正同意推荐。"}
    save_opinion(application=supplementing, values=opinion, version=version, actor=city)
    supplementing.refresh_from_db()
    perform(supplementing, "request_cosign_again", city)
    signed = {"digest": supplementing.review_digest, "signer_name": "祁安然"}
    perform(supplementing, "cosign_again", cast["civil"], **signed, signer_position="科长")
    hand_in_scan(supplementing, Binding.SUBMISSION)
    hand_in_scan(supplementing, Binding.REVIEW)

    perform(supplementing, "finish_supplement", city)

    assert supplementing.status == Status.RECOMMENDED
    assert supplementing.return_rounds.get().answered_at
    assert FIRST_REVIEW not in may.opening_of(supplementing).sections
    assert Notice.objects.filter(recipient=province()).first().url == (
        f"/applications/{supplementing.pk}/returns/1/"
    )
    (part,) = review_changes.in_round(supplementing, supplementing.return_rounds.get())
    (change,) = part.changes
    assert (part.section, change.label) == (OPINION, "初评意见")
    assert change.cells[0].after == "符合条件，经补正同意推荐。"


def test_a_date_that_was_taken_away_leaves_a_blank(supplementing, cast):
    version = supplementing.sections.get(name=OPINION).version
    save_opinion(
        application=supplementing, values={"dated": None}, version=version, actor=cast["city"]
    )
    supplementing.refresh_from_db()

    (part,) = review_changes.in_round(supplementing, supplementing.return_rounds.get())

    assert [cell.after for change in part.changes for cell in change.cells] == [""]


def test_a_supplement_within_its_extension_is_not_late(application):
    bring(application, to=Status.PROVINCE_RETURNED)
    due = application.return_rounds.get().due_at + timedelta(days=3)
    longer = {"kind": Deadline.SUPPLEMENT, "application": application, "until": due}
    ExtensionFactory(batch=application.batch, granted_at=clock.now(), **longer)

    with clock.at(due - timedelta(days=1)):
        finish_supplement(application)

    round_ = application.return_rounds.get()
    assert (round_.due_at, round_.is_late) == (due, False)
    assert "逾期" not in Notice.objects.filter(recipient=province()).first().text
