"""What a list may show and sort by: the predicates of reading, asked of many rows at once."""

from django.db.models import Q

from applications.choices import BEFORE_REVIEW, FROM_RECOMMENDATION, Status
from portal.access import ALLOWED, Decision, refuse
from portal.choices import CITY_ROLES, READER_ROLES, UNIT_ROLES, Role
from portal.models import User
from scoring.choices import Column

EVERY, NONE = ~Q(pk__in=[]), Q(pk__in=[])


def shows_totals(user: User) -> bool:
    """Whether a list has columns of totals at all; an expert must not read a ranking."""
    return bool(user.roles) and not user.has_role(Role.EXPERT)


def contents_shown(user: User) -> Q:
    """The rows of ``visible_to`` whose 报告书 is open, as ``can_read_dossier`` says of one."""
    return ~Q(status=Status.DRAFTING) if user.has_role(Role.PROVINCE_OFFICER) else EVERY


def marks_shown(user: User, column: str) -> Q:
    """The rows of ``visible_to`` whose total may be known, as ``can_see_marks`` says of one."""
    if not shows_totals(user):
        return NONE
    if column == Column.SELF_CHECK:
        return contents_shown(user)
    if user.has_role(Role.PROVINCE_OFFICER):
        return EVERY
    cosigned = Q(status__in=(Status.REVIEWED, *FROM_RECOMMENDATION))
    shown = Q(city__in=user.city_ids(Role.CITY_OFFICER))
    shown |= Q(city__in=user.city_ids(Role.CIVIL_OFFICER)) & ~Q(status__in=BEFORE_REVIEW)
    shown |= Q(organisation__in=user.organisation_ids(*UNIT_ROLES)) & cosigned
    if user.has_role(*READER_ROLES):
        shown |= Q(status__in=FROM_RECOMMENDATION)
    return shown


def can_export_list(user: User, batch: object = None) -> Decision:
    """The list as a workbook: the offices. An expert takes no ranking, a unit needs none."""
    if user.has_role(Role.PROVINCE_OFFICER, *CITY_ROLES, *READER_ROLES):
        return ALLOWED
    return refuse("只有市级文旅、民政部门和省级部门可以导出申报列表。")
