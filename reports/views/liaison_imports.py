"""The 回执表 by Excel: take the official form away, hand it in, look, confirm."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.views import View

from applications.views.answers import REFUSED
from portal.access import require
from portal.forms import ImportForm
from portal.worksheets import ImportRefused
from reports import liaison_imports, liaisons
from reports.outputs.kinds import XLSX
from reports.permissions import can_report_list
from reports.services import liaisons as services
from reports.views.liaisons import find_list, list_crumbs


class LiaisonTemplate(View):
    """The form with the persons in force, in the layout that can be handed in again."""

    def get(self, request, city, year):
        from reports.outputs import annex_xlsx  # noqa: PLC0415 - loads the writer

        liaison_list = find_list(request, city, year)
        paper = liaisons.liaison_paper(liaison_list, reader=request.user)
        target = BytesIO()
        annex_xlsx.write_liaison(paper, target)
        target.seek(0)
        persons = sum(bool(row.name) for group in paper.groups for row in group.rows)
        services.record_export(request.user, liaison_list.city, kind="回执表", persons=persons)
        return FileResponse(
            target, as_attachment=True, filename=f"{liaison_list}.xlsx", content_type=XLSX
        )


class LiaisonImport(View):
    """GET asks for the file; a POST with it shows a preview, a confirmed preview is stored."""

    def dispatch(self, request, city, year):
        self.list = find_list(request, city, year)
        require(can_report_list(request.user, self.list))
        self.salt = f"liaison-import:{city}:{year}:{request.user.pk}"
        if liaisons.is_past(year):
            messages.warning(request, f"{year}年已结束，请在本年度的回执表中导入。")
            return redirect(self.list)
        return super().dispatch(request, city, year)

    def get(self, request, city, year):
        return self.page(ImportForm())

    def post(self, request, city, year):
        if "rows" in request.POST:
            return self.confirm(request.POST["rows"])
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=REFUSED)
        try:
            preview = liaison_imports.preview_of(form.cleaned_data["file"].file, self.list)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
            return self.page(form, status=REFUSED)
        return self.show(preview)

    def show(self, preview):
        is_ready = preview.planned and not preview.troubles
        context = {
            **self.frame(),
            "preview": preview,
            "missing": liaison_imports.missing_note(preview.missing),
            "rows": liaison_imports.sealed(preview, salt=self.salt) if is_ready else "",
        }
        status = REFUSED if preview.troubles else 200
        return render(self.request, "reports/liaisons/preview.html", context, status=status)

    def confirm(self, text):
        try:
            mark, rows = liaison_imports.unsealed(text, salt=self.salt)
            count = services.import_liaisons(
                city_id=self.list.city_id, rows=rows, mark=mark, actor=self.request.user
            )
        except (ImportRefused, services.LiaisonRefused) as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        messages.success(self.request, f"已导入，新增或修改{count}人。")
        return redirect(self.list)

    def page(self, form, status=200):
        context = {**self.frame(), "form": form, "cancel_url": self.list.get_absolute_url()}
        return render(self.request, "reports/liaisons/import.html", context, status=status)

    def frame(self):
        return {
            "list": self.list,
            "heading": f"从Excel导入：{self.list}",
            "crumbs": [
                *list_crumbs(self.request, self.list),
                (str(self.list), self.list.get_absolute_url()),
            ],
        }
