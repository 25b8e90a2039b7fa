"""What the declared figures support, check by check, beside the marks of every column."""

from django.shortcuts import render
from django.views import View

from applications import desk
from applications.crosschecks.table import read_table
from applications.permissions import can_read_dossier
from applications.views.answers import crumbs
from applications.views.sheets import find
from portal.access import require


class CrossChecks(View):
    """All checks of one application, for the columns that the reader may see."""

    def get(self, request, pk):
        joins = ("batch", "organisation", "panel", "dossier", "self_check__ruleset", *desk.COLUMNS)
        application = find(request, pk, *joins)
        require(can_read_dossier(request.user, application))
        sheets = desk.visible_sheets(request.user, application)
        context = {
            "application": application,
            "crumbs": crumbs(application),
            "labels": [desk.SHORT[column] for column in sheets],
            "table": read_table(application, sheets, request.user),
        }
        return render(request, "applications/crosschecks/table.html", context)
