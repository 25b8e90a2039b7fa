"""三、投资明细表 and 四、用工情况表: a sheet that saves itself, a plain form, or a table to read."""

from django.contrib import messages
from django.shortcuts import redirect, render

from applications.choices import SectionName
from applications.forms.grids import grid_of
from applications.forms.tables import TABLES, typed_of_lines
from applications.permissions import can_edit_section, can_read_dossier, is_of_unit
from applications.services.tables import save_table, stored_lines
from applications.views.answers import CLOSED, find, not_now
from applications.views.grids import GridPage
from applications.views.unit import frame, next_url
from portal.access import require
from portal.locking import find_record


class TablePage(GridPage):
    """One of the two tables."""

    section = None

    def dispatch(self, request, pk):
        self.application = find(request, pk)
        self.table = TABLES[self.section]
        return super().dispatch(request, pk)

    def get(self, request, pk):
        require(can_read_dossier(request.user, self.application))
        rows = typed_of_lines(self.table, self.lines())
        return self.page(rows) if self.decision() else self.show()

    def decision(self):
        return can_edit_section(self.request.user, self.application, self.section)

    def lines(self):
        return stored_lines(self.application, self.section)

    def store(self, rows, version):
        return save_table(
            application=self.application,
            name=self.section,
            rows=rows,
            version=version,
            actor=self.request.user,
        )

    # --- what is answered --------------------------------------------------------------

    def closed(self, reason):
        return not_now(self.request, self.application, reason)

    def too_late(self, decision):
        """Closed meanwhile: nothing is stored, and nothing typed is lost."""
        if not is_of_unit(self.request.user, self.application):
            require(decision)
        kept = grid_of(self.table, self.typed())
        return self.show(status=CLOSED, kept=kept, reason=decision.reason)

    def saved(self):
        messages.success(self.request, f"“{self.section.label}”已保存。")
        goes_on = self.request.POST.get("go") == "next"
        return redirect(next_url(self.application, self.section) if goes_on else self.request.path)

    # --- pages -------------------------------------------------------------------------

    def page(self, typed, *, errors=(), conflict=None, status=200):
        section = find_record(
            self.application.sections.select_related("saved_by"), name=self.section
        )
        version = self.request.POST.get("version", section.version)
        context = {
            **frame(self.application, self.section),
            **self.grid(typed, version=version, errors=errors, conflict=conflict),
            "section": section,
            "grid_key": f"application-{self.application.pk}-{self.section}",
            "next_url": next_url(self.application, self.section),
        }
        return render(self.request, "applications/unit/table.html", context, status=status)

    def show(self, *, status=200, **kept):
        context = {
            **frame(self.application, self.section),
            "grid": self.stored(),
            **kept,
        }
        return render(self.request, "applications/unit/read_table.html", context, status=status)


class InvestmentPage(TablePage):
    section = SectionName.INVESTMENT


class StaffingPage(TablePage):
    section = SectionName.STAFFING
