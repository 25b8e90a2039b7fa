"""The plan of a year: its texts as a form and its tasks as rows, on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from applications.forms.tables import typed_of_lines
from applications.views.answers import (
    CONFLICT,
    REFUSED,
    chosen,
    clock_time,
    conflict_head,
    read_version,
    refused,
)
from applications.views.grids import GridPage
from portal import clock
from portal.access import require
from portal.editing import EditConflict
from reports import plans, roster
from reports.choices import REPORTED_MONTH
from reports.forms.plans import TASKS, PlanForm, ReasonForm, read_tasks
from reports.models import CityMonth
from reports.periods import FIRST_MONTH, months_of
from reports.permissions import can_write_plan
from reports.services import plans as services
from reports.services.changes import explain_changes, open_changes


def find_organisation(user, pk):
    """The organisation, if this person may know its ledger."""
    return get_object_or_404(roster.organisations_for(user), pk=pk)


def refuse_year(year):
    """Years have pages from that of the notice to the one that is being planned."""
    if not FIRST_MONTH.year <= year <= clock.today().year + 1:
        raise Http404


class PlanFrame(GridPage):
    """The page around texts and tasks; each of them is saved by a view of its own."""

    table = TASKS

    def dispatch(self, request, pk, year):
        self.organisation = find_organisation(request.user, pk)
        refuse_year(year)
        self.year = year
        self.owner = {"organisation": self.organisation, "year": year}
        return super().dispatch(request, pk, year)

    def decision(self):
        return can_write_plan(self.request.user, self.organisation)

    def closed(self, reason):
        return refused(reason, status=403)

    def too_late(self, decision):
        require(decision)

    def plan(self):
        return plans.plan_of(self.organisation, self.year)

    def lines(self):
        return plans.tasks_of(self.plan())

    def url(self, name="plan"):
        return reverse(f"reports:{name}", args=[self.organisation.pk, self.year])

    def done(self, sentence):
        messages.success(self.request, sentence)
        return redirect(self.url())

    def show(self, *, status=200, **changed):
        """The page as stored, but for the parts that are ``changed``."""
        plan = self.plan()
        changes = list(open_changes(actor=self.request.user, **self.owner))
        typed = typed_of_lines(TASKS, plans.tasks_of(plan))
        year_page = (f"{self.organisation.name}{self.year}年", self.url("organisation_year"))
        context = {
            **self.owner,
            "heading": f"{self.organisation.name}{self.year}年度计划",
            "crumbs": [year_page],
            "plan": plan,
            "form": PlanForm(plan),
            "text_version": plan.version,
            **self.grid(typed, version=plan.tasks_version),
            "grid_url": self.url("plan_tasks"),
            "grid_key": f"plan-tasks-{self.organisation.pk}-{self.year}",
            "reported": self.reported_months(),
            "copyable": plans.copyable(plan),
            "changes": changes,
            "reason_form": ReasonForm(initial={"reason": changes[0].reason if changes else ""}),
            **changed,
        }
        return render(self.request, "reports/plans/plan.html", context, status=status)

    def reported_months(self):
        """The months of the year that the province has, in words: what they say is sealed."""
        rows = CityMonth.objects.filter(
            city=self.organisation.city_id, month__in=months_of(self.year)
        )
        reported = rows.filter(status__in=REPORTED_MONTH).values_list("month", flat=True)
        return plans.months_word(reported)


class PlanPage(PlanFrame):
    """GET shows the page, a POST saves the texts: while they are typed, or by the button."""

    def get(self, request, pk, year):
        require(self.decision())
        return self.show()

    def post(self, request, pk, year):
        decision = self.decision()
        if "autosave" in request.POST:
            return self.autosave() if decision else self.closed(decision.reason)
        require(decision)
        return self.explain() if "reason" in request.POST else self.save()

    def autosave(self):
        """Store the texts that are not too long, say what is wrong with the others."""
        data = self.request.POST
        plan = self.plan()
        form = PlanForm(plan, data, only=data.getlist("changed"))
        form.is_valid()
        version = read_version(data.get("version"))
        if form.cleaned_data:
            try:
                plan = form.save(version=version, actor=self.request.user)
            except EditConflict as conflict:
                return self.both_texts(conflict, form)
            except PermissionDenied as refusal:
                return self.closed(refusal)
            version = plan.version
        return JsonResponse(
            {
                "version": version,
                "saved_at": clock_time(plan.saved_at),
                "errors": {name: list(sentences) for name, sentences in form.errors.items()},
            }
        )

    def both_texts(self, conflict, form):
        plan = self.plan()
        others = {name: getattr(plan, name) for name in plans.TEXTS if name not in form.fields}
        answer = {**self.conflict_of(conflict), "current": others}
        return JsonResponse({"conflict": answer}, status=CONFLICT)

    def conflict_of(self, conflict):
        fields = {
            name: {"label": both.label, "mine": both.mine, "theirs": both.theirs}
            for name, both in conflict.fields.items()
        }
        return {**conflict_head(conflict, self.request.user), "fields": fields}

    def save(self):
        """Both texts or none; everything typed comes back when something is wrong."""
        plan = self.plan()
        stored = {name: getattr(plan, name) for name in plans.TEXTS}
        data = chosen(self.request.POST, stored.get)
        form = PlanForm(plan, data)
        back = {"form": form, "is_unsaved": True, "text_version": data.get("version")}
        if not form.is_valid():
            return self.show(status=REFUSED, **back)
        try:
            form.save(version=read_version(data.get("version")), actor=self.request.user)
        except EditConflict as conflict:
            if conflict.fields:
                return self.show(status=CONFLICT, text_conflict=self.conflict_of(conflict), **back)
        return self.done("年度目标和工作进度安排已保存。")

    def explain(self):
        """Why something that stood was changed."""
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            return self.show(reason_form=form, status=REFUSED)
        reason = form.cleaned_data["reason"]
        if explain_changes(reason=reason, actor=self.request.user, **self.owner):
            return self.done("更改原因已保存。")
        messages.warning(self.request, "更改已超过30分钟，原因没有保存，请在更改后及时补充。")
        return redirect(self.url())


class PlanTasks(PlanFrame):
    """POST only: 年度重点任务, saved as rows; the page itself is that of the plan."""

    http_method_names = ("post",)

    def read(self, typed):
        return read_tasks(typed)

    def store(self, rows, version):
        return services.save_tasks(
            rows=rows, version=version, actor=self.request.user, **self.owner
        )

    def saved(self):
        return self.done("年度重点任务已保存。")

    def page(self, typed, *, errors=(), conflict=None, status=200):
        version = self.request.POST.get("version")
        rows = self.grid(typed, version=version, errors=errors, conflict=conflict)
        return self.show(status=status, **rows)


class PlanCopy(View):
    """POST only: last year's plan as a start."""

    def post(self, request, pk, year):
        organisation = find_organisation(request.user, pk)
        refuse_year(year)
        columns = services.copy_plan(organisation=organisation, year=year, actor=request.user)
        if columns:
            names = "、".join(column.label for column in columns)
            messages.success(request, f"已沿用{year - 1}年的{names}，请按今年的情况修改。")
        else:
            messages.info(request, f"{year - 1}年没有可以沿用的内容，或本年度各栏都已填写。")
        return redirect("reports:plan", pk, year)
