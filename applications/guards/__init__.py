"""Why a move cannot be made now: every reason at once, each with its place."""

from applications.guards.batch import (
    batch_not_ready,
    publicity_not_over,
    results_missing,
    submissions_still_open,
)
from applications.guards.cosign import review_has_changed
from applications.guards.panel import (
    MEMBERS_NEEDED,
    evaluation_not_complete,
    member_not_ready,
    panel_not_ready,
)
from applications.guards.province import batch_not_published, not_ready_for_publicity
from applications.guards.recommendation import NO_PLACE, not_ready_to_recommend
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
    "member_not_ready",
    "not_ready_for_publicity",
    "not_ready_to_hand_back",
    "not_ready_to_recommend",
    "not_ready_to_resubmit",
    "not_ready_to_submit",
    "nothing_noted",
    "panel_not_ready",
    "publicity_not_over",
    "results_missing",
    "review_has_changed",
    "review_not_complete",
    "submissions_still_open",
    "supplement_not_finished",
    "unanswered",
    "was_returned_before",
]
