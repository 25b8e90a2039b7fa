"""Why a move cannot be made now: every reason at once, each with its place."""

from applications.guards.batch import (
    batch_not_ready,
    publicity_not_over,
    results_missing,
    still_in_evaluation,
    submissions_still_open,
)
from applications.guards.cosign import (
    is_open,
    is_signed,
    needs_no_cosign_again,
    no_cosign_asked_again,
    review_has_changed,
)
from applications.guards.ending import (
    is_proposed,
    no_objection_upheld,
    nobody_asked_to_end,
    open_request,
    publicity_has_begun,
    upheld_objections,
)
from applications.guards.objections import not_ready_to_publish
from applications.guards.panel import (
    MEMBERS_NEEDED,
    evaluation_not_complete,
    member_not_ready,
    not_ready_to_evaluate,
)
from applications.guards.province import batch_not_published, not_ready_for_publicity
from applications.guards.recommendation import (
    NO_PLACE,
    not_ready_to_recommend,
    too_late_to_take_back,
)
from applications.guards.returns import (
    answer_url,
    not_ready_to_hand_back,
    not_ready_to_resubmit,
    nothing_noted,
    supplement_not_finished,
    unanswered,
)
from applications.guards.review import review_not_complete
from applications.guards.unit import not_ready_to_submit, was_returned_before

__all__ = [
    "MEMBERS_NEEDED",
    "NO_PLACE",
    "answer_url",
    "batch_not_published",
    "batch_not_ready",
    "evaluation_not_complete",
    "is_open",
    "is_proposed",
    "is_signed",
    "member_not_ready",
    "needs_no_cosign_again",
    "no_cosign_asked_again",
    "no_objection_upheld",
    "nobody_asked_to_end",
    "not_ready_for_publicity",
    "not_ready_to_evaluate",
    "not_ready_to_hand_back",
    "not_ready_to_publish",
    "not_ready_to_recommend",
    "not_ready_to_resubmit",
    "not_ready_to_submit",
    "nothing_noted",
    "open_request",
    "publicity_has_begun",
    "publicity_not_over",
    "results_missing",
    "review_has_changed",
    "review_not_complete",
    "still_in_evaluation",
    "submissions_still_open",
    "supplement_not_finished",
    "too_late_to_take_back",
    "unanswered",
    "upheld_objections",
    "was_returned_before",
]
