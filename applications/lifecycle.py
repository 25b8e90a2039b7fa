"""The life of an application and of a batch (domain.md §5.1-5.3), read down the columns.

*Who* decides whether a move exists for a person, *why not now* what its button answers,
*writes* what goes into the database together with the status, *then* what follows.
"""

from applications import effects, guards
from applications import permissions as may
from applications.choices import (
    AT_CULTURE,
    BEFORE_RECOMMENDATION,
    RETURNABLE,
    BatchStatus,
    Status,
)
from applications.models import Batch
from portal.workflow import Lifecycle, Transition

#: The unit may leave until the panel begins.
BEFORE_EVALUATION = (
    *BEFORE_RECOMMENDATION,
    Status.RECOMMENDED,
    Status.PROVINCE_RETURNED,
    Status.ACCEPTED,
)
SUPPLEMENTING = (Status.PROVINCE_RETURNED,)
#: Handed in and not recommended: what ends at 截止.
CLOSABLE = tuple(one for one in BEFORE_RECOMMENDATION if one != Status.DRAFTING)


def hold_batch(application):
    """The batch stands still while one of its applications moves."""
    Batch.objects.hold(application.batch_id)


# fmt: off
application_lifecycle = Lifecycle(
    Transition("submit", "提交", [Status.DRAFTING], Status.SUBMITTED,
               number="T1", allowed=may.can_submit, problems=guards.not_ready_to_submit,
               sets=effects.confirm_declaration, then=effects.submit),
    Transition("withdraw", "撤回修改", [Status.SUBMITTED], Status.DRAFTING,
               number="T2", allowed=may.can_withdraw, problems=guards.was_returned_before,
               then=effects.reopen_self_check, note_length=2),
    Transition("begin_review", "受理并开始初评", [Status.SUBMITTED], Status.REVIEWING,
               number="T3", allowed=may.can_review,
               sets=effects.open_review, then=effects.prepare_review),
    Transition("return_to_unit", "退回修改", RETURNABLE, Status.CITY_RETURNED,
               number="T4", allowed=may.can_review, sets=effects.check_return,
               then=effects.open_return_round, note_length=10),
    Transition("resubmit", "重新提交", [Status.CITY_RETURNED], Status.SUBMITTED,
               number="T5", allowed=may.can_submit, problems=guards.not_ready_to_resubmit,
               sets=effects.confirm_declaration, then=effects.resubmit),
    Transition("request_cosign", "提交会签", [Status.REVIEWING], Status.COSIGNING,
               number="T6", allowed=may.can_review, problems=guards.review_not_complete,
               sets=effects.freeze_review, then=effects.ask_for_cosignature),
    Transition("cosign", "会签同意", [Status.COSIGNING], Status.REVIEWED,
               number="T7", allowed=may.can_cosign, problems=guards.review_has_changed,
               sets=effects.check_signed_version, then=effects.cosign),
    Transition("decline_cosign", "会签退回", [Status.COSIGNING], Status.REVIEWING,
               number="T8", allowed=may.can_cosign,
               sets=effects.release_review, then=effects.decline_cosignature, note_length=5),
    Transition("reopen_review", "撤回初评", [Status.REVIEWED], Status.REVIEWING,
               number="T9", allowed=may.can_review,
               sets=effects.release_review, then=effects.cancel_cosignature, note_length=5),
    Transition("recommend", "推荐报省", [Status.REVIEWED], Status.RECOMMENDED,
               number="T10", allowed=may.can_review, problems=guards.not_ready_to_recommend,
               sets=effects.take_place, then=effects.announce_recommendation,
               conflict=guards.NO_PLACE),
    Transition("pass_over", "本批不推荐", AT_CULTURE, Status.NOT_RECOMMENDED,
               number="T11", allowed=may.can_review,
               then=effects.tell_not_recommended, note_length=5),
    Transition("close", "截止未推荐", CLOSABLE, Status.NOT_RECOMMENDED,
               number="T11a", allowed=may.can_close, then=effects.tell_closed),
    Transition("withdraw_recommendation", "撤回推荐", [Status.RECOMMENDED], Status.REVIEWED,
               number="T12", allowed=may.can_review, problems=guards.too_late_to_take_back,
               sets=effects.free_place, then=effects.tell_taken_back, note_length=5),
    Transition("return_for_supplement", "退回补正", [Status.RECOMMENDED], Status.PROVINCE_RETURNED,
               number="T13", allowed=may.can_administer, problems=guards.nothing_noted,
               sets=effects.check_supplement, then=effects.open_supplement_round, note_length=10),
    Transition("finish_supplement", "补正完成", [Status.PROVINCE_RETURNED], Status.RECOMMENDED,
               number="T14", allowed=may.can_review, problems=guards.supplement_not_finished,
               then=effects.finish_supplement),
    Transition("request_cosign_again", "补正后提交会签", SUPPLEMENTING, Status.PROVINCE_RETURNED,
               number="T14a", allowed=may.can_review, problems=guards.needs_no_cosign_again,
               sets=effects.freeze_review_again, then=effects.ask_to_cosign_again),
    Transition("cosign_again", "补正会签同意", SUPPLEMENTING, Status.PROVINCE_RETURNED,
               number="T14b", allowed=may.can_cosign, problems=guards.no_cosign_asked_again,
               sets=effects.check_signed_version, then=effects.cosign),
    Transition("decline_cosign_again", "补正会签退回", SUPPLEMENTING, Status.PROVINCE_RETURNED,
               number="T14c", allowed=may.can_cosign, problems=guards.no_cosign_asked_again,
               sets=effects.release_review, then=effects.decline_cosignature, note_length=5),
    Transition("accept", "受理", [Status.RECOMMENDED], Status.ACCEPTED,
               number="T15", allowed=may.can_administer,
               sets=effects.check_receipt, then=effects.write_receipt),
    Transition("start_evaluation", "启动评定", [Status.ACCEPTED], Status.EVALUATING,
               number="T16", allowed=may.can_administer, problems=guards.not_ready_to_evaluate,
               sets=effects.open_final_score, then=effects.call_panel),
    Transition("confirm_score", "组长确认", [Status.EVALUATING], Status.EVALUATED,
               number="T17", allowed=may.can_chair, problems=guards.evaluation_not_complete,
               sets=effects.freeze_final_score, then=effects.announce_score),
    Transition("reevaluate", "重新评定", [Status.EVALUATED], Status.EVALUATING,
               number="T18", allowed=may.can_administer, problems=guards.publicity_has_begun,
               sets=effects.reopen_final_score, then=effects.recall_panel, note_length=5),
    Transition("list_publicly", "列入公示", [Status.EVALUATED], Status.PUBLICISED,
               number="T19", allowed=may.can_administer, problems=guards.not_ready_for_publicity,
               then=effects.tell_listed),
    Transition("fail", "未通过", [Status.EVALUATED], Status.FAILED,
               number="T20", allowed=may.can_administer, problems=guards.is_proposed,
               then=effects.tell_failed, note_length=5),
    Transition("publish", "公布", [Status.PUBLICISED], Status.DESIGNATED,
               number="T21", allowed=may.can_administer, problems=guards.batch_not_published,
               then=effects.designate),
    Transition("uphold_objection", "公示异议成立", [Status.PUBLICISED], Status.FAILED,
               number="T22", allowed=may.can_administer, problems=guards.no_objection_upheld,
               then=effects.tell_upheld, note_length=5),
    Transition("end", "同意撤回申报", BEFORE_EVALUATION, Status.WITHDRAWN,
               number="T23", allowed=may.can_end, problems=guards.nobody_asked_to_end,
               sets=effects.free_place, then=effects.grant_request),
    hold=hold_batch,
)

