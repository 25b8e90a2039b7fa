"""延期: what was granted, as far as it concerns the reader; a new one, looked at before it counts."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View
from django.views.generic import ListView

from applications.forms.extensions import APPLICATION, ExtensionForm
from applications.models import Extension
from applications.permissions import can_extend, can_extend_some
from applications.services import extensions
from applications.services.stale import mark_of
from applications.views.answers import REFUSED, read_version
from applications.views.province import batch_crumbs, find_batch
from portal.access import require

SEEN_OTHER = "预览之后情况有变化，请核对下面的新预览后再确定。"


class ExtensionList(ListView):
    """Everything that moved a date for the reader, newest first."""

    template_name = "applications/deadlines/list.html"
    paginate_by = 50

    def get_queryset(self):
        self.batch = find_batch(self.request, self.kwargs["pk"])
        rows = Extension.objects.visible_to(self.request.user).filter(batch=self.batch)
        joins = rows.select_related("city", "application__organisation", "granted_by")
        return joins.order_by("-pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            batch=self.batch,
            heading=f"{self.batch}：延期",
            crumbs=batch_crumbs(self.batch),
            may_add=bool(can_extend_some(self.request.user)),
            **kwargs,
        )


def extension_crumbs(batch):
    return [*batch_crumbs(batch), ("延期", reverse("applications:extensions", args=[batch.pk]))]


class ExtensionNew(View):
    """First whom it concerns, with the old and the new date; then, confirmed, the deed."""

    def dispatch(self, request, pk):
        self.batch = find_batch(request, pk)
        require(can_extend_some(request.user))
        return super().dispatch(request, pk)

    def get(self, request, pk):
        chosen = {
            name: request.GET[name] for name in ("kind", "application") if name in request.GET
        }
        scope = {"scope": APPLICATION} if "application" in chosen else {}
        return self.show(self.form(initial={**chosen, **scope}))

    def post(self, request, pk):
        form = self.form(request.POST)
        if not form.is_valid() or "back" in request.POST:
            return self.show(form)
        wish = form.wish()
        city = wish.city and wish.city.pk
        require(can_extend(request.user, wish.kind, city=city, applications=wish.applications))
        if sentences := extensions.problems(wish):
            return self.show(form, sentences)
        shifts = wish.shifts()
        if "confirmed" not in request.POST:
            return self.preview(form, shifts)
        if read_version(request.POST.get("seen")) != seen_mark(shifts):
            messages.warning(request, SEEN_OTHER)
            return self.preview(form, shifts, status=REFUSED)
        return self.store(form, wish)

    def form(self, *args, **options):
        return ExtensionForm(*args, batch=self.batch, user=self.request.user, **options)

    def store(self, form, wish):
        try:
            extensions.extend(
                batch=self.batch,
                kind=wish.kind,
                until=wish.until,
                city=wish.city,
                applications=wish.applications,
                actor=self.request.user,
                **form.grounds,
            )
        except extensions.ExtensionRefused as refusal:
            return self.show(form, refusal.sentences)
        messages.success(self.request, f"{wish.kind.label}已延长，有关单位已收到消息。")
        return redirect("applications:extensions", self.batch.pk)

    def show(self, form, problems=()):
        status = REFUSED if form.is_bound and (form.errors or problems) else 200
        context = {
            **self.frame("办理延期"),
            "form": form,
            "problems": list(problems),
            "submit_label": "下一步：核对",
            "cancel_url": reverse("applications:extensions", args=[self.batch.pk]),
        }
        return render(self.request, "applications/deadlines/form.html", context, status=status)

    def preview(self, form, shifts, status=200):
        kind = form.wish().kind.label
        context = {
            **self.frame("核对延期"),
            "question": f"确定延长{kind}？",
            "consequences": ["新的时间、原因和批准人通知有关单位，并记入办理记录。"],
            "submit_label": "确定延期",
            "cancel_url": reverse("applications:extensions", args=[self.batch.pk]),
            "form": form,
            "kind": kind,
            "shifts": shifts,
            "moved": sum(shift.before != shift.after for shift in shifts),
            "seen": seen_mark(shifts),
        }
        return render(self.request, "applications/deadlines/preview.html", context, status=status)

    def frame(self, heading):
        return {"batch": self.batch, "heading": heading, "crumbs": extension_crumbs(self.batch)}


def seen_mark(shifts):
    """Changes with anybody's date: what is confirmed is what was looked at."""
    return mark_of({str(s.application.pk): f"{s.before}>{s.after}" for s in shifts})
