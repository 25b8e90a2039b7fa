"""What the province decides: due dates, excused months, the rules of the lights."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.generic import ListView

from applications.services.stale import mark_of
from applications.views.answers import REFUSED, read_version
from portal import clock
from portal.access import require
from portal.editing import EditConflict
from reports.forms.calendar import DueDateForm, ExcuseForm, LightRuleForm
from reports.models import DueDate, Excuse, LightRule
from reports.periods import FIRST_MONTH
from reports.permissions import can_set_calendar
from reports.services import calendar as services
from reports.views.reminders import UP


class Decisions(ListView):
    """A form of the province above the list of what it has decided before."""

    paginate_by = 20
    form_class = None
    initial_from = ()

    def dispatch(self, request):
        require(can_set_calendar(request.user))
        self.form = None
        return super().dispatch(request)

    def post(self, request):
        self.form = self.form_class(request.POST)
        if not self.form.is_valid():
            return self.again()
        try:
            return self.decide(self.form)
        except services.CalendarRefused as refusal:
            self.form.add_error(None, str(refusal))
            return self.again()

    def again(self):
        response = self.get(self.request)
        response.status_code = REFUSED
        return response

    def get_context_data(self, **context):
        given = self.request.GET
        initial = {name: given[name] for name in self.initial_from if given.get(name)}
        form = self.form or self.form_class(initial=initial)
        return super().get_context_data(form=form, crumbs=UP, **context)


class DueDates(Decisions):
    """截止日期: move one, after a look at what that changes; every move before."""

    template_name = "reports/province/due_dates.html"
    form_class = DueDateForm
    initial_from = ("duty", "period", "city")
    extra_context = {"heading": "截止日期"}

    def get_queryset(self):
        return DueDate.objects.select_related("city", "moved_by").order_by("-moved_at", "-pk")

    def decide(self, form):
        if "confirmed" not in self.request.POST:
            return self.preview(form)
        row = services.move_due_date(**form.cleaned_data, actor=self.request.user)
        day = services.said(row.due_on)
        messages.success(self.request, f"截止日期已调整为{day}，有关市和单位已收到消息。")
        return redirect("reports:due_dates")

    def preview(self, form):
        wanted = {name: form.cleaned_data[name] for name in ("duty", "period", "city", "due_on")}
        context = {
            "heading": "调整截止日期",
            "question": "确定调整截止日期吗？",
            "consequences": services.consequences(**wanted),
            "form": form,
            "submit_label": "确定调整",
            "cancel_url": reverse("reports:due_dates"),
        }
        return render(self.request, "reports/province/due_date_preview.html", context)


class Excuses(Decisions):
    """免报: grant one; all that were granted."""

    template_name = "reports/province/excuses.html"
    form_class = ExcuseForm
    initial_from = ("organisation", "since", "until")
    extra_context = {"heading": "免报"}

    def get_queryset(self):
        rows = Excuse.objects.select_related("organisation__city", "granted_by", "ended_by")
        return rows.order_by("-granted_at", "-pk")

    def decide(self, form):
        excuse = services.grant_excuse(**form.cleaned_data, actor=self.request.user)
        messages.success(self.request, f"已登记“{excuse.organisation.name}”免报。")
        return redirect("reports:excuses")


class ExcuseEnd(View):
    """POST only: 取消免报."""

    def post(self, request, pk):
        require(can_set_calendar(request.user))
        rows = Excuse.objects.visible_to(request.user).select_related("organisation")
        excuse = get_object_or_404(rows, pk=pk)
        if services.end_excuse(excuse=excuse, actor=request.user):
            messages.success(request, f"已取消“{excuse.organisation.name}”的免报。")
        else:
            messages.warning(request, "这项免报已经取消，本次操作没有改变任何内容。")
        return redirect("reports:excuses")


class LightRulePage(View):
    """亮灯规则 of a year. Whoever saves second sees what the first has written."""

    def dispatch(self, request, year):
        require(can_set_calendar(request.user))
        if not FIRST_MONTH.year <= year <= clock.today().year + 1:
            raise Http404
        self.year = year
        self.stored = LightRule.objects.filter(year=year).first() or LightRule(year=year)
        return super().dispatch(request, year)

    def get(self, request, year):
        texts = services.light_texts(self.stored)
        return self.show(LightRuleForm(initial=texts), mark_of(texts))

    def post(self, request, year):
        form = LightRuleForm(request.POST)
        seen = read_version(request.POST.get("version"))
        if not form.is_valid():
            return self.show(form, seen)
        try:
            services.set_light_rule(
                year=year,
                yellow=form.cleaned_data["yellow_points"],
                red=form.cleaned_data["red_points"],
                seen=seen,
                actor=request.user,
            )
        except EditConflict as conflict:
            return self.show(form, conflict.version, conflict)
        messages.success(request, f"{year}年亮灯规则已保存，各月亮灯已按新规则显示。")
        return redirect("reports:light_rule", year)

    def show(self, form, version, conflict=None):
        context = {
            "heading": f"{self.year}年亮灯规则",
            "form": form,
            "version": version,
            "conflict": conflict,
            "rule": self.stored,
            "crumbs": UP,
            "cancel_url": reverse("reports:matrix", args=[min(self.year, clock.today().year)]),
        }
        status = REFUSED if form.is_bound else 200
        return render(self.request, "reports/province/light_rule.html", context, status=status)
