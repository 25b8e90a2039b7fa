"""What 省文化和旅游厅 does: batches, panels, results; and the lists that everybody reads."""

from django.contrib import messages
from django.db.models import Model
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views import View
from django.views.generic import ListView

from applications import deadlines, overview, publicity, summaries
from applications import permissions as may
from applications.batch_links import batch_links
from applications.choices import BatchStatus, Status
from applications.forms import batches as batch_forms
from applications.forms.results import PanelForm, ResultForm
from applications.lifecycle import batch_lifecycle
from applications.models import Application, Batch
from applications.panels import doubt_about_days
from applications.services import batches, objections, results
from applications.services.stale import mark_of
from applications.views.answers import REFUSED, crumbs, read_version
from applications.views.moves import MovePage
from portal import clock, workdays
from portal.access import require
from portal.editing import EditConflict
from portal.locking import find_record

#: Why a form of the province is not stored, though it is filled in well.
NOT_NOW = (batches.BatchLocked, results.NotNow, objections.ObjectionRefused)


BATCHES = ("评定批次", reverse_lazy("applications:batches"))


def find_batch(request, pk):
    rows = Batch.objects.visible_to(request.user).select_related("ruleset")
    return get_object_or_404(rows, pk=pk)


def batch_crumbs(batch):
    return [BATCHES, (str(batch), batch.get_absolute_url())]


# --- batches -----------------------------------------------------------------------------


class BatchList(ListView):
    """Every batch that has been opened; for the province also those in preparation."""

    template_name = "applications/province/batch_list.html"

    def get_queryset(self):
        return Batch.objects.visible_to(self.request.user).select_related("ruleset")

    def get_context_data(self, **context):
        user = self.request.user
        counts = overview.counts(user)
        rows = [
            {
                "batch": batch,
                "count": counts[batch.pk],
                "is_published": publicity.is_published(batch),
            }
            for batch in self.object_list
        ]
        may_add = bool(may.can_administer(user))
        return super().get_context_data(
            rows=rows, may_add=may_add, heading="评定批次", now=clock.now(), **context
        )


class BatchDetail(View):
    """A batch city by city, as far as the reader may see it."""

    def get(self, request, pk):
        batch = find_batch(request, pk)
        context = {
            "batch": batch,
            "crumbs": [BATCHES],
            "cities": overview.batch_overview(batch, request.user),
            "shows_places": overview.shows_places(request.user),
            "offers": batch_lifecycle.offers(batch, request.user),
            "may_edit": bool(may.can_administer(request.user)) and is_preparing(batch),
            "may_export": overview.may_export(request.user),
            "links": batch_links(batch, request.user),
            "period": batch.publicity_to
            and workdays.said(batch.publicity_from, batch.publicity_to),
            "has_closed": batch.status == BatchStatus.OPEN
            and clock.now() > deadlines.last_of(batch).recommendation,
        }
        return render(request, "applications/province/batch.html", context)


def is_preparing(batch):
    return batch.status == BatchStatus.PREPARING


class BatchMove(MovePage):
    """A move of a batch."""

    lifecycle = batch_lifecycle
    templates = "applications/province/moves"

    def find(self, pk):
        return find_batch(self.request, pk)

    def crumbs(self):
        return batch_crumbs(self.record)

    def form_class(self):
        return batch_forms.form_for(self.move)

    def target_label(self):
        return BatchStatus(self.move.target).label

    def facts(self):
        cities = overview.batch_overview(self.record, self.request.user)
        return {"rows": [row for city in cities for row in city.rows]}


class PublicityPeriod(View):
    """How many working days lie between two dates, for the form of 开始公示."""

    def get(self, request, pk):
        batch = find_batch(request, pk)
        require(may.can_administer(request.user, batch))
        return JsonResponse({"sentence": batch_forms.PeriodForm(request.GET).said(batch)})


# --- forms that two people may have open at once ---------------------------------------------


class OfficeForm(View):
    """A form of the province. Whoever saves second sees what the first has written."""

    template = ""

    def dispatch(self, request, pk=None, **kwargs):
        self.record = self.find(pk)
        require(may.can_administer(request.user, self.record))
        return super().dispatch(request, pk)

    def get(self, request, pk=None):
        if sentence := self.closed():
            messages.warning(request, sentence)
            return redirect(self.record)
        return self.show(self.build_form(), self.mark())

    def post(self, request, pk=None):
        form = self.build_form(request.POST)
        seen = read_version(request.POST.get("version"))
        if not form.is_valid():
            return self.show(form, seen)
        try:
            record = self.save(form, seen)
        except NOT_NOW as refusal:
            messages.error(request, f"{refusal}以下内容没有保存，需要的请先复制。")
            return self.show(form, seen)
        except EditConflict as conflict:
            return self.show(form, conflict.version, conflict=conflict)
        messages.success(request, self.done)
        return redirect(record)

    def closed(self):
        return ""

    def mark(self):
        """What the form is filled from, as a number."""
        return mark_of(self.stored())

    def show(self, form, version, conflict=None):
        context = {
            "form": form,
            "version": version,
            "conflict": conflict,
            "crumbs": self.crumbs(),
            **self.facts(),
        }
        return render(
            self.request, self.template, context, status=REFUSED if form.is_bound else 200
        )

    def facts(self):
        return {}


