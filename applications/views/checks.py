"""形式审查: the one list of an application, one part of it, and the counts of a batch."""

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views import View

from applications.check_counts import ORDERS, counts_of, units_of
from applications.choices import SectionName
from applications.completeness import CHECKS
from applications.findings import Part, parts_of
from applications.permissions import can_read_check_counts, can_read_dossier
from applications.views.answers import crumbs, find, is_fetch
from applications.views.province import batch_crumbs, find_batch
from portal import clock
from portal.access import require

PART = "applications/checks/_part.html"


class Checks(View):
    """Everything that is missing or odd, part by part."""

    def get(self, request, pk):
        application = find(request, pk)
        require(can_read_dossier(request.user, application))
        parts = parts_of(application, request.user)
        context = {
            "application": application,
            "heading": "形式审查",
            "crumbs": crumbs(application),
            "parts": parts,
            "looked_at": clock.now(),
            **totals(parts),
        }
        return render(request, "applications/checks/list.html", context)


def totals(parts):
    """How many findings stop, and how many only remind."""
    return {
        "stopping": sum(len(part.stopping) for part in parts),
        "reminding": sum(len(part.reminding) for part in parts),
    }


class PartChecks(View):
    """The panel of one part after a save, and the numbers of the whole; for scripts."""

    def get(self, request, pk, section):
        if section not in SectionName.values:
            raise Http404
        application = find(request, pk)
        require(can_read_dossier(request.user, application))
        if not is_fetch(request):
            page = reverse("applications:checks", args=[pk])
            return redirect(f"{page}#part-{section}")
        parts = parts_of(application, request.user)
        own = next((part for part in parts if part.section == section), Part(section, []))
        panel = render_to_string(PART, {"part": own, "is_own_page": True}, request)
        return JsonResponse({"panel": panel, **totals([own]), "total": totals(parts)})


class BatchChecks(View):
    """Which checks stop how many units of a batch; ``?order=reminded`` sorts by reminders."""

    def get(self, request, pk):
        require(can_read_check_counts(request.user))
        batch = find_batch(request, pk)
        order = request.GET.get("order")
        order = order if order in ORDERS else "stopped"
        context = {
            "batch": batch,
            "heading": f"{batch}形式审查统计",
            "crumbs": batch_crumbs(batch),
            "order": order,
            "counts": counts_of(batch, request.user, order=order),
        }
        return render(request, "applications/checks/batch.html", context)


class BatchCheckUnits(View):
    """The units in which one check finds something."""

    def get(self, request, pk, check):
        require(can_read_check_counts(request.user))
        batch = find_batch(request, pk)
        if check not in CHECKS:
            raise Http404
        counts = reverse("applications:batch_checks", args=[pk])
        rows = [
            {"count": row, "may_read": can_read_dossier(request.user, row.application)}
            for row in units_of(batch, request.user, CHECKS[check])
        ]
        context = {
            "heading": CHECKS[check].title,
            "crumbs": [*batch_crumbs(batch), ("形式审查统计", counts)],
            "object_list": rows,
            "section": CHECKS[check].sections[0],
        }
        return render(request, "applications/checks/units.html", context)
