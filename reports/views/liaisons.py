"""工作联络员: the list of a city, one organisation, the whole province."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from applications.forms.moves import MoveForm
from applications.views.moves import MovePage
from portal import clock
from portal.access import require
from portal.choices import CITY_ROLES, UNIT_ROLES, RegionKind
from portal.models import Region
from reports import liaisons, roster
from reports.choices import Duty, LiaisonListStatus
from reports.forms.liaisons import LiaisonFilterForm
from reports.lifecycle import liaison_list_lifecycle
from reports.models import LiaisonList
from reports.outputs.kinds import XLSX
from reports.periods import FIRST_MONTH, year_of
from reports.permissions import (
    can_read_city,
    can_read_months,
    can_read_province,
    can_report_list,
    can_urge,
    can_urge_city,
)
from reports.services.liaisons import record_export, stored_list
from reports.services.outputs import request_output

#: «修订» is no button: it happens when a person changes.
BY_HAND = ("report", "confirm", "return")
#: The form of annex 1 as a file.
PAPERS = {"liaison_pdf": "生成PDF", "liaison_xlsx": "生成Excel"}


def urge_query(year):
    """What the page of 催报 is asked with."""
    return f"duty={Duty.LIAISON.value}&period={year_of(year).isoformat()}"


def years(year):
    """The years that have lists, for the links to the others."""
    return [other for other in range(FIRST_MONTH.year, clock.today().year + 1) if other != year]


class LiaisonHome(View):
    """Where 联络员 are for whoever asks: the province, the own city, the own organisation."""

    def get(self, request):
        user, year = request.user, clock.today().year
        require(can_read_months(user))
        if can_read_province(user):
            return redirect("reports:liaison_province", year)
        if cities := user.city_ids(*CITY_ROLES):
            return redirect("reports:liaison_list", cities[0], year)
        return redirect("reports:liaisons_of", user.organisation_ids(*UNIT_ROLES)[0])


# --- the list of a city ----------------------------------------------------------------------


def find_list(request, city, year):
    """The list of a city and year, stored or not yet, if this person may know it."""
    if not liaisons.is_year(year) or not can_read_city(request.user, city):
        raise Http404
    rows = LiaisonList.objects.visible_to(request.user).filter(city=city, year=year)
    found = liaisons.with_last_note(rows).select_related("city").first()
    if found:
        return found
    region = get_object_or_404(Region, pk=city, kind=RegionKind.CITY)
    return LiaisonList(city=region, year=year)


def list_crumbs(request, liaison_list):
    """The way up: the province's view for those who have one."""
    if not can_read_province(request.user):
        return []
    page = reverse("reports:liaison_province", args=[liaison_list.year])
    return [("全省工作联络员", page)]


def moves_of(user, liaison_list):
    """What ``user`` may do now; what stands in the way is said on the page of the move."""
    return [
        move
        for name, move in liaison_list_lifecycle.transitions.items()
        if name in BY_HAND
        and liaison_list.status in move.source
        and not (name == "report" and liaisons.is_past(liaison_list.year))
        and move.allowed(user, liaison_list)
    ]


class CityList(View):
    """The 回执表 of one city and year, as it stands or (``version``) as it was reported."""

    def get(self, request, city, year):
        liaison_list = find_list(request, city, year)
        versions = []
        if liaison_list.pk:
            versions = list(liaison_list.versions.select_related("sealed_by").order_by("-number"))
        shown = self.version(versions)
        units = [] if shown else self.units(liaison_list)
        is_past = liaisons.is_past(year)
        context = {
            "list": liaison_list,
            "heading": f"{liaison_list.city.name}{year}年工作联络员回执表",
            "crumbs": list_crumbs(request, liaison_list),
            "groups": self.sealed(liaison_list, shown) if shown else liaisons.grouped(units),
            "standing": liaisons.standing_of(liaison_list, liaisons.due_dates_of(year)),
            "returned": self.returned(liaison_list),
            "moves": moves_of(request.user, liaison_list),
            "papers": PAPERS,
            "versions": versions,
            "shown": shown,
            "units": units,
            "nobody": [unit for unit in units if not unit.persons],
            "unconfirmed": [unit for unit in units if unit.persons and not unit.is_confirmed],
            "years": years(year),
            "is_past": is_past,
            "may_write": bool(can_report_list(request.user, liaison_list)) and not is_past,
            "urge_query": urge_query(year) if self.may_urge(liaison_list) else "",
        }
        return render(request, "reports/liaisons/list.html", context)

    def may_urge(self, liaison_list):
        """Nobody is urged about a list that was reported once."""
        is_owed = liaison_list.first_submitted_at is None
        return is_owed and can_urge(self.request.user, liaison_list.city_id)

    def units(self, liaison_list):
        members = roster.of_city(liaison_list.city_id)
        return liaisons.units_of(members, liaison_list.year, self.request.user)

    def version(self, versions):
        number = self.request.GET.get("version", "")
        if not number:
            return None
        found = [version for version in versions if str(version.number) == number]
        if not found:
            raise Http404
        return found[0]

    def sealed(self, liaison_list, version):
        in_full = liaisons.can_see_phones(self.request.user, liaison_list.city_id)
        return liaisons.sealed_groups(version.data, in_full=in_full)

    def returned(self, liaison_list):
        """Why it came back, until it is reported again."""
        is_open = liaison_list.status == LiaisonListStatus.FILLING
        return getattr(liaison_list, "last_note", "") if is_open else ""


