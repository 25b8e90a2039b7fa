"""The two tables by Excel: take the template away, hand it in, look, confirm."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from applications.choices import SectionName
from applications.forms.imports import (
    heads_of,
    preview_of,
    sealed,
    template_version,
    unsealed,
)
from applications.forms.tables import TABLES, read_rows, typed_of_lines
from applications.permissions import can_edit_section, can_read_dossier
from applications.services.tables import import_table, stored_lines
from applications.table_files import workbook_of
from applications.views.answers import REFUSED, find, who_saved
from applications.views.unit import frame
from portal.access import require
from portal.editing import EditConflict
from portal.forms import ImportForm
from portal.locking import find_record
from portal.worksheets import ImportRefused, read_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableTemplate(View):
    """The table as it stands, in the layout that can be handed in again."""

    def get(self, request, pk, table):
        application = find(request, pk)
        require(can_read_dossier(request.user, application))
        section = SectionName(table)
        rows = typed_of_lines(TABLES[section], stored_lines(application, section))
        name = f"{application.batch.name}_{section.label.split('、')[1]}.xlsx"
        return FileResponse(
            BytesIO(workbook_of(TABLES[section], rows)),
            as_attachment=True,
            filename=name,
            content_type=XLSX,
        )


class TableImport(View):
    """GET asks for the file; a POST with it shows a preview, a confirmed preview is stored."""

    def dispatch(self, request, pk, table):
        self.application = find(request, pk)
        self.section = SectionName(table)
        self.table = TABLES[self.section]
        self.salt = f"table-import:{pk}:{table}:{request.user.pk}"
        require(can_edit_section(request.user, self.application, self.section))
        return super().dispatch(request, pk, table)

    def get(self, request, pk, table):
        return self.page(ImportForm())

    def post(self, request, pk, table):
        if "rows" in request.POST:
            return self.confirm(request.POST["rows"])
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=REFUSED)
        try:
            preview = self.preview(form.cleaned_data["file"])
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
            return self.page(form, status=REFUSED)
        return self.show(preview)

    # --- preview -------------------------------------------------------------------

    def preview(self, file):
        sheet = read_table(
            file.file,
            heads=heads_of(self.table),
            version=template_version(self.table),
            fills_down="category" if len(self.table.categories) > 1 else "",
        )
        stored = typed_of_lines(self.table, stored_lines(self.application, self.section))
        return preview_of(self.table, sheet, stored)

    def show(self, preview):
        version = find_record(self.application.sections, name=self.section).version
        rows = "" if preview.troubles else sealed(preview, version=version, salt=self.salt)
        context = {**self.frame(), "preview": preview, "rows": rows}
        status = REFUSED if preview.troubles else 200
        return render(self.request, "applications/unit/import_preview.html", context, status=status)

    # --- confirmation ----------------------------------------------------------------

    def confirm(self, text):
        try:
            version, typed = unsealed(text, salt=self.salt)
            self.store(version, typed)
        except ImportRefused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        except EditConflict as conflict:
            who = who_saved(conflict, self.request.user)
            messages.error(
                self.request, f"{who}在预览之后保存过这张表，没有导入，请重新上传文件并核对预览。"
            )
            return redirect(self.request.path)
        messages.success(self.request, f"已导入{len(typed)}行。")
        return redirect(self.table_url())

    def store(self, version, typed):
        import_table(
            application=self.application,
            name=self.section,
            rows=read_rows(self.table, typed).rows,
            version=version,
            actor=self.request.user,
        )

    # --- pages -------------------------------------------------------------------------

    def page(self, form, status=200):
        context = {**self.frame(), "form": form, "cancel_url": self.table_url()}
        return render(self.request, "applications/unit/import.html", context, status=status)

    def table_url(self):
        return reverse(f"applications:{self.section.value}", args=[self.application.pk])

    def frame(self):
        head = frame(self.application, self.section)
        head["crumbs"].append((self.section.label, self.table_url()))
        return {
            **head,
            "heading": f"从Excel导入：{self.section.label}",
            "table": self.table,
            "has_categories": len(self.table.categories) > 1,
            "table_url": self.table_url(),
        }
