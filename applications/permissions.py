"""Who may do what (domain.md §3, §5.5). Dates and completeness are asked elsewhere."""

from applications.choices import (
    AT_PANEL,
    BEFORE_REVIEW,
    EDITABLE,
    FROM_RECOMMENDATION,
    SCORED,
    UNIT_SECTIONS,
    Binding,
    SectionName,
    Status,
    Supplier,
)
from applications.models import Application, Attachment, Batch, CatalogueItem
from portal.access import ALLOWED, Decision, refuse
from portal.choices import READER_ROLES, UNIT_ROLES, OrganisationKind, Role
from portal.models import User
from scoring.choices import Column, SeatRole
from scoring.models import Seat

# --- whose is it -----------------------------------------------------------------


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


# --- reading ---------------------------------------------------------------------


def can_read_dossier(user: User, application: Application) -> Decision:
    """The contents of the 报告书; of a draft the province sees only that it exists."""
    if is_province(user) and application.status == Status.DRAFTING:
        return refuse("该单位尚在填报，提交后方可查看报告书内容。")
    return ALLOWED if knows(user, application) else refuse("您没有查看该申报的权限。")


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
    if can_upload(user, application, item) or item.supplier not in COLUMN_OF:
        return ALLOWED
    return can_see_marks(user, application, COLUMN_OF[item.supplier])


def can_see_phones(user: User, application: Application) -> Decision:
    """Personal telephone numbers in full; everybody else reads them masked."""
    if user.has_role(*READER_ROLES) and not is_province(user):
        return refuse("联系电话已脱敏显示。")
    return can_read_dossier(user, application)


# --- the unit --------------------------------------------------------------------


def can_start(user: User, batch: Batch) -> Decision:
    """A 创建单位 begins its 报告书 in an open batch."""
    if not any(
        membership.role in UNIT_ROLES
        and membership.organisation.kind == OrganisationKind.CREATING_UNIT
        for membership in user.current_memberships
    ):
        return refuse("只有文旅康养示范区创建单位可以申报。")
    return ALLOWED


def can_edit_section(user: User, application: Application, name: str) -> Decision:
    """Write one part of an application: the unit its own, the city 资格核查 and 初评意见."""
    if name not in UNIT_SECTIONS:
        return can_write_review(user, application)
    if not is_of_unit(user, application):
        return refuse("只有申报单位可以填写报告书。")
    if application.status not in EDITABLE:
        return refuse(f"当前状态为“{application.get_status_display()}”，报告书不能修改。")
    if not _is_opened(application, name):
        return refuse(f"本次退回未开放“{SectionName(name).label}”，不能修改。")
    return ALLOWED


def _is_opened(application: Application, name: str) -> bool:
    """Whether the last return opened this part; a return that names none opens all."""
    if application.status == Status.DRAFTING:
        return True
    last = application.return_rounds.last()
    return last is None or not last.sections or name in last.sections


def can_submit(user: User, application: Application) -> Decision:
    """T1, T5: the unit's 负责人; an 经办人 prepares."""
    if application.organisation_id not in user.organisation_ids(Role.UNIT_HEAD):
        return refuse("只有本单位负责人可以提交，请经办人通知负责人登录办理。")
    return ALLOWED


def can_withdraw(user: User, application: Application) -> Decision:
    """T2: anybody of the unit."""
    if not is_of_unit(user, application):
        return refuse("只有申报单位可以撤回。")
    return ALLOWED


# --- the city --------------------------------------------------------------------


def can_review(user: User, application: Application) -> Decision:
    """T3, T4, T6, T9, T10, T11: 市文化和旅游局 of the unit's city."""
    if not is_of_city_culture(user, application):
        return refuse("只有本市文化和旅游局可以办理。")
    return ALLOWED


def can_pass_over(user: User | None, application: Application) -> Decision:
    """T11: the city, or the system (nobody) when the deadline has passed."""
    return ALLOWED if user is None else can_review(user, application)


def can_write_review(user: User, application: Application) -> Decision:
    """Fill in 初评计分, 资格核查 and 初评意见."""
    if not (decision := can_review(user, application)):
        return decision
    if application.status != Status.REVIEWING:
        return refuse(f"当前状态为“{application.get_status_display()}”，初评内容不能修改。")
    return ALLOWED


def can_cosign(user: User, application: Application) -> Decision:
    """T7, T8: civil affairs of the same city, and not whoever did the 初评."""
    if not is_of_city_civil(user, application):
        return refuse("只有本市民政局可以会签。")
    if user.pk == application.first_reviewer_id:
        return refuse("会签人与初评人不能是同一人。")
    return ALLOWED


# --- the province and its panel ----------------------------------------------------


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
        return can_write_review(user, application)
    return can_write_final_score(user, application)


# --- files -----------------------------------------------------------------------


#: The signed papers follow the version that they show, so they come after submission.
SCANS_OF_UNIT = (
    Status.SUBMITTED,
    Status.REVIEWING,
    Status.COSIGNING,
    Status.REVIEWED,
)
PAPERS_OF_CITY = (Status.REVIEWING, Status.COSIGNING, Status.REVIEWED)


def can_upload(user: User, application: Application, item: CatalogueItem) -> Decision:
    """Put a file into one slot of the catalogue."""
    if item.supplier == Supplier.CITY:
        return _can_upload_for_city(user, application)
    if item.supplier == Supplier.PANEL:
        return can_write_final_score(user, application)
    if item.binding and is_of_unit(user, application) and application.status in SCANS_OF_UNIT:
        return ALLOWED
    return can_edit_section(user, application, SectionName.ATTACHMENTS)


def _can_upload_for_city(user: User, application: Application) -> Decision:
    if not (decision := can_review(user, application)):
        return decision
    if application.status not in PAPERS_OF_CITY:
        return refuse(f"当前状态为“{application.get_status_display()}”，不能上传市级材料。")
    return ALLOWED