# fmt: on


def _perform_all(batch, statuses, move, actor, note=""):
    for application in batch.applications.filter(status__in=statuses).order_by("city", "pk"):
        application_lifecycle.perform(application, move, actor=actor, note=note)


def close_unrecommended(batch, actor, details):
    """T11a: what no city has recommended by the deadline."""
    note = "截至省级截止时间未推荐，系统自动结束。"
    _perform_all(batch, CLOSABLE, "close", None, note)


def list_all_proposed(batch, actor, details):
    """T19 for every 拟评定 application; the others stay 评定完成."""
    proposed = batch.applications.filter(status=Status.EVALUATED, result__proposed=True)
    for application in proposed.order_by("city", "pk"):
        application_lifecycle.perform(application, "list_publicly", actor=actor)


def publish_all_listed(batch, actor, details):
    """T21 for every listed application."""
    _perform_all(batch, [Status.PUBLICISED], "publish", actor)


# fmt: off
batch_lifecycle = Lifecycle(
    Transition("open", "开始申报", [BatchStatus.PREPARING], BatchStatus.OPEN,
               allowed=may.can_administer, problems=guards.batch_not_ready,
               then=effects.announce_batch),
    Transition("start_evaluation", "转入评定", [BatchStatus.OPEN], BatchStatus.EVALUATING,
               allowed=may.can_administer, problems=guards.submissions_still_open,
               then=close_unrecommended),
    Transition("start_publicity", "开始公示", [BatchStatus.EVALUATING], BatchStatus.PUBLICISED,
               allowed=may.can_administer, problems=guards.results_missing,
               sets=effects.set_publicity_period, then=list_all_proposed),
    Transition("archive_without_result", "无评定单位归档", [BatchStatus.EVALUATING],
               BatchStatus.ARCHIVED, allowed=may.can_administer,
               problems=guards.still_in_evaluation, note_length=5),
    Transition("publish", "公布结果", [BatchStatus.PUBLICISED], BatchStatus.PUBLISHED,
               allowed=may.can_administer, problems=guards.not_ready_to_publish,
               sets=effects.set_publication, then=publish_all_listed),
    Transition("archive", "归档", [BatchStatus.PUBLISHED], BatchStatus.ARCHIVED,
               allowed=may.can_administer),
)
# fmt: on
