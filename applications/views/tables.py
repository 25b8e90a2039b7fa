"""三、投资明细表 and 四、用工情况表: a sheet that saves itself, a plain form, or a table to read."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views import View

from applications.choices import SectionName
from applications.forms.grids import grid_of
from applications.forms.tables import (
    TABLES,
    TableRefused,
    read_rows,
    rows_of_json,
    rows_of_post,
    totals,
    typed_of_lines,
)
from applications.permissions import can_edit_section, can_read_dossier, is_of_unit
from applications.services.tables import save_table, stored_lines
from applications.views.answers import (
    CLOSED,
    CONFLICT,
    REFUSED,
    clock_time,
    conflict_head,
    find,
    not_now,
    read_version,
    refused,
)
from applications.views.unit import frame, next_url
from portal.access import require
from portal.editing import EditConflict


class TablePage(View):
    """One of the two tables."""

    section = None

    def dispatch(self, request, pk):
        self.application = find(request, pk)
        self.table = TABLES[self.section]
        return super().dispatch(request, pk)

    def get(self, request, pk):
        require(can_read_dossier(request.user, self.application))
        rows = typed_of_lines(self.table, self.lines())
        if can_edit_section(request.user, self.application, self.section):
            return self.page(rows)
        return self.read()

    def post(self, request, pk):
        decision = can_edit_section(request.user, self.application, self.section)
        if request.content_type == "application/json":
            if not decision:
                return not_now(request, self.application, decision.reason)
            return self.autosave()
        if not decision:
            return self.too_late(decision)
        return self.save()

    # --- the script's saves ----------------------------------------------------------

    def autosave(self):
        """Store every cell that can be read, say what is wrong with the others."""
        try:
            sent = json.loads(self.request.body)
            typed = rows_of_json(self.table, sent.get("rows"))
        except TableRefused as refusal:
            return refused(refusal)
        except (ValueError, AttributeError, RecursionError):
            return refused("页面内容不完整，请刷新后重试。")
        read = read_rows(self.table, typed)
        try:
            saved = self.store(read, read_version(sent.get("version")))
        except EditConflict as conflict:
            return self.both_tables(conflict)
        except PermissionDenied as refusal:
            return not_now(self.request, self.application, refusal)
        return JsonResponse(
            {
                "version": saved.section.version,
                "saved_at": clock_time(saved.section.saved_at),
                "totals": totals(self.table, list(saved.lines.values())),
                "rows": [{"key": key, "id": line.pk} for key, line in saved.lines.items()],
                "errors": [
                    {"row": error.row, "field": error.field, "message": error.message}
                    for error in read.errors
                ],
            }
        )

    def both_tables(self, conflict):
        rows = [
            {"id": row.pk, "category": row.category, **row.cells}
            for row in typed_of_lines(self.table, self.lines())
        ]
        answer = {**conflict_head(conflict, self.request.user), "rows": rows}
        return JsonResponse({"conflict": answer}, status=CONFLICT)

    def store(self, read, version):
        return save_table(
            application=self.application,
            name=self.section,
            rows=read.rows,
            version=version,
            actor=self.request.user,
        )

    # --- the button, and the page without scripts -------------------------------------

    def save(self):
        """The whole table or nothing; everything typed comes back when a cell is wrong."""
        data = self.request.POST
        try:
            typed = rows_of_post(self.table, data)
        except TableRefused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        read = read_rows(self.table, typed)
        if read.errors:
            return self.page(typed, errors=read.errors, status=REFUSED)
        try:
            self.store(read, read_version(data.get("version")))
        except EditConflict as conflict:
            return self.page(typed, conflict=conflict, status=CONFLICT)
        messages.success(self.request, f"“{self.section.label}”已保存。")
        goes_on = data.get("go") == "next"
        return redirect(next_url(self.application, self.section) if goes_on else self.request.path)

    def too_late(self, decision):
        """Closed meanwhile: nothing is stored, and nothing typed is lost."""
        if not is_of_unit(self.request.user, self.application):
            require(decision)
        try:
            typed = rows_of_post(self.table, self.request.POST)
        except TableRefused:
            typed = []
        kept = grid_of(self.table, typed)
        return self.read(status=CLOSED, kept=kept, reason=decision.reason)

    # --- pages -------------------------------------------------------------------------

    def lines(self):
        return stored_lines(self.application, self.section)

    def page(self, typed, *, errors=(), conflict=None, status=200):
        section = self.application.sections.select_related("saved_by").get(name=self.section)
        version = (
            conflict.version if conflict else self.request.POST.get("version", section.version)
        )
        context = {
            **frame(self.application, self.section),
            "grid": grid_of(self.table, typed, errors),
            "section": section,
            "version": version,
            "next_url": next_url(self.application, self.section),
        }
        if conflict:
            context["conflict"] = conflict_head(conflict, self.request.user)
            context["theirs"] = self.stored()
        return render(self.request, "applications/unit/table.html", context, status=status)

    def read(self, *, status=200, **kept):
        context = {
            **frame(self.application, self.section),
            "grid": self.stored(),
            **kept,
        }
        return render(self.request, "applications/unit/read_table.html", context, status=status)

    def stored(self):
        return grid_of(self.table, typed_of_lines(self.table, self.lines()))


class InvestmentPage(TablePage):
    section = SectionName.INVESTMENT


class StaffingPage(TablePage):
    section = SectionName.STAFFING
