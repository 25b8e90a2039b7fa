"""Why a unit cannot submit or take back now (T1, T2, T5)."""

from applications import completeness, deadlines
from applications.models import Application
from portal import clock
from portal.problems import Problem


def not_ready_to_submit(application: Application) -> list[Problem]:
    """T1, T5: the deadline and everything of 形式审查."""
    late = deadlines.too_late_to_submit(application, clock.now())
    return [*late, *completeness.not_ready(application)]


def was_returned_before(application: Application) -> list[Problem]:
    """T2: an answer to a return is not taken back, the city returns it again."""
    if application.first_review_id or application.return_rounds.exists():
        return [Problem("市文化和旅游局已审核过本申报，不能撤回；需要修改请联系其退回。")]
    return []