class BatchNew(OfficeForm):
    """新建批次."""

    template = "applications/province/batch_form.html"
    done = "批次已建立，材料目录已按通知附件2生成，请核对后开始申报。"

    def find(self, pk):
        return None

    def crumbs(self):
        return [BATCHES]

    def stored(self):
        return {}

    def build_form(self, data=None):
        return batch_forms.BatchForm(data, instance=Batch())

    def save(self, form, seen):
        return batches.create_batch(values=form.cleaned_data, actor=self.request.user)


class BatchEdit(OfficeForm):
    """修改批次: only in 筹备."""

    template = "applications/province/batch_form.html"
    done = "批次已保存。"

    def find(self, pk):
        return find_batch(self.request, pk)

    def crumbs(self):
        return batch_crumbs(self.record)

    def closed(self):
        if is_preparing(self.record):
            return ""
        return f"本批次当前为“{self.record.get_status_display()}”，内容已固定，不能再修改。"

    def stored(self):
        return batches.boxes(self.record)

    def build_form(self, data=None):
        # A bound ModelForm writes into its instance; the record stays what is stored.
        rows = Batch.objects.visible_to(self.request.user)
        return batch_forms.BatchForm(data, instance=find_record(rows, pk=self.record.pk))

    def save(self, form, seen):
        return batches.update_batch(
            batch=self.record, values=form.cleaned_data, seen=seen, actor=self.request.user
        )

    def facts(self):
        return {"batch": self.record}


class ApplicationForm(OfficeForm):
    """A form of the province about one application."""

    states: tuple[str, ...] = ()

    def find(self, pk) -> Model:
        rows = Application.objects.visible_to(self.request.user).for_list()
        return get_object_or_404(rows.select_related("panel", "result"), pk=pk)

    def crumbs(self):
        return crumbs(self.record)

    def closed(self):
        if self.record.status in self.states:
            return ""
        return f"当前状态为“{self.record.get_status_display()}”，不能办理本项。"

    def build_form(self, data=None):
        return self.form_class(data, application=self.record)

    def facts(self):
        return {"application": self.record}


class PanelAppointment(ApplicationForm):
    """组建评定组: 组长, 成员, dates, and how far the declarations are."""

    template = "applications/province/panel.html"
    form_class = PanelForm
    states = results.PANEL_OPEN
    done = "评定组已保存，新聘专家已收到回避声明通知。"

    def stored(self):
        return results.panel_boxes(self.record.panel)

    def save(self, form, seen):
        chosen = {name: form.cleaned_data[name] for name in results.PANEL_LABELS}
        panel = results.appoint_panel(
            application=self.record,
            seen=seen,
            actor=self.request.user,
            concerns=form.doubts,
            **chosen,
        )
        if doubt := doubt_about_days(panel):
            messages.warning(self.request, doubt)
        return self.record

    def facts(self):
        return {"application": self.record, "seats": summaries.seats(self.record)}


class ResultEntry(ApplicationForm):
    """审定投资额 and 拟评定."""

    template = "applications/province/result.html"
    form_class = ResultForm
    states = results.RESULT_OPEN
    done = "评定结果已保存。"

    def stored(self):
        return results.result_boxes(getattr(self.record, "result", None))

    def save(self, form, seen):
        results.record_result(
            application=self.record, values=form.cleaned_data, seen=seen, actor=self.request.user
        )
        return self.record

    def facts(self):
        return {
            "application": self.record,
            "tables": summaries.table_totals(self.record),
            "sheet": summaries.sheet_summary(self.record.final_score),
            "is_scored": self.record.status == Status.EVALUATED,
        }


# --- what was published ------------------------------------------------------------------------


class PublishedResults(View):
    """评定结果: the published list of a batch, for everybody with a role."""

    def get(self, request, pk):
        batch = find_batch(request, pk)
        is_published = publicity.is_published(batch)
        rows = overview.published_list(batch, request.user) if is_published else []
        context = {
            "batch": batch,
            "crumbs": batch_crumbs(batch),
            "is_published": is_published,
            "rows": rows,
            "shows_score": any(row.score is not None for row in rows),
        }
        return render(request, "applications/province/results.html", context)
