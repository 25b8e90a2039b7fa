"""The scoring desk: three columns, one 大项 at a time; and all columns side by side."""

from http import HTTPStatus

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from applications import desk
from applications.comparison import compare
from applications.models import Application
from applications.permissions import can_see_marks
from applications.places import leaf_url
from applications.views.answers import crumbs
from portal.access import require
from portal.numbers import NumberRefused, parse_count
from scoring.choices import Column

#: Where the figures stand that cross-checks compare the marks with.
DECLARED = ("batch", "dossier", "scoring_figures", "result")


def find(request, pk, *joins):
    """The application with what ``joins`` name, 404 to whoever may not know of it."""
    visible = Application.objects.visible_to(request.user).select_related(*joins)
    return get_object_or_404(visible.with_seats(), pk=pk)


def find_sheet(request, pk, column, *joins):
    """The application and one of its sheets, 404 before that is opened.

    The column of a member leads everybody to the sheet of the own seat.
    """
    if column not in desk.ORDER:
        raise Http404
    own = () if column == Column.MEMBER else (f"{column}__ruleset",)
    application = find(request, pk, "panel", *own, *joins)
    if sheet := desk.sheet_of(application, column, request.user):
        return application, sheet
    raise Http404


def show_desk(request, application, column, section, *, attempts=None, status=HTTPStatus.OK):
    """The page of one 大项; ``attempts`` keeps what could not be stored."""
    page = desk.read_desk(application, column, section, request.user, attempts=attempts)
    if page is None:
        raise Http404
    context = {"application": application, "desk": page, "crumbs": crumbs(application)}
    return render(request, "applications/sheets/desk.html", context, status=status)


class SheetStart(View):
    """To the first leaf without a mark, else to the first 大项."""

    def get(self, request, pk, column):
        application, sheet = find_sheet(request, pk, column)
        require(can_see_marks(request.user, application, column))
        part, item = desk.first_gap(sheet)
        if item:
            return redirect(leaf_url(application, column, item))
        return redirect("applications:sheet_section", pk, column, part.number)


class SheetSection(View):
    def get(self, request, pk, column, section):
        joins = ("organisation", *desk.COLUMNS, *DECLARED)
        application, _ = find_sheet(request, pk, column, *joins)
        require(can_see_marks(request.user, application, column))
        if column == Column.SELF_CHECK:  # the cross-checks and 形式审查 beside them read both
            prefetch_related_objects([application], "investment_lines", "staffing_lines")
        return show_desk(request, application, column, section)


class SheetComparison(View):
    """Every leaf with all columns that the reader may see; ``?least=5`` only where they differ."""

    def get(self, request, pk):
        joins = ("batch", "organisation", "panel", "self_check__ruleset", *desk.COLUMNS)
        application = find(request, pk, *joins)
        require(can_see_marks(request.user, application, Column.SELF_CHECK))
        page = compare(application, request.user, least=least_of(request))
        context = {"application": application, "page": page, "crumbs": crumbs(application)}
        return render(request, "applications/sheets/comparison.html", context)


def least_of(request):
    """The least difference to show; 0, everything, where no number was typed."""
    try:
        return parse_count(request.GET.get("least", "")) or 0
    except NumberRefused:
        return 0
