"""The moves beside the straight road: back, again, closed, failed (T11a, T12, T14a-c, T18, T20, T22)."""

from datetime import timedelta

import pytest

from applications import digests
from applications.choices import (
    BatchStatus,
    Deadline,
    ObjectionChannel,
    ObjectionOutcome,
    Status,
)
from applications.lifecycle import application_lifecycle, batch_lifecycle
from applications.models import Application, Batch, Nomination, Result
from portal import clock
from portal.models import Notice
from portal.workflow import TransitionRefused
from scoring.choices import SheetStatus
from tests import paths
from tests.factories.applications import ApplicationFactory, ExtensionFactory
from tests.paths import bring

perform = application_lifecycle.perform


def told(person):
    """The messages that ``person`` has, newest first."""
    return [notice.text for notice in Notice.objects.visible_to(person)]


# --- T11a -----------------------------------------------------------------------------


def test_closing_leaves_drafts_and_ends_what_lies_with_the_unit_or_the_signer(
    application, cast, places
):
    drafted = ApplicationFactory(batch=application.batch, organisation=places["other_unit"])
    signing = ApplicationFactory(batch=application.batch, organisation=places["far_unit"])
    bring(application, to=Status.CITY_RETURNED)
    bring(signing, to=Status.COSIGNING)
    batch = application.batch

    with clock.at(batch.province_deadline + timedelta(seconds=1)):
        batch_lifecycle.perform(batch, "start_evaluation", actor=cast["province"])

    states = [Application.objects.get(pk=row.pk).status for row in (drafted, application, signing)]
    assert states == [Status.DRAFTING, Status.NOT_RECOMMENDED, Status.NOT_RECOMMENDED]
    assert told(cast["clerk"])[0].endswith("至省级截止时间未推荐，本批次申报结束。")
    assert told(cast["far_city"])[0].endswith("至省级截止时间未推荐，本批次申报结束。")


def test_a_batch_waits_for_the_latest_extension(application, cast):
    batch = application.batch
    later = batch.province_deadline + timedelta(days=3)
    kind = Deadline.RECOMMENDATION
    ExtensionFactory(batch=batch, application=application, kind=kind, until=later)

    with (
        clock.at(later),
        pytest.raises(TransitionRefused, match="省级截止时间最晚延长至"),
    ):
        batch_lifecycle.perform(batch, "start_evaluation", actor=cast["province"])
    with clock.at(later + timedelta(seconds=1)):
        batch_lifecycle.perform(batch, "start_evaluation", actor=cast["province"])

    assert batch.status == BatchStatus.EVALUATING


# --- T12 ------------------------------------------------------------------------------


def test_taking_the_recommendation_back_frees_the_place_and_keeps_the_signature(application, cast):
    bring(application, to=Status.RECOMMENDED)

    perform(application, "withdraw_recommendation", actor=cast["city"], note="另行推荐。")

    application.refresh_from_db()
    assert (application.status, application.place) == (Status.REVIEWED, None)
    assert application.cosignatures.get().cancelled_at is None
    assert not Nomination.objects.exists()
    sentence = "太原市撤回了对“青岚谷文旅康养示范区”（青岚谷康养有限公司）的推荐：另行推荐。"
    assert told(cast["province"])[0] == told(cast["head"])[0] == told(cast["civil"])[0] == sentence


def test_recommendation_stays_after_the_last_second(application, cast):
    bring(application, to=Status.RECOMMENDED)

    with (
        clock.at(application.batch.province_deadline + timedelta(seconds=1)),
        pytest.raises(TransitionRefused, match="截止后不能撤回推荐"),
    ):
        perform(application, "withdraw_recommendation", actor=cast["city"], note="另行推荐。")

    application.refresh_from_db()
    assert application.place == 1


# --- T14a, T14b, T14c -----------------------------------------------------------------


def test_changed_report_is_signed_again_before_the_supplement_is_finished(application, cast):
    bring(application, to=Status.PROVINCE_RETURNED)
    paths.hand_back(application)
    with pytest.raises(TransitionRefused, match="请提交市民政局重新会签"):
        perform(application, "finish_supplement", actor=cast["city"])

    perform(application, "request_cosign_again", actor=cast["city"])

    application.refresh_from_db()
    first = application.cosignatures.get()
    assert first.cancelled_at is not None
    assert application.review_digest == digests.review_digest(application) != first.digest
    assert told(cast["civil"])[0] == "“青岚谷文旅康养示范区”补正后的初评已完成，请重新会签。"
    with pytest.raises(TransitionRefused, match="已提交会签，请等待市民政局会签"):
        perform(application, "request_cosign_again", actor=cast["city"])

    paths.cosign(application, "cosign_again")
    paths.hand_in_papers(application)
    perform(application, "finish_supplement", actor=cast["city"])

    application.refresh_from_db()
    assert (application.status, application.place) == (Status.RECOMMENDED, 1)
    assert application.return_rounds.get().answered_at is not None


