"""交回: the unit's 负责人 gives the mended 报告书 to the city."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views import View

from applications import guards
from applications import permissions as may
from applications.forms.returns import HandBackForm
from applications.services import returns as deeds
from applications.views.answers import REFUSED, find
from applications.views.returns import returns_crumbs
from applications.views.versions import mended
from portal.access import require
from portal.workflow import TransitionRefused


class HandBack(View):
    """GET asks, POST seals the next version."""

    def get(self, request, pk):
        application = find(request, pk)
        require(may.can_hand_back(request.user, application))
        return self.show(application, HandBackForm())

    def post(self, request, pk):
        application = find(request, pk)
        form = HandBackForm(request.POST)
        if not form.is_valid():
            require(may.can_hand_back(request.user, application))
            return self.show(application, form, REFUSED)
        try:
            snapshot = deeds.hand_back(
                application=application, actor=request.user, **form.cleaned_data
            )
        except TransitionRefused as refusal:
            return self.show(application, form, REFUSED, refusal.problems)
        messages.success(request, f"已交回市文化和旅游局，封存为第{snapshot.number}版。")
        return redirect(application)

    def show(self, application, form, status=200, problems=()):
        standing = guards.not_ready_to_hand_back(application)
        context = {
            "application": application,
            "mended": mended(application, self.request.user),
            "heading": "交回补正",
            "question": "确定把修改情况交回市文化和旅游局？",
            "crumbs": returns_crumbs(application),
            "consequences": [
                "报告书封存为新的版本，交回后不能再修改。",
                "报告书有改动的，原签字盖章扫描件失效，请打印新版本、签字盖章后上传。",
                "市文化和旅游局复核后报省文化和旅游厅。",
            ],
            "form": form,
            "problems": standing or problems,
            "submit_label": "交回",
            "cancel_url": application.get_absolute_url(),
        }
        return render(self.request, "applications/returns/hand_back.html", context, status=status)
