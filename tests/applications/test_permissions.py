import pytest

from applications import permissions as may
from applications.choices import SectionName, Status
from applications.models import Application
from scoring.choices import Column
from tests.factories.content import hand_in
from tests.paths import Supplier, bring
from tests.returns import note, send

# fmt: off
#: Who knows that the application of 太原市 exists, by status (domain.md §5.5).
VISIBLE = {
    #                          clerk  other_head city   far_city civil  far_civil chair  outsider province reader nobody
    Status.DRAFTING:          (True,  False,     True,  False,   False, False,    False, False,   True,    False, False),
    Status.SUBMITTED:         (True,  False,     True,  False,   False, False,    False, False,   True,    False, False),
    Status.REVIEWING:         (True,  False,     True,  False,   True,  False,    False, False,   True,    False, False),
    Status.REVIEWED:          (True,  False,     True,  False,   True,  False,    False, False,   True,    False, False),
    Status.RECOMMENDED:       (True,  False,     True,  False,   True,  False,    False, False,   True,    True,  False),
    Status.ACCEPTED:          (True,  False,     True,  False,   True,  False,    False, False,   True,    True,  False),
    Status.EVALUATING:        (True,  False,     True,  False,   True,  False,    True,  False,   True,    True,  False),
    Status.EVALUATED:         (True,  False,     True,  False,   True,  False,    True,  False,   True,    True,  False),
    Status.DESIGNATED:        (True,  False,     True,  False,   True,  False,    False, False,   True,    True,  False),
}
WHO = ("clerk", "other_head", "city", "far_city", "civil", "far_civil", "chair", "outsider", "province", "civil_reader", "nobody")

#: Who sees which column: self_check, first_review, final_score.
MARKS = {
    #                          clerk    city     civil    chair    province reader
    Status.DRAFTING:          ("s..",   "sf.",   "...",   "...",   ".fe",   "..."),
    Status.REVIEWING:         ("s..",   "sf.",   "sf.",   "...",   "sfe",   "..."),
    Status.COSIGNING:         ("s..",   "sf.",   "sf.",   "...",   "sfe",   "..."),
    Status.REVIEWED:          ("sf.",   "sf.",   "sf.",   "...",   "sfe",   "..."),
    Status.RECOMMENDED:       ("sf.",   "sf.",   "sf.",   "...",   "sfe",   "sf."),
    Status.EVALUATING:        ("sf.",   "sf.",   "sf.",   "sfe",   "sfe",   "sf."),
    Status.EVALUATED:         ("sf.",   "sf.",   "sf.",   "sfe",   "sfe",   "sfe"),
    Status.PUBLICISED:        ("sf.",   "sf.",   "sf.",   "sfe",   "sfe",   "sfe"),
    Status.DESIGNATED:        ("sfe",   "sfe",   "sfe",   "...",   "sfe",   "sfe"),
}
MARK_READERS = ("clerk", "city", "civil", "chair", "province", "civil_reader")
COLUMNS = {Column.SELF_CHECK: "s", Column.FIRST_REVIEW: "f", Column.FINAL_SCORE: "e"}
# fmt: on


@pytest.mark.parametrize("status", VISIBLE)
def test_each_status_is_known_to_exactly_these(application, cast, status):
    bring(application, to=status)

    seen = tuple(
        Application.objects.visible_to(cast[who]).filter(pk=application.pk).exists() for who in WHO
    )

    assert seen == VISIBLE[status]
    assert tuple(may.knows(cast[who], application) for who in WHO) == seen


@pytest.mark.parametrize("status", MARKS)
def test_each_column_is_shown_to_exactly_these(application, cast, status):
    bring(application, to=status)

    shown = tuple(
        "".join(
            letter if may.can_see_marks(cast[who], application, column) else "."
            for column, letter in COLUMNS.items()
        )
        for who in MARK_READERS
    )

    assert shown == MARKS[status]


def test_nobody_is_listed_twice_whatever_seats_there_are(application, cast):
    bring(application, to=Status.EVALUATING)

    assert Application.objects.visible_to(cast["chair"]).count() == 1


def test_the_province_knows_of_a_draft_and_reads_nothing(application, cast):
    decision = may.can_read_dossier(cast["province"], application)

    assert (bool(decision), decision.reason) == (
        False,
        "该单位尚在填报，提交后方可查看报告书内容。",
    )


