"""A city's month by Excel: take the official form away, hand it in, look, confirm."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from applications.views.answers import REFUSED
from portal.access import require
from portal.forms import ImportForm
from portal.worksheets import ImportRefused
from reports.builders import ledger_paper
from reports.forms.imports import preview_of, sealed, unsealed
from reports.outputs.kinds import XLSX
from reports.permissions import can_import_month, can_print_month
from reports.services.imports import CLOSED, import_ledger
from reports.views.city import MonthView


class LedgerTemplate(MonthView):
    """The month as it stands, in the layout that can be handed in again."""

    def get(self, request):
        from reports.outputs import annex_xlsx  # noqa: PLC0415 - loads the writer

        require(can_print_month(request.user, self.city_month))
        target = BytesIO()
        annex_xlsx.write_ledger(ledger_paper(self.city_month), target)
        target.seek(0)
        return FileResponse(
            target, as_attachment=True, filename=f"{self.city_month}.xlsx", content_type=XLSX
        )


class LedgerImport(MonthView):
    """GET asks for the file; a POST with it shows a preview, a confirmed preview is stored."""

    def dispatch(self, request, **address):
        place = ":".join(str(part) for part in address.values())
        self.salt = f"ledger-import:{place}:{request.user.pk}"
        return super().dispatch(request, **address)

    def get(self, request):
        require(can_import_month(request.user, self.city_month))
        return self.page(ImportForm()) if self.city_month.is_open else self.back(CLOSED)

    def post(self, request):
        require(can_import_month(request.user, self.city_month))
        if not self.city_month.is_open:
            return self.back(CLOSED)
        if "rows" in request.POST:
            return self.confirm(request.POST["rows"])
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=REFUSED)
        try:
            preview = preview_of(form.cleaned_data["file"].file, self.city_month, request.user)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
            return self.page(form, status=REFUSED)
        return self.show(preview)

    def confirm(self, text):
        """All of the accepted rows or none; refused ones are left out only when that was asked."""
        try:
            rows, refused = unsealed(text, salt=self.salt)
            if refused and "skip" not in self.request.POST:
                raise ImportRefused(
                    f"有{refused}行被拒绝，没有导入。请改正后重新上传，"
                    "或在预览页勾选“跳过被拒绝的行”后确认。"
                )
            import_ledger(
                city=self.city_month.city_id,
                month=self.month,
                rows=rows,
                actor=self.request.user,
            )
        except ImportRefused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        left_out = f"，跳过被拒绝的{refused}行" if refused else ""
        messages.success(self.request, f"已从Excel导入{len(rows)}个单位{left_out}，请核对后报送。")
        return redirect(self.city_month)

    # --- pages -----------------------------------------------------------------------

    def page(self, form, status=200):
        cancel_url = self.city_month.get_absolute_url()
        context = {**self.frame(), "form": form, "cancel_url": cancel_url}
        return render(self.request, "reports/imports/upload.html", context, status=status)

    def show(self, preview):
        rows = sealed(preview, salt=self.salt) if preview.planned else ""
        context = {**self.frame(), "preview": preview, "rows": rows}
        status = REFUSED if preview.refused else 200
        return render(self.request, "reports/imports/preview.html", context, status=status)

    def back(self, sentence):
        messages.warning(self.request, sentence)
        return redirect(self.city_month)

    def frame(self):
        place = [self.city_month.city_id, self.month.year, self.month.month]
        return {
            "city_month": self.city_month,
            "heading": f"从Excel导入：{self.city_month}",
            "crumbs": [(str(self.city_month), self.city_month.get_absolute_url())],
            "template_url": reverse("reports:ledger_template", args=place),
        }
