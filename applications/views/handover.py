"""办理交接: what passes on from a leaver, to whom, then the deed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from applications.forms.handover import HandoverForm
from applications.services import handover
from applications.views.answers import REFUSED
from portal.access import require
from portal.permissions import can_add, can_hand_over
from portal.problems import Problem
from portal.services import AccountRefused
from portal.views.person_deeds import crumbs, find_person


class Handover(View):
    """GET shows the open work and the colleagues; POST passes everything on."""

    def dispatch(self, request, pk):
        self.held = find_person(request, pk)
        require(can_hand_over(request.user, self.held))
        self.successors = handover.successors(self.held, request.user)
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.ask(HandoverForm(successors=self.successors))

    def post(self, request, pk):
        form = HandoverForm(request.POST, successors=self.successors)
        if not form.is_valid():
            return self.ask(form, status=REFUSED)
        successor = form.cleaned_data["successor"]
        try:
            handover.hand_over(
                membership=self.held,
                successor=successor,
                mark=request.POST.get("mark", ""),
                actor=request.user,
            )
        except (handover.HandoverRefused, AccountRefused) as refusal:
            form.add_error(None, str(refusal))
            return self.ask(form, status=REFUSED)
        messages.success(request, f"{self.held.user}的工作已移交给{successor}。")
        return redirect("people")

    def ask(self, form, status=200):
        held, person = self.held, reverse("person", args=[self.held.pk])
        context = {
            "heading": f"办理交接：{held.user}",
            "question": f"把{held.user}在“{held.organisation}”的工作移交给接手人？",
            "work": handover.work_of(held, self.request.user),
            "problems": self.problems(),
            "form": form,
            "consequences": [
                f"{held.user}立即失去在本单位的角色；没有其他角色的，账号随即停用、退出登录。",
                "已填写、办理的内容和署名都保留为原经办人；双方都会收到消息。",
            ],
            "submit_label": "办理交接",
            "danger": True,
            "cancel_url": person,
            "crumbs": [*crumbs(), (held.user.name, person)],
        }
        return render(self.request, "applications/people/handover.html", context, status=status)

    def problems(self):
        found = handover.problems(self.held)
        if not self.successors.exists():
            unit = self.held.organisation
            own = can_add(self.request.user, unit)
            url = reverse("person_new", args=[unit.pk]) if own else ""
            found.append(Problem("本单位没有其他可以接手的人员，请先新增人员，再办理交接。", url))
        return found
