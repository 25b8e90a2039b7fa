"""Who looks after whose accounts. Nobody gives a role above the own reach."""

from portal.access import ALLOWED, Decision, refuse
from portal.choices import (
    CITY_ROLES,
    LEDGER_KINDS,
    UNIT_ROLES,
    OrganisationKind,
    RegionKind,
    Role,
)
from portal.models import Membership, Organisation, Region, User

#: The roles that the province, the cities and the units look after; all others are an operator's.
ROLES_OF_KIND = {
    **dict.fromkeys(LEDGER_KINDS, UNIT_ROLES),
    OrganisationKind.CITY_CULTURE: (Role.CITY_OFFICER,),
    OrganisationKind.CITY_CIVIL: (Role.CIVIL_OFFICER,),
    OrganisationKind.EXPERT_EMPLOYER: (Role.EXPERT,),
}
#: Whoever holds one of these may pass on the work of a colleague in the same organisation.
COLLEAGUES = (Role.PROVINCE_OFFICER, *CITY_ROLES, Role.UNIT_HEAD)


def can_see_people(user: User) -> Decision:
    """The pages of people at all; each shows what ``visible_to`` answers."""
    if user.has_role(*COLLEAGUES):
        return ALLOWED
    return refuse("单位人员由本单位负责人和市、省文化和旅游部门管理，请联系他们办理。")


def roles_given(user: User, organisation: Organisation) -> list[Role]:
    """The roles that ``user`` may give in ``organisation``, change and take back."""
    roles = ROLES_OF_KIND.get(OrganisationKind(organisation.kind), ())
    if user.has_role(Role.PROVINCE_OFFICER):
        return list(roles)
    if roles == UNIT_ROLES and organisation.city_id in user.city_ids(Role.CITY_OFFICER):
        return list(roles)
    if organisation.pk in user.organisation_ids(Role.UNIT_HEAD):
        return [Role.UNIT_CLERK]
    return []


def can_manage(user: User, organisation: Organisation, role: str) -> Decision:
    """Give ``role`` in ``organisation``, change who holds it, take it back."""
    if role in roles_given(user, organisation):
        return ALLOWED
    return refuse(f"您不能管理“{organisation.name}”的{Role(role).label}账号，请联系上级部门办理。")


def can_add(user: User, organisation: Organisation) -> Decision:
    """Make a further account of ``organisation``, in whatever role."""
    if roles_given(user, organisation):
        return ALLOWED
    return refuse(f"您不能为“{organisation.name}”建立账号，请联系系统管理员办理。")


def can_manage_account(user: User, person: User) -> Decision:
    """Name, password and 停用 reach into every role of ``person``, so all must be in reach."""
    if person.pk == user.pk:
        return refuse("本人的账号请在“个人信息”中维护；改任、停用由他人办理。")
    held = person.current_memberships
    if not held:
        return refuse("该用户已没有任职，请联系系统管理员办理。")
    if all(can_manage(user, one.organisation, one.role) for one in held):
        return ALLOWED
    return refuse("该用户有您管理范围以外的角色，请联系系统管理员办理。")


def can_hand_over(user: User, membership: Membership) -> Decision:
    """Pass on what a leaver has open (C-12): whoever manages the role, or a colleague in it."""
    if membership.user_id == user.pk:
        return refuse("本人的工作请由同事或上级部门办理交接。")
    organisation, role = membership.organisation, Role(membership.role)
    if role in COLLEAGUES and organisation.pk in user.organisation_ids(role):
        return ALLOWED
    return can_manage(user, organisation, role)


def can_register(user: User, city: Region) -> Decision:
    """Enter 创建单位 of ``city`` and their people: its 市文化和旅游局, and the province."""
    own = city.pk in user.city_ids(Role.CITY_OFFICER)
    if city.kind == RegionKind.CITY and (own or user.has_role(Role.PROVINCE_OFFICER)):
        return ALLOWED
    return refuse("只有本市文化和旅游局和省文化和旅游厅可以登记创建单位及其人员。")
