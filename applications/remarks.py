"""What reviewers note for each other, and who they are, stands beside marks for some readers."""

from django.db.models import Case, F, Value, When

from applications.models import Application
from applications.permissions import can_see_reviewers
from portal.models import User
from scoring.choices import Column

#: In 自检 the unit writes itself; a member's sheet is shown with all that stands in it.
REVIEWERS = (Column.FIRST_REVIEW, Column.FINAL_SCORE)


def among_reviewers(user: User, application: Application, text: str = "remark") -> Case:
    """``text`` of a mark or of an evidence review of ``application`` as ``user`` reads it.

    Empty in the columns whose reviewers ``user`` may not know; the reason goes with the mark.
    """
    closed = [
        getattr(application, f"{column}_id")
        for column in REVIEWERS
        if not can_see_reviewers(user, application, column)
    ]
    return Case(When(sheet__in=closed, then=Value("")), default=F(text))
