"""The members' own sheets: handed in, compared by the chair, sent back, averaged where declared."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from applications import evidence, summaries
from applications.aggregation import needed, propose
from applications.consensus import MEANS, member_rows, read_consensus
from applications.forms.panel import SheetReturnForm
from applications.guards import member_not_ready
from applications.permissions import (
    can_compare_members,
    can_mark,
    can_write_final_score,
    member_seat,
)
from applications.services import panel
from applications.services.stale import mark_of
from applications.views.answers import crumbs, read_version
from applications.views.sheets import find, least_of
from portal.access import require
from portal.workflow import TransitionRefused
from scoring.choices import Column, SeatRole


class PanelPage(View):
    """A page of a panel at work, or after it."""

    joins = ("batch", "organisation", "dossier", "panel", "final_score__ruleset")

    @property
    def members_url(self):
        return reverse("applications:members", args=[self.application.pk])

    @property
    def crumbs(self):
        return [*crumbs(self.application), ("成员计分", self.members_url)]

    def confirm(self, *, status, **context):
        """The generic question, with the way back to where it was asked."""
        frame = {"application": self.application, "crumbs": self.crumbs}
        context = {**frame, "cancel_url": self.members_url, **context}
        return render(self.request, "applications/panel/confirm.html", context, status=status)


class Members(PanelPage):
    """Who has handed in, and all leaves with every member's mark (P-05)."""

    def get(self, request, pk):
        self.application = find(request, pk, *self.joins)
        require(can_compare_members(request.user, self.application))
        found = read_consensus(self.application, request.user)
        least = least_of(request)
        context = {
            "application": self.application,
            "crumbs": crumbs(self.application),
            "rows": member_rows(self.application, found),
            "found": found,
            "least": least,
            "sections": found.sections(least),
            "is_chair_at_work": can_write_final_score(request.user, self.application),
            "averages": self.application.batch.aggregation in MEANS,
            "needed": needed(self.application.batch),
        }
        return render(request, "applications/panel/members.html", context)


class HandIn(PanelPage):
    """提交计分: what is missing, then the lock on the member's own sheet."""

    def dispatch(self, request, pk):
        """Nobody but a member has a sheet; one that is closed says why."""
        self.application = find(request, pk, *self.joins)
        self.seat = member_seat(request.user, self.application)
        decision = can_mark(request.user, self.application, Column.MEMBER)
        if self.seat is None:
            require(decision)
        if not decision:
            messages.warning(request, decision.reason)
            return redirect(self.application)
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.ask()

    def post(self, request, pk):
        try:
            panel.hand_in(application=self.application, actor=request.user)
        except TransitionRefused:
            return self.ask(status=422)
        messages.success(request, "您的计分已提交，组长可以查阅；确需修改的，请组长退回。")
        return redirect(self.application)

    def ask(self, status=200):
        desk = reverse("applications:sheet", args=[self.application.pk, Column.MEMBER.value])
        return self.confirm(
            status=status,
            crumbs=[*crumbs(self.application), ("成员计分", desk)],
            cancel_url=desk,
            heading="提交成员计分",
            question=f"提交您对“{self.application.dossier.zone_name}”的计分？",
            sheet=summaries.sheet_summary(self.seat.sheet),
            unopened=evidence.unopened(self.application, self.seat.sheet),
            consequences=[
                "您的计分锁定，组长可以查阅；此前只有您本人可见。",
                "提交后不能自行撤回，确需修改的由组长退回。",
            ],
            problems=member_not_ready(self.application, self.seat),
            submit_label="提交计分",
        )


class SheetReturn(PanelPage):
    """组长退回: why, then the member scores on."""

    def dispatch(self, request, pk, seat):
        self.application = find(request, pk, *self.joins)
        require(can_write_final_score(request.user, self.application))
        seats = self.application.panel.seats.filter(role=SeatRole.MEMBER, sheet__isnull=False)
        self.seat = get_object_or_404(seats.select_related("user"), pk=seat)
        return super().dispatch(request, pk, seat)

    def get(self, request, pk, seat):
        return self.ask(SheetReturnForm())

    def post(self, request, pk, seat):
        form = SheetReturnForm(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        deed = {"application": self.application, "seat": self.seat, "actor": request.user}
        try:
            panel.return_sheet(**deed, note=form.cleaned_data["note"])
        except TransitionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已退回{self.seat.user.name}的计分，并告知本人。")
        return redirect(self.members_url)

    def ask(self, form, status=200):
        name = self.seat.user.name
        return self.confirm(
            status=status,
            heading=f"退回{name}的计分",
            question=f"将已提交的计分退回{name}修改？",
            consequences=[f"{name}可以继续修改，再次提交前其计分只有本人可见，也不计入平均。"],
            form=form,
            submit_label="退回",
        )


class Averages(PanelPage):
    """按平均分填入未评项: every mark is shown before any is written."""

    def dispatch(self, request, pk):
        self.application = find(request, pk, *self.joins)
        require(can_write_final_score(request.user, self.application))
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.ask()

    def post(self, request, pk):
        seen = read_version(request.POST.get("version"))
        try:
            count = panel.fill_averages(application=self.application, seen=seen, actor=request.user)
        except TransitionRefused as refusal:
            return self.ask(refusal.problems, status=422)
        messages.success(request, f"已按平均分填入{count}项，请逐项核对；其余各项由组长评定。")
        return redirect(self.members_url)

    def ask(self, problems=(), status=200):
        proposed = propose(self.application, self.request.user)
        context = {
            "application": self.application,
            "crumbs": self.crumbs,
            "proposed": proposed,
            "version": mark_of(proposed.boxes),
            "problems": problems,
            "cancel_url": self.members_url,
        }
        return render(self.request, "applications/panel/averages.html", context, status=status)
