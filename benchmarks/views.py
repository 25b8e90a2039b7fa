"""The least that a page and a save can be."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from benchmarks.models import Line


@login_not_required
def read(request, pk):
    """One row by its key in a small page."""
    return render(request, "benchmarks/line.html", {"line": get_object_or_404(Line, pk=pk)})


def read_as_user(request, pk):
    """The same, for whoever has logged in."""
    line = get_object_or_404(Line, pk=pk)
    return render(request, "benchmarks/line.html", {"line": line, "reader": request.user.name})


@login_not_required
def write(request, pk):
    """One row updated in a transaction."""
    with transaction.atomic():
        changed = Line.objects.filter(pk=pk).update(changes=F("changes") + 1)
    return HttpResponse(f"changed {changed}")


def write_as_user(request, pk):
    """The same, for whoever has logged in, with the CSRF check."""
    return HttpResponse(f"{request.user.pk}: {write(request, pk).content.decode()}")
