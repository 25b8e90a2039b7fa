"""The list of applications."""

from django.views.generic import ListView

from applications import standing
from applications.forms.filters import ApplicationFilter
from applications.models import Application
from applications.services.dossier import startable_batches


class ApplicationList(ListView):
    """Every application that this person may know, newest batch first."""

    template_name = "applications/list.html"
    paginate_by = 20
    extra_context = {"heading": "申报列表"}

    def get_queryset(self):
        rows = Application.objects.visible_to(self.request.user).for_list()
        rows = rows.order_by("-batch__opens_at", "city", "pk")
        self.filter = ApplicationFilter(self.request.GET, queryset=rows, request=self.request)
        return self.filter.qs

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for application in context["object_list"]:
            application.holder = standing.holder(application)
        is_filtered = any(self.request.GET.get(name) for name in self.filter.filters)
        worth_filtering = is_filtered or context["paginator"].count > 1
        context["filter"] = self.filter if worth_filtering else None
        context["is_filtered"] = is_filtered
        context["startable"] = startable_batches(self.request.user)
        return context