class ListPrint(View):
    """POST only: ask for the form as a file, also of a list that nobody has written to yet."""

    def post(self, request, city, year):
        liaison_list = find_list(request, city, year)
        kind = request.POST.get("kind", "")
        if kind not in PAPERS:
            raise Http404
        liaison_list = stored_list(liaison_list.city_id, year)
        return redirect(request_output(user=request.user, kind=kind, subject=liaison_list))


class ListMove(MovePage):
    """报送, 确认 and 退回 of one list."""

    lifecycle = liaison_list_lifecycle
    templates = "reports/liaisons"

    def dispatch(self, request, city, year, move):
        if move not in BY_HAND:
            raise Http404
        find_list(request, city, year)
        if move == "report" and liaisons.is_past(year):
            messages.warning(request, f"{year}年已结束，请报送本年度的回执表。")
            return redirect("reports:liaison_list", city, year)
        self.key = city, year
        return super().dispatch(request, None, move)

    def post(self, request, pk, move):
        if self.record.pk is None:
            self.record = stored_list(self.record.city_id, self.record.year)
        return super().post(request, pk, move)

    def find(self, pk):
        return find_list(self.request, *self.key)

    def crumbs(self):
        page = (str(self.record), self.record.get_absolute_url())
        return [*list_crumbs(self.request, self.record), page]

    def form_class(self):
        return MoveForm

    def target_label(self):
        return LiaisonListStatus(self.move.target).label

    def facts(self):
        return {"number": self.record.versions.count() + 1 if self.record.pk else 1}


# --- the province ------------------------------------------------------------------------------


def province_rows(request, year):
    """All cities with the filters that the address asks for."""
    if not liaisons.is_year(year) or not can_read_province(request.user):
        raise Http404
    rows = liaisons.province(year, request.user)
    return rows, LiaisonFilterForm(request.GET, rows=rows)


class ProvinceList(View):
    """Every city: its state, who has nobody, who is unconfirmed; and the whole list below."""

    def get(self, request, year):
        rows, form = province_rows(request, year)
        units = form.units(rows)
        owed = any(row.standing.liaison_list.first_submitted_at is None for row in rows)
        context = {
            "year": year,
            "heading": f"{year}年全省工作联络员",
            "rows": form.cities(rows),
            "units": units,
            "persons": sum(len(unit.persons) for unit in units),
            "form": form,
            "years": years(year),
            "totals": liaisons.totals(rows),
            "urge_query": urge_query(year) if owed and can_urge_city(request.user) else "",
        }
        return render(request, "reports/liaisons/province.html", context)


class ProvinceExport(View):
    """What the filters show, as a workbook; numbers are masked as on the page."""

    def get(self, request, year):
        from reports.outputs import liaison_table  # noqa: PLC0415 - loads the writer

        rows, form = province_rows(request, year)
        units = form.units(rows)
        persons = sum(len(unit.persons) for unit in units)
        record_export(request.user, request.user, kind=f"全省{year}年联络员", persons=persons)
        return FileResponse(
            liaison_table.workbook_of(units, year),
            as_attachment=True,
            filename=f"全省{year}年工作联络员.xlsx",
            content_type=XLSX,
        )
