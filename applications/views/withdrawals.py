"""T23: the unit asks to leave, takes it back, or is told no; granting is the move ``end``."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views import View

from applications.choices import FROM_RECOMMENDATION
from applications.forms.ending import RefusalForm, WithdrawalForm
from applications.guards import open_request
from applications.lifecycle import BEFORE_EVALUATION
from applications.permissions import can_ask_to_end, can_end
from applications.services import withdrawals
from applications.views.answers import REFUSED, crumbs, find, too_late
from portal.access import require
from portal.workflow import TransitionRefused


class WithdrawalPage(View):
    """A deed about the request: asked on GET, done on POST, with what was typed kept."""

    may = staticmethod(can_ask_to_end)
    form_class = None

    def dispatch(self, request, pk):
        self.application = find(request, pk)
        require(self.may(request.user, self.application))
        if sentence := self.not_now():
            return self.refused(sentence)
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.ask(self.form_class and self.form_class())

    def post(self, request, pk):
        form = self.form_class and self.form_class(request.POST)
        if form and not form.is_valid():
            return self.ask(form, status=REFUSED)
        try:
            self.do(form and form.cleaned_data["note"])
        except TransitionRefused as refusal:
            return self.refused(str(refusal))
        messages.success(request, self.done)
        return redirect(self.application)

    def refused(self, sentence):
        """A second click finds the own request; whatever else was typed is kept."""
        last = self.application.withdrawal_requests.last()
        whose = last and (last.decided_by_id or last.asked_by_id)
        is_done = whose == self.request.user.pk
        return too_late(self.request, self.application, sentence, is_done=is_done)

    def not_now(self):
        """Why there is nothing to decide; empty while there is."""
        return "" if open_request(self.application) else withdrawals.NOTHING_ASKED

    def ask(self, form, status=200):
        context = {
            "application": self.application,
            "asked": open_request(self.application),
            "crumbs": crumbs(self.application),
            "cancel_url": self.application.get_absolute_url(),
            "heading": self.label,
            "question": self.question(),
            "consequences": self.consequences(),
            "submit_label": self.label,
            "form": form,
        }
        return render(self.request, "applications/moves/withdrawal.html", context, status=status)

    def question(self):
        return f"{self.label}：“{self.application.dossier.zone_name}”？"


class Ask(WithdrawalPage):
    """申请撤回申报."""

    label = "申请撤回申报"
    done = "撤回申请已提出，办理结果会通知您；办理之前可以取消。"
    form_class = WithdrawalForm

    def not_now(self):
        if self.application.status not in BEFORE_EVALUATION:
            state = self.application.get_status_display()
            return f"当前状态为“{state}”，不能再申请撤回申报。"
        asked = open_request(self.application)
        return "撤回申请已提出，正在等待办理；不再撤回的，请取消申请。" if asked else ""

    def consequences(self):
        recommended = self.application.status in FROM_RECOMMENDATION
        office = "省文化和旅游厅" if recommended else f"{self.application.city.name}文化和旅游局"
        return [
            f"由{office}办理；同意后本批次申报结束，不能恢复，也不能在本批次重新申报。",
            *(["占用的推荐名额随之空出。"] if recommended else []),
            "已填写的内容和已提交的版本保留备查，仍可查看和导出。",
            "办理之前可以取消申请，申报照常进行。",
        ]

    def do(self, note):
        withdrawals.ask_to_withdraw(
            application=self.application, reason=note, actor=self.request.user
        )


class Cancel(WithdrawalPage):
    """取消撤回申请."""

    label = "取消撤回申请"
    done = "撤回申请已取消，申报继续。"

    def consequences(self):
        return ["申报照常进行；以后仍可再次申请撤回。"]

    def do(self, note):
        withdrawals.cancel_request(application=self.application, actor=self.request.user)


class Refuse(WithdrawalPage):
    """不同意撤回申报."""

    label = "不同意撤回申报"
    done = "已答复申报单位，申报继续。"
    may = staticmethod(can_end)
    form_class = RefusalForm

    def consequences(self):
        return ["申报照常进行，理由通知申报单位；单位可以再次申请。"]

    def do(self, note):
        withdrawals.refuse_request(application=self.application, note=note, actor=self.request.user)
