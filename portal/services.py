"""Accounts and organisations: made, changed, ended or 停用, never deleted."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.db.models.functions import Lower

from portal import audit, clock
from portal.choices import (
    CITY_ROLES,
    KINDS_OF_ROLE,
    LEDGER_KINDS,
    OPERATOR_ROLES,
    OrganisationStanding,
    Role,
)
from portal.locking import lock_record
from portal.models import KindPeriod, Membership, Organisation, User
from portal.passwords import initial_password
from portal.validators import normalise_username

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,49}")


class AccountRefused(ValueError):
    """The account cannot be made or changed like this; the text says why and what to do."""


class NewAccount(NamedTuple):
    """An account and the password that is shown once and stored nowhere."""

    user: User
    password: str


@transaction.atomic
def create_account(
    *,
    username: str,
    name: str,
    role: Role,
    organisation: Organisation,
    actor: User | None = None,
    **person: str,
) -> NewAccount:
    """A new account with one role and an initial password that must be changed (O-02).

    ``person`` may hold position, phone and email. ``actor`` None is the command line.
    Raises AccountRefused.
    """
    user = User(username=free_username(username), name=name.strip(), **person)
    password = _set_initial_password(user)
    _refuse_invalid(user)
    user.save()
    audit.record(actor, "create_account", user, label="建立账号", username=user.username)
    add_membership(user=user, organisation=organisation, role=role, actor=actor)
    return NewAccount(user, password)


@transaction.atomic
def change_account(*, user: User, fields: list[str], actor: User) -> None:
    """Store what an operator has corrected in an account: ``fields`` of ``user``."""
    if not fields:
        return
    user.save(update_fields=fields)
    audit.record(actor, "change_account", user, label="修改账号", fields=sorted(fields))


@transaction.atomic
def issue_initial_password(*, user: User, actor: User | None = None) -> str:
    """A new one-time password for somebody who has lost theirs; every session of theirs ends."""
    if user.is_demonstration:
        raise AccountRefused("演练账号的密码由演练数据统一设定，不能另行发放。")
    password = _set_initial_password(user)
    user.save(update_fields=["password", "must_change_password"])
    audit.record(actor, "issue_initial_password", user, label="发放初始密码")
    return password


@transaction.atomic
def change_own_password(*, user: User, password: str) -> None:
    """Store a password that its owner has chosen; an initial one is used up by that."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record(user, "change_password", user, label="修改密码")


@transaction.atomic
def change_own_details(*, user: User, details: dict[str, str]) -> None:
    """Store position, telephone and e-mail as their owner gives them.

    Whoever changes nothing has looked and says that all is right, which is worth knowing too.
    """
    changed = [name for name, value in details.items() if getattr(user, name) != value]
    if not changed:
        audit.record(user, "confirm_details", user, label="核对个人信息")
        return
    for name in changed:
        setattr(user, name, details[name])
    user.save(update_fields=changed)
    audit.record(user, "change_details", user, label="修改个人信息", fields=sorted(changed))


@transaction.atomic
def add_membership(
    *, user: User, organisation: Organisation, role: Role, actor: User | None = None
) -> Membership:
    """Give ``user`` a role in ``organisation``; raises AccountRefused with the reason."""
    if problem := unfit(user=user, organisation=organisation, role=role):
        raise AccountRefused(problem)
    membership = Membership.objects.create(user=user, organisation=organisation, role=role)
    _forget_roles(user)
    audit.record(actor, "add_membership", user, label="授予角色", **_named(membership))
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, actor: User | None = None) -> None:
    """Take a role back from now on; what was done in it stays. A second call does nothing."""
    ended = Membership.objects.current().filter(pk=membership.pk).update(ended_at=clock.now())
    membership.refresh_from_db()
    if ended:
        _forget_roles(membership.user)
        details = _named(membership)
        audit.record(actor, "end_membership", membership.user, label="结束任职", **details)


@transaction.atomic
def take_role(*, membership: Membership, actor: User) -> None:
    """结束任职, unless the unit would be left without a 负责人. Raises AccountRefused."""
    _refuse_last_head(membership)
    end_membership(membership=membership, actor=actor)


@transaction.atomic
def change_role(*, membership: Membership, role: Role, actor: User) -> Membership:
    """改任 within the organisation: the new role from now on. Raises AccountRefused."""
    if membership.role == role:
        return membership
    _refuse_last_head(membership)
    end_membership(membership=membership, actor=actor)
    user, organisation = membership.user, membership.organisation
    current = user.memberships.current().filter(organisation=organisation, role=role).first()
    return current or add_membership(user=user, organisation=organisation, role=role, actor=actor)


def _refuse_last_head(membership: Membership) -> None:
    """Under the lock of the unit, so that two who leave at once do not both go."""
    if membership.role == Role.UNIT_HEAD:
        lock_record(Organisation.objects, pk=membership.organisation_id)
    if is_last_head(membership):
        raise AccountRefused(
            f"{membership.user.name}是“{membership.organisation.name}”唯一在用的负责人，"
            "离开后将无人提交；请先新增一名负责人，或办理交接。"
        )


def is_last_head(membership: Membership) -> bool:
    """Whether nobody else could submit for the unit."""
    if membership.role != Role.UNIT_HEAD or not membership.user.is_active:
        return False
    heads = User.objects.holding(Role.UNIT_HEAD, organisation=membership.organisation)
    return not heads.exclude(pk=membership.user_id).exists()


