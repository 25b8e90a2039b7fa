"""What can be done with somebody's account, each asked first: password, 停用, 启用, 结束任职."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from portal.access import Decision, require
from portal.models import Membership, User
from portal.permissions import can_manage, can_manage_account
from portal.services import (
    AccountRefused,
    NewAccount,
    is_last_head,
    issue_initial_password,
    set_active,
    take_role,
)

REFUSED = 422


def crumbs():
    return [("人员", reverse("people"))]


def find_person(request, pk):
    """The membership in force, if this person may know of it."""
    rows = Membership.objects.visible_to(request.user).current()
    return get_object_or_404(rows.select_related("user", "organisation__city"), pk=pk)


def hand_out(request, accounts):
    """The one answer in which initial passwords are seen: in no cookie, log, file or session."""
    context = {"heading": "初始密码", "crumbs": crumbs(), "accounts": accounts}
    return render(request, "portal/people/passwords.html", context)


def may_end(user: User, held: Membership) -> Decision:
    return can_manage(user, held.organisation, held.role)


def may_handle_account(user: User, held: Membership) -> Decision:
    return can_manage_account(user, held.user)


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed: who may, when it is any use, what follows, and what does it."""

    name: str
    label: str
    may: Callable[[User, Membership], Decision]
    consequences: tuple[str, ...]
    done: str
    run: Callable[[Membership, User], str | None]
    #: Whether the account has to be active (True), 停用 (False), or either.
    active: bool | None = None
    danger: bool = False
    #: What follows for this person in particular, a sentence each.
    warn: Callable[[Membership], list[str]] = lambda held: []

    def is_offered(self, user: User, held: Membership) -> bool:
        return bool(self.may(user, held)) and self.active in (None, held.user.is_active)


def _set_active(active: bool) -> Callable[[Membership, User], None]:
    return lambda held, actor: set_active(user=held.user, active=active, actor=actor)


def _nobody_submits(held: Membership) -> list[str]:
    """停用 stops an account at once, so it is never refused; but whoever does it must know."""
    return [
        f"{one.user.name}是“{one.organisation.name}”唯一在用的负责人，停用后将无人提交；"
        "请随后新增一名负责人，或者改为办理交接。"
        for one in held.user.current_memberships
        if is_last_head(one)
    ]


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "password",
            "发放初始密码",
            may_handle_account,
            (
                "原密码立即作废，正在使用的会话随即退出。",
                "新的初始密码只显示一次，请当面或密封交给本人；本人登录后须先修改密码。",
            ),
            "",
            lambda held, actor: issue_initial_password(user=held.user, actor=actor),
        ),
        Deed(
            "disable",
            "停用账号",
            may_handle_account,
            (
                "该用户立即退出登录，不能再登录；已填写、办理的内容和署名都保留。",
                "以后可以重新启用。已离任且有未办结工作的，请改为办理交接。",
            ),
            "账号已停用。",
            _set_active(False),
            active=True,
            danger=True,
            warn=_nobody_submits,
        ),
        Deed(
            "enable",
            "启用账号",
            may_handle_account,
            ("该用户可以用原密码登录；忘记密码的，请另行发放初始密码。",),
            "账号已启用。",
            _set_active(True),
            active=False,
        ),
        Deed(
            "end",
            "结束任职",
            may_end,
            (
                "该用户立即失去这一角色；已填写、办理的内容和署名都保留。",
                "没有其他角色的，登录后不能再办理任何事项；不再使用平台的请先停用账号。",
            ),
            "任职已结束。",
            lambda held, actor: take_role(membership=held, actor=actor),
            danger=True,
        ),
    )
}


class PersonDeed(View):
    """A deed about one person: asked on GET, done on POST."""

    def dispatch(self, request, pk, deed):
        if deed not in DEEDS:
            raise Http404
        self.deed, self.held = DEEDS[deed], find_person(request, pk)
        require(self.deed.may(request.user, self.held))
        if not self.deed.is_offered(request.user, self.held):
            messages.info(request, "该账号的状态已有变化，无需办理。")
            return redirect("person", pk)
        return super().dispatch(request, pk, deed)

    def get(self, request, pk, deed):
        return self.ask()

    def post(self, request, pk, deed):
        try:
            password = self.deed.run(self.held, request.user)
        except AccountRefused as refusal:
            return self.ask(problems=[str(refusal)], status=REFUSED)
        if password:
            return hand_out(request, [NewAccount(self.held.user, password)])
        messages.success(request, f"{self.held.user}：{self.deed.done}")
        return redirect("people")

    def ask(self, problems=(), status=200):
        held, person = self.held, reverse("person", args=[self.held.pk])
        context = {
            "heading": self.deed.label,
            "question": f"{self.deed.label}：{held.organisation}，{held.user}（{held.user.username}）？",
            "consequences": [*self.deed.warn(held), *self.deed.consequences],
            "problems": problems,
            "submit_label": self.deed.label,
            "danger": self.deed.danger,
            "cancel_url": person,
            "crumbs": [*crumbs(), (held.user.name, person)],
        }
        return render(self.request, "portal/people/confirm.html", context, status=status)
