"""调整所属市、县: chosen, looked over, done."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from applications.views.answers import REFUSED
from portal.access import require
from portal.choices import LEDGER_KINDS
from portal.models import Organisation
from reports.forms.moving import MoveForm
from reports.permissions import can_move_unit
from reports.services import moving


class UnitMove(View):
    """GET asks where to; a POST shows what follows, a confirmed one does it."""

    def dispatch(self, request, pk):
        rows = Organisation.objects.visible_to(request.user).filter(kind__in=LEDGER_KINDS)
        self.unit = get_object_or_404(rows.select_related("city", "county"), pk=pk)
        require(can_move_unit(request.user))
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.ask(MoveForm(unit=self.unit))

    def post(self, request, pk):
        form = MoveForm(request.POST, unit=self.unit)
        if not form.is_valid():
            return self.ask(form, status=REFUSED)
        if "back" in request.POST:
            return self.ask(form)
        if "confirmed" not in request.POST:
            return self.preview(form)
        try:
            moving.move_unit(
                unit=self.unit,
                seen=request.POST.get("seen", ""),
                actor=request.user,
                **form.cleaned_data,
            )
        except moving.MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self.ask(form, status=REFUSED)
        place = form.cleaned_data["county"].full_name
        messages.success(request, f"“{self.unit}”已调整到{place}，有关市和单位已收到消息。")
        return redirect("people")

    def ask(self, form, status=200):
        context = self.frame(form) | {"submit_label": "下一步：核对"}
        return render(self.request, "reports/units/move.html", context, status=status)

    def preview(self, form):
        county = form.cleaned_data["county"]
        city = county.parent
        problems = moving.not_movable(self.unit, city)
        context = self.frame(form) | {
            "question": f"把“{self.unit}”调整到{county.full_name}？",
            "consequences": [] if problems else self.consequences(city),
            "problems": problems,
            "seen": moving.mark_of(self.unit),
            "submit_label": "确定调整",
        }
        status = REFUSED if problems else 200
        return render(self.request, "reports/units/move_preview.html", context, status=status)

    def consequences(self, city):
        if city == self.unit.city:
            return ["所属市不变，只更正县（市、区）。"]
        since = moving.first_month(self.unit)
        return [
            f"尚未开始初评的申报转到{city}，截止时间以{city}为准；已提交的按{city}重新封存版本，"
            "原扫描件随之失效，须重新打印盖章。",
            f"自{since.year}年{since.month}月起列入{city}台账，当月已填写的内容带过去、由新的市核对；"
            f"{self.unit.city}已报送的月份仍留在其台账中，由其查询。",
            "账号、联络员、年度计划和年度材料随单位保留；以往批次已结束的申报仍归原市。",
            f"{self.unit.city}、{city}文化和旅游局和本单位都会收到消息。",
        ]

    def frame(self, form):
        people = reverse("people")
        return {
            "unit": self.unit,
            "form": form,
            "heading": f"调整所属市、县：{self.unit}",
            "crumbs": [("人员", people)],
            "cancel_url": people,
        }
