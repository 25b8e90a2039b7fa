from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from applications import digests, people
from applications.choices import BatchStatus, ReturnCategory, SectionName, Status
from applications.lifecycle import application_lifecycle, batch_lifecycle
from applications.models import QualificationCheck
from portal import audit, clock
from portal.choices import OrganisationKind, OrganisationStanding
from portal.models import Notice
from portal.workflow import TransitionRefused
from scoring.choices import SheetStatus
from scoring.models import Mark
from tests.factories.applications import ApplicationFactory
from tests.factories.content import complete
from tests.factories.scoring import fill
from tests.paths import bring, hand_in_papers, seat, write_review
from tests.returns import note

perform = application_lifecycle.perform


def told(person):
    """The messages that ``person`` has, newest first."""
    return [notice.text for notice in Notice.objects.visible_to(person)]


# --- T1, T2, T5 --------------------------------------------------------------------


def test_submit_locks_the_self_check_and_tells_the_city(application, cast):
    complete(application)

    perform(application, "submit", actor=cast["head"], details={"declared": True})

    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert application.self_check.status == SheetStatus.LOCKED
    assert application.submitted_at is not None
    assert told(cast["city"]) == ["青岚谷康养有限公司已提交申报（第1版），请受理。"]
    assert told(cast["far_city"]) == []


def test_submit_without_the_declaration_changes_nothing(application, cast):
    complete(application)

    with pytest.raises(TransitionRefused, match="真实性负责"):
        perform(application, "submit", actor=cast["head"])

    application.refresh_from_db()
    assert application.status == Status.DRAFTING
    assert application.snapshots.count() == 0


def test_submit_after_the_deadline_is_refused_and_the_draft_kept(application, cast):
    complete(application)

    with (
        clock.at(application.batch.city_deadline + timedelta(seconds=1)),
        pytest.raises(TransitionRefused, match="已不能提交；已填写的内容均已保留"),
    ):
        perform(application, "submit", actor=cast["head"], details={"declared": True})

    application.refresh_from_db()
    assert application.status == Status.DRAFTING
    assert application.dossier.head_name == "梁云舟"


def test_submit_by_the_clerk_is_forbidden(application, cast):
    complete(application)

    with pytest.raises(PermissionDenied, match="只有本单位负责人可以提交"):
        perform(application, "submit", actor=cast["clerk"], details={"declared": True})


def test_withdraw_opens_the_draft_again(application, cast):
    bring(application, to=Status.SUBMITTED)

    perform(application, "withdraw", actor=cast["clerk"], note="还有一处需要修改")

    application.refresh_from_db()
    assert application.status == Status.DRAFTING
    assert application.self_check.status == SheetStatus.OPEN
    assert application.snapshots.count() == 1


def test_withdraw_is_no_way_round_a_return(application, cast):
    bring(application, to=Status.CITY_RETURNED)
    perform(application, "resubmit", actor=cast["head"], details={"declared": True})

    with pytest.raises(TransitionRefused, match="不能撤回；需要修改请联系其退回"):
        perform(application, "withdraw", actor=cast["clerk"], note="还想修改")


def test_return_keeps_its_reason_and_opens_what_was_noted(application, cast):
    bring(application, to=Status.SUBMITTED)
    note(application, cast["city"], SectionName.STAFFING)
    details = {"category": ReturnCategory.INCONSISTENT}

    perform(
        application,
        "return_to_unit",
        actor=cast["city"],
        note="用工人数与社保证明不一致，请核对。",
        details=details,
    )

    application.refresh_from_db()
    back = application.return_rounds.get()
    assert (back.number, back.category, back.version) == (1, "inconsistent", 1)
    assert back.section_labels == ["四、用工情况表"]
    assert application.self_check.status == SheetStatus.LOCKED
    assert told(cast["clerk"])[0] == "申报被退回修改：用工人数与社保证明不一致，请核对。"


def test_resubmit_answers_the_round_and_seals_the_next_version(application, cast):
    bring(application, to=Status.CITY_RETURNED)

    perform(application, "resubmit", actor=cast["head"], details={"declared": True})

    assert application.return_rounds.get().answered_at is not None
    assert [snapshot.number for snapshot in application.snapshots.all()] == [1, 2]


# --- T3, T6, T7, T8, T9 -------------------------------------------------------------