def test_nothing_is_signed_again_that_nobody_has_changed(application, cast):
    bring(application, to=Status.PROVINCE_RETURNED)

    with pytest.raises(TransitionRefused, match="原会签继续有效，无须重新会签"):
        perform(application, "request_cosign_again", actor=cast["city"])
    with pytest.raises(TransitionRefused, match="原会签继续有效，无须重新会签"):
        perform(application, "cosign_again", actor=cast["civil"])


def test_declined_supplement_opens_the_review_and_stays_returned(application, cast):
    bring(application, to=Status.PROVINCE_RETURNED)
    paths.request_cosign_again(application)

    perform(application, "decline_cosign_again", actor=cast["civil"], note="请核对1.1项。")

    application.refresh_from_db()
    assert application.status == Status.PROVINCE_RETURNED
    assert application.first_review.status == SheetStatus.OPEN
    assert application.review_digest == ""
    assert application.cosignatures.filter(agreed=True, cancelled_at=None).count() == 0


# --- T18, T20, T22 ---------------------------------------------------------------------


def test_confirmed_score_is_named_by_its_digest(application):
    bring(application, to=Status.EVALUATED)

    assert application.final_digest == digests.final_digest(application)


def test_evaluation_anew_keeps_what_was_confirmed(application, cast):
    bring(application, to=Status.EVALUATED)
    points = sum(application.final_score.marks.values_list("value", flat=True))
    before = application.final_digest
    Result.objects.filter(application=application).update(audited_wan=3100, proposed=True)

    perform(application, "reevaluate", actor=cast["province"], note="成员缺席，重新评定。")

    application.refresh_from_db()
    former = application.former_results.get()
    assert (former.number, former.points, former.digest) == (1, points, before)
    assert (former.audited_wan, former.proposed, former.ended_by) == (3100, True, cast["province"])
    assert former.marks["1.1"]["value"] is not None
    assert (application.final_digest, application.final_score.status) == ("", SheetStatus.OPEN)
    assert (application.result.audited_wan, application.result.proposed) == (3100, None)
    assert all(seat.is_handed_in for seat in application.panel.seats.filter(role="member"))
    assert told(cast["chair"])[0].endswith("须重新评定：成员缺席，重新评定。")
    assert "重新评定" not in "".join(told(cast["head"]))


def test_nothing_is_evaluated_anew_once_the_list_is_public(application, cast):
    bring(application, to=Status.EVALUATED)
    Batch.objects.filter(pk=application.batch_id).update(status=BatchStatus.PUBLICISED)

    with pytest.raises(TransitionRefused, match="已经公示，不能重新评定"):
        perform(application, "reevaluate", actor=cast["province"], note="重新评定一次。")

    assert not application.former_results.exists()


def test_proposed_unit_has_not_failed(application, cast):
    bring(application, to=Status.EVALUATED)
    Result.objects.filter(application=application).update(proposed=True)

    with pytest.raises(TransitionRefused, match="请先在评定结果中改为不列入"):
        perform(application, "fail", actor=cast["province"], note="与申报情况出入较大。")

    Result.objects.filter(application=application).update(proposed=False)
    perform(application, "fail", actor=cast["province"], note="与申报情况出入较大。")
    application.refresh_from_db()
    assert (application.status, application.place) == (Status.FAILED, 1)


def test_upheld_objection_alone_takes_a_unit_off_the_list(application, cast):
    bring(application, to=Status.PUBLICISED)
    objection = application.objections.create(
        batch=application.batch,
        number="YY-1",
        channel=ObjectionChannel.LETTER,
        name="匿名",
        contact="无",
        text="面积不实。",
        received_at=clock.now(),
        outcome=ObjectionOutcome.DISMISSED,
    )
    with pytest.raises(TransitionRefused, match="没有核查结论为“异议成立”的异议"):
        perform(application, "uphold_objection", actor=cast["province"], note="面积不实。")

    objection.outcome = ObjectionOutcome.UPHELD
    objection.save()
    with pytest.raises(TransitionRefused) as refusal:
        publish(application.batch, cast)
    assert [problem.text for problem in refusal.value.problems] == [
        "还有1件公示异议没有办结，请先核查、答复并办结。",
        "“青岚谷康养有限公司”的公示异议成立，请在其申报页办理“公示异议成立”。",
    ]
    perform(application, "uphold_objection", actor=cast["province"], note="面积不实。")

    application.refresh_from_db()
    assert application.status == Status.FAILED
    sentence = "“青岚谷文旅康养示范区”的公示异议成立，不予评定：面积不实。"
    assert sentence in told(cast["head"])
    assert sentence in told(cast["city"])


def publish(batch, cast):
    batch.refresh_from_db()
    details = {"published_number": "晋文旅发〔2023〕99号", "published_on": clock.today()}
    with clock.at(batch.province_deadline + timedelta(days=60)):
        batch_lifecycle.perform(batch, "publish", actor=cast["province"], details=details)
