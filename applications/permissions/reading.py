"""Who may read what (domain.md §5.5)."""

from applications.choices import (
    AT_PANEL,
    BEFORE_REVIEW,
    FROM_RECOMMENDATION,
    SCORED,
    Binding,
    Status,
    Supplier,
)
from applications.models import Application, Attachment, CatalogueItem
from applications.permissions.files import can_upload
from applications.permissions.whose import (
    UNHEARD,
    is_of_city_civil,
    is_of_city_culture,
    is_of_unit,
    is_province,
    is_still_scoring,
    knows,
    member_seat,
    scores_blind,
    seat_of,
)
from portal.access import ALLOWED, Decision, refuse
from portal.choices import READER_ROLES, Role
from portal.models import User
from scoring.choices import Column, SeatRole
from scoring.models import Seat


def can_read_dossier(user: User, application: Application) -> Decision:
    """The contents of the 报告书; of a draft the province sees only that it exists."""
    if is_province(user) and application.status == Status.DRAFTING:
        return refuse("该单位尚在填报，提交后方可查看报告书内容。")
    return ALLOWED if knows(user, application) else refuse("您没有查看该申报的权限。")


def zone_shown(user: User, application: Application) -> str:
    """The name in the 报告书, or the registered one of the unit where that is closed."""
    is_open = can_read_dossier(user, application)
    return (application.dossier if is_open else application.organisation).zone_name


def can_see_marks(user: User, application: Application, column: str) -> Decision:
    """Whether one column of the sheet is shown to ``user`` now."""
    if column == Column.MEMBER:
        return _can_see_own_sheet(user, application)
    if is_still_scoring(user, application) and _is_hidden(application, column):
        return refuse(UNHEARD)
    if column == Column.SELF_CHECK:
        return can_read_dossier(user, application)
    if column == Column.FIRST_REVIEW:
        return _can_see_first_review(user, application)
    return _can_see_final_score(user, application)


def _is_hidden(application: Application, column: str) -> bool:
    """The chair's column tells what others have handed in; the earlier ones as the batch says."""
    return column == Column.FINAL_SCORE or application.batch.hides_columns


def _can_see_own_sheet(user: User, application: Application) -> Decision:
    """A member's sheet stands at one address for all: everybody finds the own one there."""
    if member_seat(user, application) is None:
        return refuse("只有本评定组成员有成员计分。")
    return ALLOWED


def _can_see_first_review(user: User, application: Application) -> Decision:
    if is_province(user) or is_of_city_culture(user, application):
        return ALLOWED
    if is_of_city_civil(user, application) and application.status not in BEFORE_REVIEW:
        return ALLOWED
    cosigned = application.status in (Status.REVIEWED, *FROM_RECOMMENDATION)
    if cosigned and is_of_unit(user, application):
        return ALLOWED
    if user.has_role(*READER_ROLES) and application.status in FROM_RECOMMENDATION:
        return ALLOWED
    if application.status in AT_PANEL and seat_of(user, application):
        return ALLOWED
    return refuse("初评计分在会签完成后方可查看。")


def _can_see_final_score(user: User, application: Application) -> Decision:
    if is_province(user):
        return ALLOWED
    if user.has_role(*READER_ROLES) and application.status in SCORED:
        return ALLOWED
    if application.status in AT_PANEL and seat_of(user, application):
        return ALLOWED
    of_city = is_of_city_culture(user, application) or is_of_city_civil(user, application)
    if application.status == Status.DESIGNATED and (of_city or is_of_unit(user, application)):
        return ALLOWED
    return refuse("评定计分在结果公布后方可查看。")


def can_see_member_sheet(user: User, application: Application, seat: Seat) -> Decision:
    """A member's own marks: nobody else before they are handed in (P-03).

    Then the chair, the other members where the batch says so and once they have handed in
    themselves, the province once 评定 is done.
    """
    return _can_see_seat(user, application, seat, seat_of(user, application))


