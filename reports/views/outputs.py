"""Generated files: ask for one, watch it being made, take it away."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from django.views.generic import DetailView, ListView, TemplateView

from applications.choices import QUERY_LENGTH
from applications.models import Application
from applications.proofs import COLUMNS
from portal.access import require
from portal.numbers import read_key
from reports.models import OutputJob
from reports.models.output import SUBJECTS
from reports.offers import offers_of
from reports.outputs import catalogue, jobs
from reports.services import outputs as services


@dataclass(frozen=True, slots=True)
class JobPanel:
    """What a page shows of one job."""

    job: OutputJob
    title: str
    medium: str
    stage: str
    state_url: str
    download_url: str


def panel(job: OutputJob) -> JobPanel:
    kind = catalogue.get(job.kind)
    return JobPanel(
        job=job,
        title=kind.title_of(job.sheet),
        medium=kind.medium,
        stage=jobs.outlook(job),
        state_url=reverse("reports:output_state", args=[job.pk]),
        download_url=reverse("reports:download", args=[job.pk]) if job.is_available else "",
    )


def own_jobs(user):
    return OutputJob.objects.visible_to(user).select_related(
        "application__organisation",
        "application__batch",
        "batch",
        "city_month__city",
        "liaison_list__city",
        "merge",
        "bulletin",
        "quota_board__batch",
        "quota_board__city",
    )


class OutputList(ListView):
    """My files, newest first."""

    template_name = "reports/output_list.html"
    paginate_by = 20
    extra_context = {"heading": "输出文件"}

    def get_queryset(self):
        return own_jobs(self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["object_list"] = [panel(job) for job in context["object_list"]]
        return context


class ApplicationOutputs(TemplateView):
    """All files of one application that this person may ask for, in groups."""

    template_name = "reports/application_outputs.html"

    def get_context_data(self, **kwargs):
        rows = Application.objects.visible_to(self.request.user).with_seats()
        application = get_object_or_404(
            rows.select_related("batch", "organisation", "panel", *COLUMNS), pk=self.kwargs["pk"]
        )
        return super().get_context_data(
            groups=offers_of(application, self.request.user),
            crumbs=[
                ("申报", reverse("applications:list")),
                (application.organisation.name, application.get_absolute_url()),
            ],
            **kwargs,
        )


class OutputRequest(View):
    """POST only: ask for a file of one application, batch, month, list, merge or bulletin."""

    def post(self, request):
        kind = request.POST.get("kind", "")
        if kind not in catalogue.KINDS:
            raise Http404
        sheet = request.POST.get("sheet", "") if catalogue.get(kind).of_sheet else ""
        query = request.POST.get("query", "") if catalogue.get(kind).of_query else ""
        if len(query) > QUERY_LENGTH:
            raise BadRequest("筛选条件过长，请回到申报列表重新筛选后导出。")
        job = services.request_output(
            user=request.user, kind=kind, subject=self.subject(), sheet=sheet, query=query
        )
        return redirect(job)

    def subject(self):
        """The record named in the form, as far as the person may know it."""
        for name in SUBJECTS:
            if number := self.request.POST.get(name, ""):
                model = OutputJob._meta.get_field(name).related_model
                rows = model.objects.visible_to(self.request.user)
                return get_object_or_404(rows, pk=read_key(number))
        raise Http404


class OutputDetail(DetailView):
    """One file: how far it is, why it failed, or where to take it."""

    template_name = "reports/output.html"
    context_object_name = "job"

    def get_queryset(self):
        return own_jobs(self.request.user)

    def get_context_data(self, **kwargs):
        earlier = (
            OutputJob.objects.visible_to(self.request.user)
            .done()
            .filter(slot=self.object.slot)
            .exclude(pk=self.object.pk)
            .exclude(file="")
            .first()
        )
        return super().get_context_data(
            panel=panel(self.object), earlier=panel(earlier) if earlier else None, **kwargs
        )


class OutputStateView(View):
    """The progress as JSON, asked once a second by the page."""

    def get(self, request, pk):
        job = get_object_or_404(OutputJob.objects.visible_to(request.user), pk=pk)
        return JsonResponse(
            {
                "status": job.state,
                "label": job.get_state_display(),
                "progress": job.progress,
                "stage": jobs.outlook(job),
                "error": job.error,
                "download": panel(job).download_url,
            }
        )


class OutputDownload(View):
    """The finished file, to whom it was made for and who may still have it."""

    def get(self, request, pk):
        job = get_object_or_404(own_jobs(request.user), pk=pk)
        require(catalogue.may_take(request.user, job))
        if not job.is_available:
            raise Http404
        services.record_download(job, request.user)
        return FileResponse(
            job.file.open("rb"),
            as_attachment=True,
            filename=job.file_name,
            content_type=catalogue.get(job.kind).content_type,
        )
