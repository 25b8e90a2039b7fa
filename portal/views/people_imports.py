"""People of a city's units by Excel: take the template away, hand it in, look, confirm."""

from io import BytesIO

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from portal import audit, people_import
from portal.choices import UNIT_ROLES
from portal.forms import ImportForm
from portal.models import Membership
from portal.previews import seal, unseal
from portal.services import AccountRefused
from portal.views.people_register import find_city
from portal.views.person_deeds import REFUSED, crumbs, hand_out
from portal.worksheets import ImportRefused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PeopleTemplate(View):
    """The template with the people in force; that telephones were taken away is on record."""

    @transaction.atomic
    def get(self, request, city):
        from portal.people_files import workbook_of  # noqa: PLC0415 - loads the writer

        city = find_city(request, city)
        rows = Membership.objects.visible_to(request.user).current()
        people = rows.filter(role__in=UNIT_ROLES, organisation__city=city)
        people = people.select_related("user", "organisation__county").order_by(
            "organisation__name", "pk"
        )
        content = workbook_of(people)
        audit.record(request.user, "export_people", city, label="下载人员模板", people=len(people))
        return FileResponse(
            BytesIO(content),
            as_attachment=True,
            filename=f"{city}创建单位人员.xlsx",
            content_type=XLSX,
        )


class PeopleImport(View):
    """GET asks for the file; a POST with it shows a preview, a confirmed preview is stored."""

    def dispatch(self, request, city):
        self.city = find_city(request, city)
        self.salt = f"people-import:{city}:{request.user.pk}"
        return super().dispatch(request, city)

    def get(self, request, city):
        return self.page(ImportForm())

    def post(self, request, city):
        if "rows" in request.POST:
            return self.confirm(request.POST["rows"])
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=REFUSED)
        try:
            rows = people_import.read(form.cleaned_data["file"].file)
            preview = people_import.preview_of(rows, city=self.city, actor=request.user)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
            return self.page(form, status=REFUSED)
        return self.show(preview)

    def show(self, preview):
        kept = {"rows": preview.rows, "mark": preview.mark}
        context = {
            **self.frame(),
            "preview": preview,
            "rows": seal(kept, salt=self.salt) if preview.is_ready else "",
        }
        status = REFUSED if preview.troubles else 200
        return render(self.request, "portal/people/preview.html", context, status=status)

    def confirm(self, text):
        try:
            kept = unseal(text, salt=self.salt)
            accounts = people_import.store(city=self.city, actor=self.request.user, **kept)
        except (ImportRefused, AccountRefused) as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.request.path)
        messages.success(self.request, f"已导入，新建{len(accounts)}个账号。")
        return hand_out(self.request, accounts) if accounts else redirect("people")

    def page(self, form, status=200):
        context = {**self.frame(), "form": form, "cancel_url": reverse("people")}
        return render(self.request, "portal/people/import.html", context, status=status)

    def frame(self):
        return {
            "city": self.city,
            "heading": f"从Excel导入人员：{self.city}",
            "crumbs": crumbs(),
        }
