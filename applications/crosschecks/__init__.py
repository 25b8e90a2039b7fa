"""Cross-checks X1 to X13: what the declared figures support, and which marks go beyond."""

from applications.crosschecks.holding import (
    beside_leaves,
    beside_others,
    doubts_of,
    hold,
    unexplained,
)
from applications.crosschecks.judging import Line, Verdict

__all__ = [
    "Line",
    "Verdict",
    "beside_leaves",
    "beside_others",
    "doubts_of",
    "hold",
    "unexplained",
]