def test_begin_review_opens_an_empty_column(application, cast):
    bring(application, to=Status.SUBMITTED)

    perform(application, "begin_review", actor=cast["city"])

    application.refresh_from_db()
    marks = application.first_review.marks
    assert (marks.count(), marks.exclude(value=None).count()) == (5, 0)
    assert QualificationCheck.objects.filter(application=application).count() == 11
    assert application.first_reviewer == cast["city"]


def test_marks_survive_a_return_and_the_second_review(application, cast):
    bring(application, to=Status.REVIEWING)
    Mark.objects.filter(sheet=application.first_review, leaf__number="1.1").update(value=15)
    details = {"category": ReturnCategory.OTHER, "all_open": True}
    perform(
        application,
        "return_to_unit",
        actor=cast["city"],
        note="请补充佐证材料后再报。",
        details=details,
    )
    perform(application, "resubmit", actor=cast["head"], details={"declared": True})

    perform(application, "begin_review", actor=cast["city"])

    assert application.first_review.marks.get(leaf__number="1.1").value == 15


def test_request_cosign_names_everything_that_is_missing(application, cast):
    bring(application, to=Status.REVIEWING)

    with pytest.raises(TransitionRefused) as refusal:
        perform(application, "request_cosign", actor=cast["city"])

    sentences = [problem.text for problem in refusal.value.problems]
    assert sentences[0] == "初评计分还有5项未评分，请补充。"
    assert sentences[1] == "资格核查“严重违法失信查询”尚无结论，请选择。"
    assert sentences[-3:] == [
        "初评意见尚未填写。",
        "初评意见尚未选择是否建议推荐。",
        "初评意见尚未填写日期。",
    ]


def test_request_cosign_freezes_exactly_this_review(application, cast):
    bring(application, to=Status.REVIEWING)
    write_review(application)

    perform(application, "request_cosign", actor=cast["city"])

    application.refresh_from_db()
    assert application.first_review.status == SheetStatus.LOCKED
    assert application.review_digest == digests.review_digest(application)
    assert told(cast["civil"]) == ["“青岚谷文旅康养示范区”初评已完成，请会签。"]


def test_cosign_binds_the_signature_to_what_the_signer_saw(application, cast):
    bring(application, to=Status.COSIGNING)
    details = {
        "digest": application.review_digest,
        "signer_name": "祁安然",
        "signer_position": "科长",
    }

    perform(application, "cosign", actor=cast["civil"], note="同意", details=details)

    signature = application.cosignatures.get()
    assert (signature.agreed, signature.digest, signature.signer_name, signature.opinion) == (
        True,
        application.review_digest,
        "祁安然",
        "同意",
    )


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_cosign_of_another_version_is_refused(application, cast, digest):
    bring(application, to=Status.COSIGNING)

    with pytest.raises(TransitionRefused, match="您看到的初评版本已更新"):
        perform(application, "cosign", actor=cast["civil"], details={"digest": digest})

    assert not application.cosignatures.exists()


def test_cosign_is_refused_when_the_review_was_changed_behind_its_back(application, cast):
    bring(application, to=Status.COSIGNING)
    Mark.objects.filter(sheet=application.first_review, leaf__number="1.1").update(value=0)

    details = {"digest": application.review_digest}

    with pytest.raises(TransitionRefused, match="初评内容与提交会签时不一致"):
        perform(application, "cosign", actor=cast["civil"], details=details)


def test_declining_gives_the_review_back_with_the_opinion(application, cast):
    bring(application, to=Status.COSIGNING)

    perform(application, "decline_cosign", actor=cast["civil"], note="请补充养老床位情况。")

    application.refresh_from_db()
    assert application.status == Status.REVIEWING
    assert application.first_review.status == SheetStatus.OPEN
    assert application.review_digest == ""
    assert application.cosignatures.get().agreed is False
    assert told(cast["city"])[0].endswith(
        "退回了“青岚谷文旅康养示范区”的初评：请补充养老床位情况。"
    )


def test_taking_the_review_back_cancels_the_signature(application, cast):
    bring(application, to=Status.REVIEWED)

    perform(application, "reopen_review", actor=cast["city"], note="补充一项扣分")

    application.refresh_from_db()
    assert application.status == Status.REVIEWING
    assert application.cosignatures.get().cancelled_at is not None


