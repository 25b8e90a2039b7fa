"""催办 of one application, and the log of every reminder."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.generic import ListView

from applications.forms.urging import UrgeForm
from applications.models import Batch, Urge
from applications.permissions import can_read_log, can_read_urges, can_urge
from applications.services import urging
from applications.views.answers import REFUSED, crumbs, find
from portal.access import require


class UrgePage(View):
    """GET shows to whom what would go, POST sends it."""

    def dispatch(self, request, pk):
        self.application = find(request, pk)
        require(can_urge(request.user, self.application))
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.show(UrgeForm())

    def post(self, request, pk):
        form = UrgeForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        note = form.cleaned_data["note"]
        target = urging.urge(application=pk, note=note, actor=request.user)
        if target is None:
            raise Http404
        if target.refusal:
            return self.show(form)
        messages.success(request, f"已催办，{len(target.people)}人收到消息。")
        return redirect("applications:urges", pk=pk)

    def show(self, form):
        target = next(iter(urging.targets([self.application.pk], self.request.user)))
        context = {
            "application": self.application,
            "heading": f"催办：{self.application.organisation.name}",
            "crumbs": crumbs(self.application),
            "question": f"将催办“{target.about.label}”。" if target.about else "不需要催办。",
            "consequences": [f"发给{len(one.people)}人：{one.text}" for one in target.messages],
            "problems": [target.refusal] if target.refusal else [],
            "form": form if form.is_bound or not target.refusal else None,
            "submit_label": "催办",
            "cancel_url": reverse("applications:urges", args=[self.application.pk]),
        }
        status = REFUSED if form.is_bound else 200
        return render(self.request, "applications/lists/urge_one.html", context, status=status)


class UrgeLog(ListView):
    """Who was reminded of what, when, by whom; the newest first."""

    template_name = "applications/lists/urges.html"
    paginate_by = 20
    extra_context = {"heading": "催办记录"}

    def log(self):
        rows = Urge.objects.visible_to(self.request.user)
        return rows.select_related(
            "application__organisation__city", "organisation__city", "sent_by"
        )


class ApplicationUrges(UrgeLog):
    """Of one application."""

    def get_queryset(self):
        self.application = find(self.request, self.kwargs["pk"])
        require(can_read_urges(self.request.user, self.application))
        return self.log().of_application(self.application)

    def get_context_data(self, **context):
        user, pk = self.request.user, self.application.pk
        is_offered = any(urging.is_worth_urging(row, user) for row in urging.rows_of([pk], user))
        return super().get_context_data(
            application=self.application,
            crumbs=crumbs(self.application),
            urge_url=reverse("applications:urge", args=[pk]) if is_offered else "",
            **context,
        )


class BatchUrges(UrgeLog):
    """Of everything in a batch that this person may know."""

    def get_queryset(self):
        rows = Batch.objects.visible_to(self.request.user)
        self.batch = get_object_or_404(rows, pk=self.kwargs["pk"])
        require(can_read_log(self.request.user))
        return self.log().of_batch(self.batch)

    def get_context_data(self, **context):
        up = [
            ("申报", reverse("applications:list")),
            (str(self.batch), self.batch.get_absolute_url()),
        ]
        return super().get_context_data(batch=self.batch, crumbs=up, names_units=True, **context)
