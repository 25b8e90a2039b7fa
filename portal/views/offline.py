"""The desk without a network: the worker, the manifest, and the page of what is kept here."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import offline


@login_not_required
@require_safe
def worker(request):
    """The service worker; it holds nobody's data."""
    response = HttpResponse(offline.worker_source(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


@login_not_required
@require_safe
def manifest(request):
    return JsonResponse(offline.manifest(), content_type="application/manifest+json")


@login_not_required
@require_safe
def page(request):
    """What this browser keeps: sheets to open, marks not yet sent. The browser fills it in."""
    return render(request, "offline/page.html")