@transaction.atomic
def change_person(
    *, membership: Membership, details: dict[str, str], role: Role, actor: User
) -> Membership:
    """Correct 姓名, 职务, 联系电话 and 电子邮箱 of somebody, and the role in the organisation.

    Answers the membership in force then. Raises AccountRefused, and then nothing is stored.
    """
    user = membership.user
    changed = [name for name, value in details.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, details[name])
    _refuse_invalid(user)
    change_account(user=user, fields=changed, actor=actor)
    return change_role(membership=membership, role=role, actor=actor)


@transaction.atomic
def open_unit(
    *, organisation: Organisation, people: list[dict[str, Any]], actor: User
) -> list[NewAccount]:
    """A new organisation with its first accounts: ``people`` as ``create_account`` takes them.

    Raises AccountRefused, and then nothing is stored.
    """
    _refuse_invalid(organisation)
    save_organisation(organisation=organisation, fields=["register"], actor=actor)
    return [create_account(organisation=organisation, actor=actor, **one) for one in people]


@transaction.atomic
def set_active(*, user: User, active: bool, actor: User | None = None) -> None:
    """停用 or 启用; whoever is disabled is logged out at the next click (SEC-05)."""
    if user.is_active == active:
        return
    user.is_active = active
    user.save(update_fields=["is_active"])
    audit.record(actor, "set_active", user, label="启用账号" if active else "停用账号")


def free_username(text: str, *, known: Mapping[str, User] | None = None) -> str:
    """``text`` as it is stored; raises AccountRefused when it is malformed or taken.

    Where many are asked for, ``known`` are the accounts that have one of the names.
    """
    username = normalise_username(text)
    if not USERNAME.fullmatch(username):
        raise AccountRefused(
            "用户名应为3至50个字符，只用小写字母、数字和. _ -，并以字母或数字开头，请修改。"
        )
    known = accounts_of([username]) if known is None else known
    holder = known.get(username)
    if holder and holder.is_demonstration:
        raise AccountRefused(f"“{username}”是演练账号，不能在正式使用中沿用，请换一个用户名。")
    if holder:
        raise AccountRefused(f"用户名“{username}”已被使用，请换一个。")
    return username


def accounts_of(usernames: Iterable[str]) -> dict[str, User]:
    """The accounts of these names as they are normalised, with the roles in force; two queries."""
    current = Membership.objects.current().select_related("organisation__city")
    rows = User.objects.alias(normal=Lower("username")).filter(normal__in=set(usernames))
    roles = Prefetch("memberships", current, to_attr="current_memberships")
    return {normalise_username(user.username): user for user in rows.prefetch_related(roles)}


def unfit(*, user: User, organisation: Organisation, role: Role) -> str:
    """Why ``user`` cannot hold ``role`` in ``organisation``; empty when nothing speaks against."""
    role = Role(role)
    if organisation.kind not in KINDS_OF_ROLE[role]:
        kind = organisation.get_kind_display()
        return f"“{organisation.name}”是{kind}，不能设“{role.label}”，请核对单位和角色。"
    if organisation.standing == OrganisationStanding.DISABLED:
        return f"“{organisation.name}”已停用，不能再设账号。"
    held = set(user.memberships.current().values_list("role", flat=True)) if user.pk else set()
    return _clash(role, held)


def _clash(role: Role, held: set[str]) -> str:
    """等保 asks for separate duties: an operator does no business and no second duty.

    Nobody is of both bureaus of the cities: one signs what the other has reviewed.
    """
    others = held - {role}
    if role in OPERATOR_ROLES and others:
        return "系统、安全、审计管理员须由专人担任，不能兼任其他角色，请另建账号。"
    if others & {*OPERATOR_ROLES}:
        return "该用户是平台管理员，不能兼任业务角色，请另建账号。"
    if role in CITY_ROLES and others & {*CITY_ROLES}:
        return (
            "市文化和旅游局、市民政局的角色不能由同一人担任（会签须由另一部门办理），请另建账号。"
        )
    return ""


def _set_initial_password(user: User) -> str:
    password = initial_password()
    user.set_password(password)
    user.must_change_password = True
    return password


def _refuse_invalid(record: User | Organisation) -> None:
    try:
        record.full_clean(exclude=["password"])
    except ValidationError as error:
        lines = [
            sentence if name == NON_FIELD_ERRORS else f"{_label(record, name)}：{sentence}"
            for name, sentences in error.message_dict.items()
            for sentence in sentences
        ]
        raise AccountRefused("".join(lines)) from error


def _label(record: User | Organisation, name: str) -> str:
    return record._meta.get_field(name).verbose_name


@transaction.atomic
def save_organisation(*, organisation: Organisation, fields: list[str], actor: User) -> None:
    """Store an organisation; a new one of the ledger belongs to its group from this month on."""
    is_new = organisation.pk is None
    organisation.save()
    if is_new and organisation.kind in LEDGER_KINDS:
        since = clock.today().replace(day=1)
        KindPeriod.objects.create(organisation=organisation, kind=organisation.kind, since=since)
    action, label = (
        ("add_organisation", "新增单位") if is_new else ("change_organisation", "修改单位")
    )
    audit.record(actor, action, organisation, label=label, fields=sorted(fields))


def _named(membership: Membership) -> dict[str, Any]:
    return {
        "role": membership.role,
        "organisation": membership.organisation_id,
        "organisation_name": membership.organisation.name,
    }


def _forget_roles(user: User) -> None:
    """Drop what the user object has read of its memberships."""
    for name in ("current_memberships", "roles"):
        user.__dict__.pop(name, None)
