"""Who may do what with the months and with generated files (domain.md §3, §5.5).

Dates and completeness are asked elsewhere; what stands in a file is decided where it is filled.
"""

from datetime import datetime
from typing import Any

from applications.models import Application, Batch, QuotaBoard
from applications.permissions import (
    can_administer,
    can_read_board,
    can_read_dossier,
    can_see_marks,
    is_still_scoring,
    member_seat,
)
from applications.proofs import COLUMNS, can_read_names, can_read_proof, filled_sheet
from portal import audit
from portal.access import ALLOWED, Decision, refuse
from portal.choices import CITY_ROLES, READER_ROLES, UNIT_ROLES, Role
from portal.models import Organisation, User
from reports.choices import LineState
from reports.models import Bulletin, CityMonth, LiaisonList, Merge, YearlyPaper
from scoring.choices import Column

NO_SHEET = refuse("没有这张评分表，请返回申报页重新选择。")

# --- whose is it -------------------------------------------------------------------------


def is_of_unit(user: User, organisation: Organisation) -> bool:
    return organisation.pk in user.organisation_ids(*UNIT_ROLES)


def is_of_culture(user: User, city_id: str) -> bool:
    """市文化和旅游局 of that city."""
    return city_id in user.city_ids(Role.CITY_OFFICER)


def is_province(user: User) -> bool:
    return user.has_role(Role.PROVINCE_OFFICER)


def _reads_city(user: User, city_id: str) -> bool:
    return user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES) or city_id in user.city_ids(
        *CITY_ROLES
    )


# --- the months --------------------------------------------------------------------------


def can_read_months(user: User) -> Decision:
    """Pages of the months, of which everybody of the ledger sees the own part."""
    if user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES, *CITY_ROLES, *UNIT_ROLES):
        return ALLOWED
    return refuse("月调度由在册单位、市级文旅和民政部门、省级部门办理，如需查看请联系系统管理员。")


def can_read_bulletins(user: User) -> Decision:
    """The list of bulletins: the cities, the province and its readers."""
    if user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES, *CITY_ROLES):
        return ALLOWED
    return refuse("月调度通报发至各市文化和旅游局、民政局，如需了解请向本市文化和旅游局询问。")


def can_read_city(user: User, city_id: str) -> Decision:
    """The whole ledger of one city: its two bureaus, the province and its readers."""
    if _reads_city(user, city_id):
        return ALLOWED
    return refuse("只有本市文化和旅游局、市民政局和省级部门可以查看全市台账。")


def can_write_line(user: User, organisation: Organisation, month: CityMonth, line: Any) -> Decision:
    """The unit its own line until the city has checked it; the city every line; both while open."""
    if not (is_of_unit(user, organisation) or is_of_culture(user, month.city_id)):
        return refuse("只有本单位和本市文化和旅游局可以填写本月进展。")
    if not month.is_open:
        return refuse("本月台账已报省，如需更正请联系省文化和旅游厅退回。")
    checked = line is not None and line.state == LineState.CHECKED
    if checked and not is_of_culture(user, month.city_id):
        return refuse("市文化和旅游局已核对本单位进展，如需修改请联系市文化和旅游局取消核对。")
    return ALLOWED


def can_hand_in(user: User, organisation: Organisation, month: CityMonth, line: Any) -> Decision:
    """交市文旅局: the unit itself, as long as it may write."""
    if not is_of_unit(user, organisation):
        return refuse("只有本单位可以将本月进展交市文化和旅游局。")
    return can_write_line(user, organisation, month, line)


def can_check_lines(user: User, month: CityMonth) -> Decision:
    """已核, 单位未报 and their undoing: the city, while the month is open."""
    if not is_of_culture(user, month.city_id):
        return refuse("只有本市文化和旅游局可以核对台账。")
    if not month.is_open:
        return refuse("本月台账已报省，如需更正请联系省文化和旅游厅退回。")
    return ALLOWED


def can_import_month(user: User, month: CityMonth) -> Decision:
    """The whole ledger from Excel: the city; whether the month is open is asked elsewhere."""
    if is_of_culture(user, month.city_id):
        return ALLOWED
    return refuse("只有本市文化和旅游局可以从Excel导入本市台账。")


def can_report_month(user: User, month: CityMonth) -> Decision:
    if is_of_culture(user, month.city_id):
        return ALLOWED
    return refuse("只有本市文化和旅游局可以报送本市台账。")


