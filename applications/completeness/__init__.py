"""形式审查: everything that is missing or wrong in a 报告书, each with its place (G-06).

A new check is one decorated function in one of the modules below (``registry.check``).
"""

from applications.completeness import (  # noqa: F401 - importing them lists their checks
    copied,
    fields,
    materials,
    names,
    narratives,
    sheet,
    tables,
    years,
)
from applications.completeness.contents import Contents
from applications.completeness.fields import FIGURE_HINTS, REQUIRED
from applications.completeness.narratives import NARRATIVE_LIMITS, NarrativeLimits
from applications.completeness.registry import CHECKS, Check, Finding
from applications.completeness.review import formal_review, not_ready, review
from applications.completeness.states import SectionReport, SectionState, section_states

__all__ = [
    "CHECKS",
    "FIGURE_HINTS",
    "NARRATIVE_LIMITS",
    "REQUIRED",
    "Check",
    "Contents",
    "Finding",
    "NarrativeLimits",
    "SectionReport",
    "SectionState",
    "formal_review",
    "not_ready",
    "review",
    "section_states",
]
