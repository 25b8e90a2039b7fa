"""A standard tried on a batch: totals old and new, and what would be refused."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from applications.trials import batches_to_try, try_standard
from portal.access import require
from portal.numbers import read_key
from scoring.models import RuleSet
from scoring.permissions import can_keep_standards


class StandardTrial(View):
    """Without a batch the choice, with one the result; nothing is stored."""

    def get(self, request, pk):
        require(can_keep_standards(request.user))
        standard = get_object_or_404(RuleSet, pk=pk)
        batches = list(batches_to_try(request.user))
        chosen = read_key(request.GET.get("batch", ""))
        batch = next((batch for batch in batches if batch.pk == chosen), None)
        context = {
            "standard": standard,
            "batches": batches,
            "batch": batch,
            "units": try_standard(standard, batch, request.user) if batch else [],
            "crumbs": [
                ("评分标准", reverse("scoring:standards")),
                (str(standard), standard.get_absolute_url()),
            ],
        }
        return render(request, "applications/province/trial.html", context)