def can_review_month(user: User, month: CityMonth) -> Decision:
    if is_province(user):
        return ALLOWED
    return refuse("只有省文化和旅游厅可以审阅、退回各市台账。")


def can_write_plan(user: User, organisation: Organisation) -> Decision:
    """年度目标, 年度重点任务, 工作进度安排 and 重大项目: the unit and its city."""
    if is_of_unit(user, organisation) or is_of_culture(user, organisation.city_id):
        return ALLOWED
    return refuse("只有本单位和本市文化和旅游局可以填写年度计划和重大项目。")


def can_read_province(user: User) -> Decision:
    """The month of all cities, what was merged of it, and 调度排队: the province's departments."""
    if user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES):
        return ALLOWED
    return refuse("只有省级部门可以查看全省月调度。")


def can_merge(user: User) -> Decision:
    if is_province(user):
        return ALLOWED
    return refuse("只有省文化和旅游厅可以汇总全省台账。")


def can_move_unit(user: User) -> Decision:
    """Put a unit into another city or county."""
    if is_province(user):
        return ALLOWED
    return refuse("只有省文化和旅游厅可以调整单位的所属市、县，请说明情况后联系办理。")


def can_set_calendar(user: User) -> Decision:
    """Due dates, excused months and the rules of the lights."""
    if is_province(user):
        return ALLOWED
    return refuse("只有省文化和旅游厅可以调整截止日期、免报和亮灯规则。")


def can_urge_city(user: User) -> Decision:
    """市文化和旅游局 itself, about what the city has not reported."""
    if is_province(user):
        return ALLOWED
    return refuse("只有省文化和旅游厅可以向市文化和旅游局催报。")


def can_urge(user: User, city_id: str) -> Decision:
    """The city its units, the province everybody."""
    if is_province(user) or is_of_culture(user, city_id):
        return ALLOWED
    return refuse("只有市文化和旅游局、省文化和旅游厅可以催报。")


# --- 联络员 ------------------------------------------------------------------------------


def can_write_liaisons(user: User, organisation: Organisation) -> Decision:
    if is_of_unit(user, organisation) or is_of_culture(user, organisation.city_id):
        return ALLOWED
    return refuse("只有本单位和本市文化和旅游局可以登记联络员。")


def can_see_phones(user: User, city_id: str) -> bool:
    """Unmasked numbers: the two bureaus of the city and 省文旅厅 (domain.md §5.5).

    A unit sees its own anyway.
    """
    return is_province(user) or city_id in user.city_ids(*CITY_ROLES)


def can_report_list(user: User, liaison_list: LiaisonList) -> Decision:
    if is_of_culture(user, liaison_list.city_id):
        return ALLOWED
    return refuse("只有本市文化和旅游局可以报送联络员回执表。")


def can_revise_list(user: User, liaison_list: LiaisonList) -> Decision:
    """A change of persons opens the list again: whoever may change a person of the city."""
    units = Organisation.objects.filter(
        pk__in=user.organisation_ids(*UNIT_ROLES), city=liaison_list.city_id
    )
    if is_of_culture(user, liaison_list.city_id) or units.exists():
        return ALLOWED
    return refuse("只有本市文化和旅游局和所属单位可以修订联络员回执表。")


def can_confirm_list(user: User, liaison_list: LiaisonList) -> Decision:
    if is_province(user):
        return ALLOWED
    return refuse("只有省文化和旅游厅可以确认、退回联络员回执表。")


# --- 实施方案, 工作情况报告 ---------------------------------------------------------------


def can_hand_in_paper(user: User, paper: YearlyPaper) -> Decision:
    if is_of_unit(user, paper.organisation) or is_of_culture(user, paper.organisation.city_id):
        return ALLOWED
    return refuse("只有本单位和本市文化和旅游局可以上传年度材料。")


def can_forward_paper(user: User, paper: YearlyPaper) -> Decision:
    if is_of_culture(user, paper.organisation.city_id):
        return ALLOWED
    return refuse("只有本市文化和旅游局可以审核年度材料并报省。")


def can_accept_paper(user: User, paper: YearlyPaper) -> Decision:
    if is_province(user):
        return ALLOWED
    return refuse("只有省文化和旅游厅可以审阅、退回已报省的年度材料。")


# --- the bulletin ------------------------------------------------------------------------


def can_write_bulletin(user: User, bulletin: Bulletin | None = None) -> Decision:
    if is_province(user):
        return ALLOWED
    return refuse("只有省文化和旅游厅可以起草、印发月调度通报。")


