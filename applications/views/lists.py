"""The list of applications."""

from django.urls import reverse
from django.views.generic import ListView

from applications import listing
from applications.forms import unstarted
from applications.forms.filters import ApplicationFilter, orders, tabs
from applications.permissions import can_export_list, can_extend_some, can_urge_some, shows_totals
from applications.services.dossier import startable_batches
from portal.choices import CITY_ROLES, UNIT_ROLES, Role

#: Whom dates concern: the panel and the province's readers have none before 推荐.
DATED = (*UNIT_ROLES, *CITY_ROLES, Role.PROVINCE_OFFICER)


class ApplicationList(ListView):
    """What this person may know of the applications, as the address asks for it."""

    template_name = "applications/lists/list.html"
    paginate_by = 20
    extra_context = {"heading": "申报列表"}

    def get_queryset(self):
        self.filter = ApplicationFilter(self.request.GET, self.request.user)
        return self.filter.qs

    def get_context_data(self, **kwargs):
        user, found = self.request.user, self.filter
        context = super().get_context_data(**kwargs)
        context["object_list"] = listing.lines(context["object_list"], user)
        is_asked = found.is_used or found.unknown or found.form.errors
        worth_filtering = is_asked or context["paginator"].count > 1
        waiting = unstarted.tabs(user, found.data.get("batch", ""))
        return context | {
            "filter": found if worth_filtering else None,
            "is_filtered": is_asked,
            "tabs": [*tabs(found), *waiting] if worth_filtering or waiting else [],
            "heads": heads(user, found),
            "deeds": deeds(user),
            "urge_url": reverse("applications:bulk", args=["urge"]),
            "shows_totals": shows_totals(user),
            "shows_dates": user.has_role(*DATED),
            "shows_city": not user.has_role(*UNIT_ROLES, *CITY_ROLES),
            "shows_batch": not found.data.get("batch"),
            "startable": startable_batches(user),
        }


def heads(user, found):
    """The heads that order the list: address, label, and whether it is ordered so."""
    now = found.data.get("sort") or "city"
    return {
        name: {
            "label": label,
            "value": name,
            "is_current": name == now,
            "order": "ascending" if name in ("city", "deadline") else "descending",
        }
        for name, (label, _) in orders(user).items()
    }


def deeds(user):
    """What the bar offers for several applications at once."""
    offered = {
        "urge": can_urge_some(user),
        "extend": can_extend_some(user),
        "export": can_export_list(user),
    }
    return [name for name, decision in offered.items() if decision]
