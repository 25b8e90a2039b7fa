"""What an expert does beside the desk: the 回避声明, and the chair's list of who took part."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from applications.forms.panel import AttendanceForm, DeclarationForm
from applications.models import Application
from applications.panels import concerns
from applications.permissions import can_write_final_score
from applications.services import panel
from applications.views.answers import crumbs
from portal.access import require
from scoring.choices import SeatRole


class Declaration(View):
    """The only page that an expert sees of an application before the 回避声明."""

    def dispatch(self, request, seat):
        """Somebody else's seat is a 404; one's own declaration is made once."""
        self.seat = get_object_or_404(request.user.seats.select_related("panel", "user"), pk=seat)
        if self.seat.declared_at:
            messages.info(request, "您已作过回避声明，不能更改；确需更改请联系省文化和旅游厅。")
            return redirect("home")
        rows = Application.objects.awaiting_declaration_by(request.user).for_list()
        self.application = get_object_or_404(rows, panel=self.seat.panel_id)
        prefetch_related_objects([request.user], "memberships__organisation__city")
        self.concerns = concerns(request.user, self.application)
        return super().dispatch(request, seat)

    def get(self, request, seat):
        return self.show(DeclarationForm(concerns=self.concerns))

    def post(self, request, seat):
        form = DeclarationForm(request.POST, concerns=self.concerns)
        if not form.is_valid():
            return self.show(form, status=422)
        panel.declare(
            seat=self.seat,
            application=self.application,
            recused=form.recused,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, self.thanks(form.recused))
        return redirect("home")

    def thanks(self, recused):
        if recused:
            return "已声明回避，省文化和旅游厅将另请专家，您不再办理该项目。"
        return "已作回避声明，启动评定后即可查阅材料。"

    def show(self, form, status=200):
        context = {
            "form": form,
            "seat": self.seat,
            "application": self.application,
            "concerns": self.concerns,
            "heading": "回避声明",
            "submit_label": "提交声明",
            "cancel_url": reverse("home"),
        }
        return render(self.request, "applications/panel/declaration.html", context, status=status)


class AttendanceList(View):
    """The chair writes down which members took part (T17 asks for it)."""

    def dispatch(self, request, pk):
        rows = Application.objects.visible_to(request.user).for_list()
        self.application = get_object_or_404(rows.select_related("panel"), pk=pk)
        if self.application.panel is None:
            raise Http404
        require(can_write_final_score(request.user, self.application))
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.show(AttendanceForm(seats=self.seats()))

    def post(self, request, pk):
        form = AttendanceForm(request.POST, seats=self.seats())
        if not form.is_valid():
            return self.show(form, status=422)
        panel.record_attendance(
            application=self.application, attendance=form.attendance(), actor=request.user
        )
        messages.success(request, "参评情况已登记。")
        return redirect(self.application)

    def seats(self):
        seats = self.application.panel.seats.select_related("user")
        return [seat for seat in seats if seat.role == SeatRole.MEMBER]

    def show(self, form, status=200):
        context = {
            "form": form,
            "application": self.application,
            "heading": "登记参评情况",
            "lead": "请逐人登记评定组成员是否参加了现场验收、汇报答辩和评定。",
            "submit_label": "保存",
            "cancel_url": self.application.get_absolute_url(),
            "crumbs": crumbs(self.application),
        }
        return render(self.request, "applications/panel/attendance.html", context, status=status)