def seen_members(user: User, application: Application) -> list[Seat]:
    """The members of now whose marks ``user`` may read."""
    if application.panel_id is None:
        return []
    own = seat_of(user, application)
    seats = [seat for seat in application.panel.seats.all() if seat.role == SeatRole.MEMBER]
    return [seat for seat in seats if seat.sheet_id and _can_see_seat(user, application, seat, own)]


def _can_see_seat(user: User, application: Application, seat: Seat, own: Seat | None) -> Decision:
    if own is not None and own.pk == seat.pk:
        return ALLOWED
    if not seat.is_handed_in:
        return refuse("该成员尚未提交计分，提交前只有本人可见。")
    if is_province(user) and application.status in SCORED:
        return ALLOWED
    if application.status in AT_PANEL and _hears_members(own, application):
        return ALLOWED
    return refuse("成员计分只向组长开放，评定完成后向省文化和旅游厅开放。")


def _hears_members(own: Seat | None, application: Application) -> bool:
    if own is None or own.role == SeatRole.CHAIR:
        return own is not None
    return own.is_handed_in and application.batch.shows_members


def can_compare_members(user: User, application: Application) -> Decision:
    """The page on which all members' marks stand side by side."""
    if is_province(user) and application.status in SCORED:
        return ALLOWED
    if application.status in AT_PANEL and _hears_members(seat_of(user, application), application):
        return ALLOWED
    return refuse("成员计分只向组长开放，评定完成后向省文化和旅游厅开放。")


def can_see_audited(user: User, application: Application) -> Decision:
    """审定投资额: the province, 省财政厅 (R-01) and the panel at work (P-07)."""
    if is_province(user) or user.has_role(Role.FINANCE_READER):
        return ALLOWED
    if application.status in AT_PANEL and seat_of(user, application):
        return ALLOWED
    return refuse("审定投资额只向省文化和旅游厅、省财政厅和省评定组开放。")


def can_see_reviewers(user: User, application: Application, column: str) -> Decision:
    """Who marked a column, and what they noted for each other (domain.md §5.5, 审计).

    The province; the city for what is not the panel's; the panel at work. The unit and the
    province's readers get offices and reasons instead.
    """
    if is_province(user) or (application.status in AT_PANEL and seat_of(user, application)):
        return ALLOWED
    of_city = is_of_city_culture(user, application) or is_of_city_civil(user, application)
    if of_city and column != Column.FINAL_SCORE:
        return ALLOWED
    return refuse("计分人姓名、备注和修改记录只向办理评定的部门开放，请使用不含姓名版。")


def can_read_attachment(user: User, attachment: Attachment) -> Decision:
    """A file of a slot that is shown; financial papers are closed to 省民政厅."""
    if attachment.item.is_financial and user.roles == {Role.CIVIL_READER}:
        return refuse("财务资料不向省民政厅开放。")
    if not (decision := can_see_slot(user, attachment.application, attachment.item)):
        return decision
    return can_read_dossier(user, attachment.application)


#: Papers that tell a column's marks are shown no sooner than the marks.
COLUMN_OF = {Supplier.CITY: Column.FIRST_REVIEW, Supplier.PANEL: Column.FINAL_SCORE}


def can_see_slot(user: User, application: Application, item: CatalogueItem) -> Decision:
    """推荐报告 and 五 tell the 初评, 七 the 评定: nobody reads them before those columns.

    The signed 报告书 tells the 自检, which a member may have to do without for a while.
    """
    if item.binding == Binding.SUBMISSION and scores_blind(user, application):
        return refuse(UNHEARD)
    if item.supplier not in COLUMN_OF or can_upload(user, application, item):
        return ALLOWED
    return can_see_marks(user, application, COLUMN_OF[item.supplier])


def can_see_phones(user: User, application: Application) -> Decision:
    """Personal telephone numbers in full; everybody else reads them masked."""
    if user.has_role(*READER_ROLES) and not is_province(user):
        return refuse("联系电话已脱敏显示。")
    return can_read_dossier(user, application)