def test_a_second_signature_is_asked_after_the_review_was_taken_back(application, cast):
    bring(application, to=Status.REVIEWED)
    perform(application, "reopen_review", actor=cast["city"], note="补充一项扣分")

    bring(application, to=Status.REVIEWED)

    assert application.cosignatures.filter(cancelled_at__isnull=True).count() == 1


# --- T10, T11 -----------------------------------------------------------------------


def test_recommend_names_every_missing_paper(application, cast):
    bring(application, to=Status.REVIEWED)

    with pytest.raises(TransitionRefused) as refusal:
        perform(application, "recommend", actor=cast["city"])

    assert all(problem.text.startswith("缺少材料：") for problem in refusal.value.problems)
    assert len(refusal.value.problems) == 3


def test_a_scan_of_an_earlier_version_is_worth_nothing(application, cast):
    bring(application, to=Status.REVIEWED)
    hand_in_papers(application)
    perform(application, "reopen_review", actor=cast["city"], note="补充一项扣分")
    Mark.objects.filter(sheet=application.first_review, leaf__number="1.1").update(value=15)
    bring(application, to=Status.REVIEWED)

    with pytest.raises(TransitionRefused, match="”已失效（与当前版本不符）"):
        perform(application, "recommend", actor=cast["city"])


def test_recommend_after_the_last_second_is_refused(application, cast):
    bring(application, to=Status.REVIEWED)
    hand_in_papers(application)

    with (
        clock.at(application.batch.province_deadline + timedelta(seconds=1)),
        pytest.raises(TransitionRefused, match="逾期不再受理"),
    ):
        perform(application, "recommend", actor=cast["city"])


def test_recommend_against_the_own_opinion_is_refused(application, cast):
    bring(application, to=Status.REVIEWING)
    write_review(application)
    application.opinion.recommends = False
    application.opinion.save()
    perform(application, "request_cosign", actor=cast["city"])
    bring(application, to=Status.REVIEWED)
    hand_in_papers(application)

    with pytest.raises(TransitionRefused, match="初评意见为不建议推荐"):
        perform(application, "recommend", actor=cast["city"])


def test_not_recommended_is_a_statement_with_a_reason(application, cast):
    bring(application, to=Status.REVIEWED)

    perform(application, "pass_over", actor=cast["city"], note="建议继续培育。")

    application.refresh_from_db()
    assert application.status == Status.NOT_RECOMMENDED
    assert told(cast["head"])[0] == "本批次未推荐“青岚谷文旅康养示范区”：建议继续培育。"


# --- T15, T16, T17 ------------------------------------------------------------------


def test_accept_writes_the_receipt(application):
    bring(application, to=Status.ACCEPTED)

    assert application.receipt.paper_sets == 5


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"paper_sets": 4}, "纸质材料应为各5套，请收齐后再受理。"),
        ({"scans_match": False}, "请核对盖章扫描件上的校验码，一致的方可受理。"),
    ],
)
def test_accept_refuses_incomplete_paper(application, cast, changed, sentence):
    bring(application, to=Status.RECOMMENDED)
    receipt = {"paper_sets": 5, "received_on": clock.today(), "scans_match": True}
    numbers = {"number": "受理1号", "platform_number": ""}

    details = receipt | numbers | changed

    with pytest.raises(TransitionRefused, match=sentence):
        perform(application, "accept", actor=cast["province"], details=details)


def test_a_replaced_expert_declares_before_the_score_is_confirmed(application, cast):
    bring(application, to=Status.EVALUATING)
    application.panel.seats.filter(user=cast["member"]).update(declared_at=None, recused=None)

    with pytest.raises(TransitionRefused, match="白松岩尚未声明无需回避"):
        perform(application, "confirm_score", actor=cast["chair"])


def test_an_evaluation_needs_its_panel_and_every_declaration(application, cast):
    bring(application, to=Status.ACCEPTED)
    with pytest.raises(TransitionRefused, match="尚未组建评定组"):
        perform(application, "start_evaluation", actor=cast["province"])

    seat(application)

    with pytest.raises(TransitionRefused) as refusal:
        perform(application, "start_evaluation", actor=cast["province"])
    assert [problem.text for problem in refusal.value.problems] == [
        "古衡岳尚未作回避声明。",
        "白松岩尚未作回避声明。",
        "甄若水尚未作回避声明。",
    ]


