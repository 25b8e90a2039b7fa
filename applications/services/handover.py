"""A leaver passes on what is open to a colleague (C-12); who did what before stays as it is."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from applications.choices import Status
from applications.models import Application, Objection
from applications.services import objections
from applications.services.results import PANEL_OPEN
from portal import audit
from portal.access import require
from portal.choices import UNIT_ROLES, OrganisationKind, Role
from portal.locking import lock_record
from portal.models import Membership, Organisation, User
from portal.notices import notify
from portal.permissions import can_hand_over, can_manage
from portal.problems import Problem
from portal.services import add_membership, end_membership, set_active, unfit

#: The 初评 is being written, or has come back to the unit before it was handed in.
UNDER_REVIEW = (
    Status.SUBMITTED,
    Status.CITY_RETURNED,
    Status.REVIEWING,
    Status.PROVINCE_RETURNED,
)


class HandoverRefused(ValueError):
    """Nothing was passed on; the text says why."""


@dataclass(frozen=True, slots=True)
class Work:
    """What would pass on from one person in one organisation."""

    memberships: list[Membership]
    reviews: list[Application]
    objections: list[Objection]

    @property
    def mark(self) -> str:
        """Names exactly this work, so that what is confirmed is what was shown."""
        parts = (self.memberships, self.reviews, self.objections)
        return ";".join(",".join(str(row.pk) for row in rows) for rows in parts)

    @property
    def roles(self) -> set[str]:
        return {row.role for row in self.memberships}

    def __str__(self) -> str:
        words = ["、".join(row.get_role_display() for row in self.memberships)]
        words += [f"初评{len(self.reviews)}件"] if self.reviews else []
        words += [f"公示异议{len(self.objections)}件"] if self.objections else []
        return "，".join(words)


def work_of(membership: Membership, actor: User) -> Work:
    """Roles and open work of a leaver in the organisation of ``membership``."""
    leaver, organisation = membership.user, membership.organisation
    held = leaver.memberships.current().filter(organisation=organisation)
    return Work(
        [row for row in held.select_related("organisation") if can_hand_over(actor, row)],
        list(_reviews(leaver, organisation)),
        list(_objections(leaver, organisation)),
    )


def _reviews(leaver: User, organisation: Organisation) -> QuerySet[Application]:
    if organisation.kind != OrganisationKind.CITY_CULTURE:
        return Application.objects.none()
    rows = Application.objects.filter(first_reviewer=leaver, city=organisation.city_id)
    return rows.filter(status__in=UNDER_REVIEW).for_list()


def _objections(leaver: User, organisation: Organisation) -> QuerySet[Objection]:
    if organisation.kind != OrganisationKind.PROVINCE_CULTURE:
        return Objection.objects.none()
    rows = Objection.objects.filter(assigned_to=leaver, released_at__isnull=True)
    return rows.select_related("batch")


def successors(membership: Membership, actor: User) -> QuerySet[User]:
    """Colleagues in the organisation; where ``actor`` gives no roles, those who hold them already."""
    organisation, roles = membership.organisation, work_of(membership, actor).roles
    found = User.objects.holding(*Role, organisation=organisation).exclude(pk=membership.user_id)
    for role in roles:
        if not can_manage(actor, organisation, role):
            same = User.objects.holding(role, organisation=organisation)
            found = found.filter(pk__in=same.values("pk"))
    return found.order_by("name", "pk")


def problems(membership: Membership) -> list[Problem]:
    """Why nothing can be passed on before something else is done: a panel's seat is the province's."""
    if membership.role != Role.EXPERT:
        return []
    seated = Application.objects.filter(
        panel__seats__user=membership.user,
        panel__seats__ended_at__isnull=True,
        status__in=PANEL_OPEN,
    )
    return [
        Problem(
            f"{membership.user}是“{row.organisation.name}”评定组的成员，请先更换专家。",
            reverse("applications:panel", args=[row.pk]),
        )
        for row in seated.select_related("organisation")
    ]


@transaction.atomic
def hand_over(*, membership: Membership, successor: User, mark: str, actor: User) -> None:
    """Roles and open work go to ``successor``; the leaver is out at once.

    The account is 停用 unless it has a role elsewhere. A second click finds nothing to do.
    Raises PermissionDenied, HandoverRefused, AccountRefused.
    """
    lock_record(Organisation.objects, pk=membership.organisation_id)
    membership.refresh_from_db()
    if membership.ended_at is not None:
        return
    require(can_hand_over(actor, membership))
    work = work_of(membership, actor)
    if work.mark != mark:
        raise HandoverRefused("待移交的工作刚刚有变化，请核对后重新确认。")
    _refuse_impossible(membership, work, successor, actor)
    _pass_on(work, membership.user, successor, actor)
    _leave(membership, work, successor, actor)


def _refuse_impossible(membership: Membership, work: Work, successor: User, actor: User) -> None:
    if found := problems(membership):
        raise HandoverRefused("".join(map(str, found)))
    if not successors(membership, actor).filter(pk=successor.pk).exists():
        raise HandoverRefused(f"{successor}不是本单位在用的人员，请重新选择接手人。")
    for role in work.roles:
        if sentence := unfit(user=successor, organisation=membership.organisation, role=role):
            raise HandoverRefused(sentence)
    for application in work.reviews:
        if application.cosignatures.filter(signer=successor).exists():
            raise HandoverRefused(
                f"{successor}曾会签“{application.organisation.name}”的初评，"
                "不能接手这项初评，请选择其他人员。"
            )


def _pass_on(work: Work, leaver: User, successor: User, actor: User) -> None:
    """What has been finished, or taken on by another, while this waited stays as it is."""
    rows = Application.objects.filter(pk__in=[row.pk for row in work.reviews])
    still = rows.filter(first_reviewer=leaver, status__in=UNDER_REVIEW).order_by("city", "pk")
    for application in still.select_for_update(of=("self",)):
        names = {"before": str(application.first_reviewer), "after": str(successor)}
        application.first_reviewer = successor
        application.save(update_fields=["first_reviewer"])
        audit.record(actor, "hand_over_review", application, label="移交初评", **names)
    for objection in work.objections:
        seen = {"seen": objection.version}
        objections.assign(objection=objection, officer=successor, actor=actor, **seen)


def _leave(membership: Membership, work: Work, successor: User, actor: User) -> None:
    leaver = membership.user
    for row in work.memberships:
        end_membership(membership=row, actor=actor)
        _take_role(row, successor, actor)
    notify([successor], f"{leaver}的工作已移交给您：{work}，请继续办理。", reverse("home"))
    notify([leaver], f"您在“{membership.organisation.name}”的工作已移交给{successor}。")
    if not leaver.memberships.current().exists():
        set_active(user=leaver, active=False, actor=actor)
    details: dict[str, Any] = {"successor": successor.pk, "successor_name": successor.name}
    audit.record(actor, "hand_over", leaver, label="办理交接", note=str(work), **details)


def _take_role(row: Membership, successor: User, actor: User) -> None:
    """Give the role, unless it is held already; a 负责人 does all that an 经办人 does."""
    held = successor.memberships.current().filter(organisation=row.organisation)
    enough = {Role.UNIT_CLERK: UNIT_ROLES}.get(Role(row.role), (row.role,))
    if not held.filter(role__in=enough).exists():
        add_membership(user=successor, organisation=row.organisation, role=row.role, actor=actor)