# --- generated files ---------------------------------------------------------------------


def can_read_as_of(user: User, application: Application, moment: datetime) -> Decision:
    """A file with the columns that ``user`` could see at ``moment``, which may have closed since.

    That happens where a sheet is given back: the 初评 to the unit, a member's own to the member,
    the 评定 to the province's readers.
    """
    closed = [
        getattr(application, column)
        for column in (Column.FIRST_REVIEW, Column.FINAL_SCORE)
        if not can_see_marks(user, application, column)
    ]
    if is_still_scoring(user, application):
        closed.append(member_seat(user, application).sheet)
    for sheet in filter(None, closed):
        if audit.history(sheet).filter(action="reopen", at__gt=moment).exists():
            return refuse("文件生成后有评分表退回修改，其中的分值已不向您开放，请重新生成。")
    return ALLOWED


def can_print_dossier(user: User, application: Application) -> Decision:
    """O1: everybody who may read the 报告书 on screen."""
    return can_read_dossier(user, application)


def can_print_scores(user: User, application: Application, sheet: str) -> Decision:
    """O2: all columns that ``user`` may see, or the named one alone."""
    if not sheet:
        return can_read_dossier(user, application)
    if sheet not in COLUMNS or filled_sheet(application, sheet) is None:
        return NO_SHEET
    return can_see_marks(user, application, sheet)


def can_export_comparison(user: User, application: Application) -> Decision:
    """O12: everybody who may open the comparison; what stands in it is decided there."""
    return can_see_marks(user, application, Column.SELF_CHECK)


def can_print_result(user: User, application: Application) -> Decision:
    """O4: whoever may see 评定计分, once there is one."""
    if not application.final_score_id:
        return refuse("评定尚未启动，启动后方可生成评定结果页。")
    return can_see_marks(user, application, Column.FINAL_SCORE)


def can_print_proof(user: User, application: Application, sheet: str) -> Decision:
    """得分依据 with names, remarks and changes."""
    filled = filled_sheet(application, sheet)
    return can_read_names(user, filled) if filled else NO_SHEET


def can_print_nameless_proof(user: User, application: Application, sheet: str) -> Decision:
    """得分依据 for the unit, of the three columns alone."""
    filled = filled_sheet(application, sheet)
    if filled is None or filled.seat:
        return NO_SHEET
    return can_read_proof(user, filled)


def can_print_member_sheet(user: User, application: Application, sheet: str) -> Decision:
    """P-09: the member, and whoever may see the member's marks."""
    filled = filled_sheet(application, sheet)
    return can_read_proof(user, filled) if filled and filled.seat else NO_SHEET


def can_print_blank(user: User, batch: Batch) -> Decision:
    """O2 without anybody's data: everybody who may see the batch."""
    if Batch.objects.visible_to(user).filter(pk=batch.pk).exists():
        return ALLOWED
    return refuse("您没有查看该批次的权限。")


def can_export_summary(user: User, batch: Batch) -> Decision:
    """O11: 省文化和旅游厅; 省民政厅 and 省财政厅 without contacts."""
    if user.has_role(*READER_ROLES) or can_administer(user, batch):
        return ALLOWED
    return refuse("只有省文化和旅游厅、省民政厅、省财政厅可以导出批次汇总。")


def can_print_board(user: User, board: QuotaBoard) -> Decision:
    """推荐汇总表: whoever may read the city's board."""
    return can_read_board(user, board.city_id)


def can_print_month(user: User, month: CityMonth) -> Decision:
    """O9: whoever may read the city's ledger."""
    return can_read_city(user, month.city_id)


def can_print_list(user: User, liaison_list: LiaisonList) -> Decision:
    """O8: whoever may read the city's list; numbers are masked for those who need not see them."""
    return can_read_city(user, liaison_list.city_id)


def can_export_merge(user: User, merge: Merge) -> Decision:
    """O10: the province and its readers."""
    if user.has_role(Role.PROVINCE_OFFICER, *READER_ROLES):
        return ALLOWED
    return refuse("只有省级部门可以导出全省汇总台账。")


def can_print_bulletin(user: User, bulletin: Bulletin) -> Decision:
    if Bulletin.objects.visible_to(user).filter(pk=bulletin.pk).exists():
        return ALLOWED
    return refuse("通报尚未印发，印发后方可查看。")
