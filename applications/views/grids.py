"""A table that saves itself while it is filled in, and its button (docs/frontend.md §6)."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect
from django.views import View

from applications.forms.grids import grid_of
from applications.forms.tables import (
    TableRefused,
    read_rows,
    rows_of_json,
    rows_of_post,
    totals,
    typed_of_lines,
)
from applications.views.answers import (
    CONFLICT,
    REFUSED,
    clock_time,
    conflict_head,
    read_version,
    refused,
)
from portal.editing import EditConflict


class GridPage(View):
    """The saving half of a page with one ``table``.

    A subclass says who may write (``decision``), what is stored (``lines``), how to store it
    (``store``), and shows its ``page``; ``closed`` and ``too_late`` answer who may not.
    """

    table = None

    def post(self, request, *args, **kwargs):
        decision = self.decision()
        if request.content_type == "application/json":
            return self.autosave() if decision else self.closed(decision.reason)
        return self.save() if decision else self.too_late(decision)

    # --- the script's saves ----------------------------------------------------------

    def autosave(self):
        """Store every cell that can be read, say what is wrong with the others."""
        try:
            sent = json.loads(self.request.body)
            read = self.read(rows_of_json(self.table, sent.get("rows")))
            saved = self.store(read.rows, read_version(sent.get("version")))
        except TableRefused as refusal:
            return refused(refusal)
        except EditConflict as conflict:
            return self.both_tables(conflict)
        except PermissionDenied as refusal:
            return self.closed(refusal)
        except (ValueError, AttributeError, RecursionError):
            return refused("页面内容不完整，请刷新后重试。")
        return JsonResponse(
            {
                "version": saved.version,
                "saved_at": clock_time(saved.saved_at),
                "totals": totals(self.table, list(saved.lines.values())),
                "rows": [{"key": key, "id": line.pk} for key, line in saved.lines.items()],
                "errors": [
                    {"row": error.row, "field": error.field, "message": error.message}
                    for error in read.errors
                ],
            }
        )

    def read(self, typed):
        """Rows to store, and the cells that cannot be."""
        return read_rows(self.table, typed)

    def both_tables(self, conflict):
        rows = [
            {"id": row.pk, "category": row.category, **row.cells}
            for row in typed_of_lines(self.table, self.lines())
        ]
        answer = {**conflict_head(conflict, self.request.user), "rows": rows}
        return JsonResponse({"conflict": answer}, status=CONFLICT)

    # --- the button, and the page without scripts -------------------------------------

    def save(self):
        """The whole table or nothing; everything typed comes back when a cell is wrong."""
        data = self.request.POST
        try:
            typed = rows_of_post(self.table, data)
        except TableRefused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        try:
            read = self.read(typed)
            if read.errors:
                return self.page(typed, errors=read.errors, status=REFUSED)
            self.store(read.rows, read_version(data.get("version")))
        except TableRefused as refusal:
            messages.error(self.request, str(refusal))
            return self.page(typed, status=REFUSED)
        except EditConflict as conflict:
            return self.page(typed, conflict=conflict, status=CONFLICT)
        return self.saved()

    def saved(self):
        """Where the button leads."""
        messages.success(self.request, "表格已保存。")
        return redirect(self.request.path)

    def typed(self):
        """The rows of a plain form, none where they are no table."""
        try:
            return rows_of_post(self.table, self.request.POST)
        except TableRefused:
            return []

    # --- pages -------------------------------------------------------------------------

    def grid(self, typed, *, version, errors=(), conflict=None):
        """What ``includes/_grid.html`` and its neighbours show."""
        context = {
            "grid": grid_of(self.table, typed, errors),
            "version": conflict.version if conflict else version,
        }
        if conflict:
            context["conflict"] = conflict_head(conflict, self.request.user)
            context["theirs"] = self.stored()
        return context

    def stored(self):
        return grid_of(self.table, typed_of_lines(self.table, self.lines()))
