"""The units that have not begun in an open batch, and 催办 of several of them."""

from dataclasses import replace
from functools import partial

from django.http import QueryDict
from django.urls import reverse
from django.views.generic import ListView

from applications import selection, unstarted
from applications.forms.filters import ApplicationFilter, tabs
from applications.forms.unstarted import UnstartedFilter
from applications.forms.unstarted import tabs as unstarted_tabs
from applications.permissions import can_urge_some, is_province
from applications.services import urging
from applications.views.bulk import BulkDeed, UrgeDeed
from applications.views.province import find_batch
from portal.access import require


class UnstartedList(ListView):
    """Who may apply in the batch and has not begun, as the address asks for it."""

    template_name = "applications/lists/unstarted.html"
    paginate_by = 20

    def dispatch(self, request, pk):
        self.batch = find_batch(request, pk)
        require(can_urge_some(request.user))
        return super().dispatch(request, pk)

    def get_queryset(self):
        self.filter = UnstartedFilter(self.request.GET, self.batch, self.request.user)
        return self.filter.qs.select_related("city", "county")

    def get_context_data(self, **kwargs):
        user, batch = self.request.user, self.batch
        context = super().get_context_data(**kwargs)
        rows = context["object_list"]
        begun = tabs(ApplicationFilter(QueryDict(f"batch={batch.pk}"), user))
        return context | {
            "object_list": list(unstarted.lines(batch, rows, user)),
            "heading": f"{batch}：尚未申报的单位",
            "crumbs": [("申报", reverse("applications:list"))],
            "batch": batch,
            "filter": self.filter,
            "tabs": [
                *(replace(tab, is_current=False) for tab in begun),
                *unstarted_tabs(user, str(batch.pk), current=batch),
            ],
            "deeds": ["urge"],
            "urge_url": reverse("applications:unstarted_urge", args=[batch.pk]),
            "counted_in": "家",
            "shows_city": is_province(user),
        }


class UnitUrgeDeed(UrgeDeed):
    """催办 of units by number: what is not begun has none."""

    def __init__(self, batch):
        self.batch = batch
        self.name = f"urge-unstarted-{batch.pk}"

    def look(self, numbers, user, form):
        return urging.targets_unstarted(self.batch, numbers, user)

    def perform(self, numbers, form, user):
        note = form.cleaned_data["note"]
        return urging.urge_unstarted(self.batch, numbers, note=note, actor=user)

    def number(self, target):
        return target.application.organisation_id


class UnstartedUrge(BulkDeed):
    """POST only, from the bar of the list."""

    up = "尚未申报的单位"

    def dispatch(self, request, pk):
        self.batch = find_batch(request, pk)
        return super().dispatch(request)

    def post(self, request):
        return self.go(UnitUrgeDeed(self.batch))

    def address(self):
        return reverse("applications:unstarted", args=[self.batch.pk])

    def chosen(self):
        listed = partial(UnstartedFilter, batch=self.batch, user=self.request.user)
        return selection.read(self.request.POST, listed)