@pytest.mark.parametrize("who", ["clerk", "head"])
def test_the_unit_writes_its_draft_until_it_is_submitted(application, cast, who):
    assert may.can_edit_section(cast[who], application, SectionName.BASICS)

    bring(application, to=Status.SUBMITTED)

    decision = may.can_edit_section(cast[who], application, SectionName.BASICS)
    assert decision.reason == "当前状态为“已提交”，报告书不能修改。"


@pytest.mark.parametrize("who", ["other_head", "far_head", "city", "civil", "province", "chair"])
def test_nobody_else_writes_the_report(application, cast, who):
    decision = may.can_edit_section(cast[who], application, SectionName.BASICS)

    assert decision.reason == "只有申报单位可以填写报告书。"


def test_a_return_opens_only_the_parts_it_names(application, cast):
    bring(application, to=Status.SUBMITTED)
    note(application, cast["city"], SectionName.INVESTMENT)
    send(application, cast["city"])

    assert may.can_edit_section(cast["clerk"], application, SectionName.INVESTMENT)
    assert may.can_edit_section(cast["clerk"], application, SectionName.BASICS)  # the same sum
    decision = may.can_edit_section(cast["clerk"], application, SectionName.STAFFING)
    assert decision.reason == "本次退回未开放“四、用工情况表”，不能修改。"


def test_only_the_head_submits(application, cast):
    assert may.can_submit(cast["head"], application)
    assert may.can_submit(cast["clerk"], application).reason == (
        "只有本单位负责人可以提交，请经办人通知负责人登录办理。"
    )


def test_the_reviewer_and_the_cosigner_are_never_one_person(application, cast):
    bring(application, to=Status.COSIGNING)
    assert may.can_cosign(cast["civil"], application)

    application.first_reviewer = cast["civil"]

    assert may.can_cosign(cast["civil"], application).reason == "会签人与初评人不能是同一人。"


def test_only_the_chair_writes_the_final_score(application, cast):
    bring(application, to=Status.EVALUATING)

    assert may.can_mark(cast["chair"], application, Column.FINAL_SCORE)
    for who in ("member", "province", "city", "outsider"):
        decision = may.can_mark(cast[who], application, Column.FINAL_SCORE)
        assert decision.reason == "只有本评定组组长可以办理。"


def test_the_province_writes_no_column_at_all(application, cast):
    bring(application, to=Status.EVALUATING)

    assert not any(may.can_mark(cast["province"], application, column) for column in COLUMNS)


def test_financial_papers_are_closed_to_civil_affairs_of_the_province(application, cast):
    bring(application, to=Status.RECOMMENDED)
    accounts = application.attachments.filter(item__is_financial=True).first()
    licence = application.attachments.filter(item__code="3.1").first()

    def readers(attachment):
        names = ("civil_reader", "finance_reader", "province", "city", "clerk")
        return {who for who in names if may.can_read_attachment(cast[who], attachment)}

    everybody = {"civil_reader", "finance_reader", "province", "city", "clerk"}
    assert readers(accounts) == everybody - {"civil_reader"}
    assert readers(licence) == everybody


def test_telephones_are_masked_for_readers(application, cast):
    bring(application, to=Status.RECOMMENDED)

    assert may.can_see_phones(cast["province"], application)
    assert not may.can_see_phones(cast["civil_reader"], application)


def test_the_unit_hands_in_its_signed_paper_after_submission(application, cast):
    hand_in(application, Supplier.UNIT)
    scan = application.batch.catalogue.get(binding="submission")
    licence = application.batch.catalogue.get(code="3.1")
    bring(application, to=Status.SUBMITTED)

    assert may.can_upload(cast["clerk"], application, scan)
    assert not may.can_upload(cast["clerk"], application, licence)


def test_the_city_hands_in_its_papers_while_it_reviews(application, cast):
    report = application.batch.catalogue.filter(supplier=Supplier.CITY).first()
    assert not may.can_upload(cast["city"], application, report)

    bring(application, to=Status.REVIEWING)

    assert may.can_upload(cast["city"], application, report)
    assert not may.can_upload(cast["far_city"], application, report)
    assert not may.can_upload(cast["clerk"], application, report)
