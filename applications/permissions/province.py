"""What 省文化和旅游厅 and its panel may do."""

from applications.choices import (
    SectionName,
    Status,
)
from applications.models import Application
from applications.permissions.unit import can_edit_section
from applications.permissions.whose import is_province, member_seat, seat_of
from portal.access import ALLOWED, Decision, refuse
from portal.models import User
from scoring.choices import Column, SeatRole


def can_administer(user: User, record: object = None) -> Decision:
    """T15, T16, T19, T21 and everything about batches: 省文化和旅游厅."""
    if not is_province(user):
        return refuse("只有省文化和旅游厅可以办理。")
    return ALLOWED


def can_chair(user: User, application: Application) -> Decision:
    """T17: the panel's chair."""
    seat = seat_of(user, application)
    if seat is None or seat.role != SeatRole.CHAIR:
        return refuse("只有本评定组组长可以办理。")
    return ALLOWED


def can_write_final_score(user: User, application: Application) -> Decision:
    """The chair while the panel is at work."""
    if not (decision := can_chair(user, application)):
        return decision
    if application.status != Status.EVALUATING:
        return refuse(f"当前状态为“{application.get_status_display()}”，评定计分不能修改。")
    return ALLOWED


def can_write_member_sheet(user: User, application: Application) -> Decision:
    """A member the own sheet, while the panel is at work and until it is handed in."""
    seat = member_seat(user, application)
    if seat is None:
        return refuse("只有本评定组成员可以填写成员计分。")
    if application.status != Status.EVALUATING:
        return refuse(f"当前状态为“{application.get_status_display()}”，成员计分不能修改。")
    if seat.is_handed_in:
        return refuse("您的计分已提交，不能再修改；确需修改的，请组长退回。")
    return ALLOWED


def can_mark(user: User, application: Application, column: str) -> Decision:
    """Enter marks in one of the three columns, or in the own sheet of a member."""
    if column == Column.MEMBER:
        return can_write_member_sheet(user, application)
    if column == Column.SELF_CHECK:
        return can_edit_section(user, application, SectionName.SELF_CHECK)
    if column == Column.FIRST_REVIEW:
        return can_edit_section(user, application, SectionName.FIRST_REVIEW)
    return can_write_final_score(user, application)
