"""What a move writes beside the status, and what follows it, in the same transaction."""

from applications.effects.batch import announce_batch, set_publication, set_publicity_period
from applications.effects.cosign import (
    ask_to_cosign_again,
    cancel_cosignature,
    check_signed_version,
    cosign,
    decline_cosignature,
    freeze_review_again,
)
from applications.effects.ending import (
    free_place,
    grant_request,
    tell_closed,
    tell_failed,
    tell_upheld,
)
from applications.effects.panel import (
    announce_score,
    call_panel,
    freeze_final_score,
    open_final_score,
    recall_panel,
    reopen_final_score,
)
from applications.effects.province import (
    PAPER_SETS,
    check_receipt,
    designate,
    tell_listed,
    write_receipt,
)
from applications.effects.recommendation import (
    announce_recommendation,
    take_place,
    tell_not_recommended,
    tell_taken_back,
)
from applications.effects.returns import (
    check_return,
    check_supplement,
    finish_supplement,
    open_return_round,
    open_self_check,
    open_supplement_round,
    resubmit,
)
from applications.effects.review import (
    ask_for_cosignature,
    freeze_review,
    open_review,
    prepare_review,
    release_review,
)
from applications.effects.unit import (
    confirm_declaration,
    reopen_self_check,
    seal_submission,
    submit,
)

__all__ = [
    "PAPER_SETS",
    "announce_batch",
    "announce_recommendation",
    "announce_score",
    "ask_for_cosignature",
    "ask_to_cosign_again",
    "call_panel",
    "cancel_cosignature",
    "check_receipt",
    "check_return",
    "check_signed_version",
    "check_supplement",
    "confirm_declaration",
    "cosign",
    "decline_cosignature",
    "designate",
    "finish_supplement",
    "free_place",
    "freeze_final_score",
    "freeze_review",
    "freeze_review_again",
    "grant_request",
    "open_final_score",
    "open_return_round",
    "open_review",
    "open_self_check",
    "open_supplement_round",
    "prepare_review",
    "recall_panel",
    "release_review",
    "reopen_final_score",
    "reopen_self_check",
    "resubmit",
    "seal_submission",
    "set_publication",
    "set_publicity_period",
    "submit",
    "take_place",
    "tell_closed",
    "tell_failed",
    "tell_listed",
    "tell_not_recommended",
    "tell_taken_back",
    "tell_upheld",
    "write_receipt",
]