def test_a_score_is_confirmed_with_marks_attendance_and_the_signed_scan(application, cast):
    bring(application, to=Status.EVALUATING)

    with pytest.raises(TransitionRefused) as refusal:
        perform(application, "confirm_score", actor=cast["chair"])

    assert [problem.text for problem in refusal.value.problems] == [
        "评定计分还有5项未评分，请补充。",
        "请登记白松岩是否参加评定。",
        "请登记甄若水是否参加评定。",
        "白松岩尚未提交成员计分，请其提交；未参加评定的请登记为缺席。",
        "甄若水尚未提交成员计分，请其提交；未参加评定的请登记为缺席。",
        refusal.value.problems[-1].text,
    ]
    assert refusal.value.problems[-1].text.endswith("请打印第七部分，签名后扫描上传。")


def test_a_mark_changed_after_the_scan_makes_the_scan_void(application, cast):
    bring(application, to=Status.EVALUATED)
    assert application.final_score.status == SheetStatus.LOCKED
    second = ApplicationFactory(batch=application.batch, organisation=cast["far_head"].organisation)
    bring(second, to=Status.EVALUATING)
    fill(second.final_score)
    digest = digests.final_digest(second)

    Mark.objects.filter(sheet=second.final_score, leaf__number="1.1").update(value=0)

    assert digests.final_digest(second) != digest


# --- the batch, T19, T21 --------------------------------------------------------------


def test_closing_a_batch_ends_what_nobody_recommended(application, cast):
    bring(application, to=Status.REVIEWED)
    batch = application.batch

    with clock.at(batch.province_deadline + timedelta(seconds=1)):
        batch_lifecycle.perform(batch, "start_evaluation", actor=cast["province"])

    application.refresh_from_db()
    last = audit.history(application).last()
    assert application.status == Status.NOT_RECOMMENDED
    assert (last.actor_name, last.note) == ("系统", "截至省级截止时间未推荐，系统自动结束。")


def test_a_batch_is_not_closed_before_its_deadline(batch, cast):
    with (
        clock.at(batch.province_deadline),
        pytest.raises(TransitionRefused, match="截止后方可转入评定"),
    ):
        batch_lifecycle.perform(batch, "start_evaluation", actor=cast["province"])


def test_publicity_waits_for_every_result(application, cast):
    bring(application, to=Status.ACCEPTED)
    batch = application.batch
    with clock.at(batch.province_deadline + timedelta(seconds=1)):
        batch_lifecycle.perform(batch, "start_evaluation", actor=cast["province"])

    details = {"publicity_from": clock.today(), "publicity_to": clock.today()}

    with pytest.raises(TransitionRefused, match="当前为“省级已受理”，尚无评定结果"):
        batch_lifecycle.perform(batch, "start_publicity", actor=cast["province"], details=details)


def test_nothing_is_published_on_the_last_day_of_publicity(application, cast):
    bring(application, to=Status.PUBLICISED)
    batch = application.batch
    details = {"published_number": "演练文号", "published_on": batch.publicity_to}

    with pytest.raises(TransitionRefused, match="期满后方可公布"):
        batch_lifecycle.perform(batch, "publish", actor=cast["province"], details=details)


def test_publication_makes_the_unit_a_demonstration_zone(application, cast):
    bring(application, to=Status.DESIGNATED)

    organisation = application.organisation
    organisation.refresh_from_db()
    application.batch.refresh_from_db()
    assert application.batch.status == BatchStatus.PUBLISHED
    assert (organisation.kind, organisation.standing) == (
        OrganisationKind.ZONE,
        OrganisationStanding.DESIGNATED,
    )
    since = application.batch.published_on.replace(day=1)
    assert organisation.kind_periods.get().since == since
    assert told(cast["head"])[0] == "“青岚谷文旅康养示范区”已被评定为文旅康养示范区。"


def test_everybody_concerned_is_an_active_holder_of_the_role(application, cast):
    cast["city_colleague"].is_active = False
    cast["city_colleague"].save()

    assert list(people.of_city_culture(application)) == [cast["city"]]
    assert set(people.of_unit(application)) == {cast["clerk"], cast["head"]}
