"""Whose an application is, and who sits in its panel."""

from applications.choices import (
    AT_PANEL,
    BEFORE_REVIEW,
    FROM_RECOMMENDATION,
    Status,
)
from applications.models import Application
from portal.choices import READER_ROLES, UNIT_ROLES, Role
from portal.models import User
from scoring.choices import SeatRole
from scoring.models import Seat


def is_of_unit(user: User, application: Application) -> bool:
    return application.organisation_id in user.organisation_ids(*UNIT_ROLES)


def is_of_city_culture(user: User, application: Application) -> bool:
    return application.city_id in user.city_ids(Role.CITY_OFFICER)


def is_of_city_civil(user: User, application: Application) -> bool:
    return application.city_id in user.city_ids(Role.CIVIL_OFFICER)


def is_province(user: User) -> bool:
    return user.has_role(Role.PROVINCE_OFFICER)


def seat_of(user: User, application: Application) -> Seat | None:
    """The seat that ``user`` holds and has not recused from."""
    if application.panel_id is None or not user.has_role(Role.EXPERT):
        return None
    seats = application.panel.seats.all()
    return next((s for s in seats if s.user_id == user.pk and s.may_judge), None)


def member_seat(user: User, application: Application) -> Seat | None:
    """The seat with a sheet of its own, which the chair has not."""
    seat = seat_of(user, application)
    return seat if seat and seat.role == SeatRole.MEMBER and seat.sheet_id else None


#: What a member reads who has not handed in yet.
UNHEARD = "成员独立计分，您提交计分后方可查看该栏。"


def is_still_scoring(user: User, application: Application) -> bool:
    """A member at work, who has not handed in yet."""
    if application.status != Status.EVALUATING:
        return False
    seat = member_seat(user, application)
    return seat is not None and not seat.is_handed_in


def scores_blind(user: User, application: Application) -> bool:
    """A member who has to do without the earlier columns until the hand-in, as the batch says."""
    return application.batch.hides_columns and is_still_scoring(user, application)


def knows(user: User, application: Application) -> bool:
    """What ``Application.objects.visible_to`` answers, of a record that is at hand."""
    status = application.status
    if is_province(user) or is_of_unit(user, application) or is_of_city_culture(user, application):
        return True
    if is_of_city_civil(user, application) and application.first_review_id:
        return status not in BEFORE_REVIEW
    if user.has_role(*READER_ROLES) and status in FROM_RECOMMENDATION:
        return True
    return status in AT_PANEL and seat_of(user, application) is not None
