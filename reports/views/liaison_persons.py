"""One organisation's 联络员: who they are, who they were; add, correct, replace, end, confirm."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from applications.services.stale import mark_of
from applications.views.answers import REFUSED, read_version
from portal import clock
from portal.access import require
from portal.editing import EditConflict
from reports import liaisons, roster
from reports.choices import Duty
from reports.due_dates import due_on
from reports.forms.liaisons import REPLACE, EditLiaisonForm, EndLiaisonForm, NewLiaisonForm
from reports.models import Liaison, LiaisonConfirmation, LiaisonList
from reports.periods import year_of
from reports.permissions import can_read_city, can_write_liaisons
from reports.services import liaisons as services


def find_unit(request, pk):
    return get_object_or_404(roster.organisations_for(request.user), pk=pk)


def unit_url(organisation):
    return reverse("reports:liaisons_of", args=[organisation.pk])


def city_crumbs(request, organisation):
    """The way up to the city's list, for those who may read it."""
    if not can_read_city(request.user, organisation.city_id):
        return []
    page = reverse("reports:liaison_list", args=[organisation.city_id, clock.today().year])
    return [(f"{organisation.city.name}工作联络员", page)]


class UnitLiaisons(View):
    """Persons in force and persons of before, and «本年度人员无误»."""

    def get(self, request, pk):
        organisation = find_unit(request, pk)
        year = clock.today().year
        rows = Liaison.objects.visible_to(request.user).filter(organisation=organisation)
        persons = liaisons.with_phones(rows, request.user, organisation)
        confirmed = LiaisonConfirmation.objects.filter(organisation=organisation, year=year)
        city_list = LiaisonList.objects.filter(city=organisation.city_id, year=year).first()
        context = {
            "organisation": organisation,
            "heading": f"工作联络员：{organisation.name}",
            "crumbs": city_crumbs(request, organisation),
            "year": year,
            "current": [person for person in persons if person.until is None],
            "former": [person for person in persons if person.until],
            "confirmation": confirmed.select_related("confirmed_by").first(),
            "due_on": due_on(Duty.LIAISON, year_of(year), organisation.city_id),
            "is_reported": bool(city_list) and city_list.status in liaisons.REPORTED,
            "may_write": bool(can_write_liaisons(request.user, organisation)),
        }
        return render(request, "reports/liaisons/unit.html", context)


class LiaisonConfirm(View):
    """POST only: «本年度人员无误», one tap a year."""

    def post(self, request, pk):
        organisation = find_unit(request, pk)
        try:
            services.confirm_liaisons(organisation=organisation, actor=request.user)
        except services.LiaisonRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已确认{clock.today().year}年工作联络员无误。")
        return redirect(unit_url(organisation))


# --- forms -------------------------------------------------------------------------------------


class PersonPage(View):
    """A form about a person of one organisation; a refusal keeps what was typed."""

    template = "reports/liaisons/form.html"
    heading = ""
    submit_label = "保存"
    done = ""

    def dispatch(self, request, pk):
        self.find(pk)
        require(can_write_liaisons(request.user, self.organisation))
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.show(self.build_form())

    def post(self, request, pk):
        form = self.build_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            self.save(form)
        except services.LiaisonRefused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        except EditConflict as conflict:
            return self.show(form, conflict)
        messages.success(request, self.done)
        return redirect(unit_url(self.organisation))

    def show(self, form, conflict=None):
        context = {
            "form": form,
            "version": conflict.version if conflict else self.version(),
            "conflict": conflict,
            "heading": self.heading,
            "organisation": self.organisation,
            "crumbs": [
                *city_crumbs(self.request, self.organisation),
                (self.organisation.name, unit_url(self.organisation)),
            ],
            "submit_label": self.submit_label,
            "cancel_url": unit_url(self.organisation),
            **self.facts(),
        }
        status = REFUSED if form.is_bound else 200
        return render(self.request, self.template, context, status=status)

    def version(self):
        return ""

    def facts(self):
        return {}


class LiaisonNew(PersonPage):
    """登记联络员."""

    heading = "登记联络员"
    done = "联络员已登记。"

    def find(self, pk):
        self.organisation = find_unit(self.request, pk)

    def build_form(self, data=None):
        return NewLiaisonForm(data)

    def save(self, form):
        services.add_liaison(
            organisation=self.organisation,
            values=form.person,
            since=form.cleaned_data["since"],
            actor=self.request.user,
        )


class OfPerson(PersonPage):
    """A form about one person in force."""

    def find(self, pk):
        rows = Liaison.objects.visible_to(self.request.user)
        rows = rows.select_related("organisation__city")
        self.liaison = get_object_or_404(rows, pk=pk)
        self.organisation = self.liaison.organisation

    def get(self, request, pk):
        if self.liaison.until:
            messages.warning(request, f"{self.liaison.name}已不再担任联络员，不能再修改。")
            return redirect(unit_url(self.organisation))
        return super().get(request, pk)


class LiaisonEdit(OfPerson):
    """Correct a person, or let another one take over."""

    heading = "修改或更换联络员"
    done = "联络员已保存。"

    def version(self):
        if self.request.method == "POST":
            return read_version(self.request.POST.get("version"))
        return mark_of(services.boxes(self.liaison))

    def build_form(self, data=None):
        return EditLiaisonForm(data, initial=services.boxes(self.liaison))

    def save(self, form):
        common = {
            "liaison": self.liaison,
            "values": form.person,
            "seen": self.version(),
            "actor": self.request.user,
        }
        if form.cleaned_data["deed"] == REPLACE:
            services.replace_liaison(since=form.cleaned_data["since"], **common)
        else:
            services.correct_liaison(**common)


class LiaisonEnd(OfPerson):
    """离任: asked once more, with what follows."""

    template = "reports/liaisons/end.html"
    submit_label = "办理离任"
    done = "已办理离任，该联络员记入历史。"

    def build_form(self, data=None):
        return EndLiaisonForm(data)

    def save(self, form):
        services.end_liaison(
            liaison=self.liaison, until=form.cleaned_data["until"], actor=self.request.user
        )

    def facts(self):
        others = Liaison.objects.current().filter(organisation=self.organisation)
        consequences = [f"{self.liaison.name}不再列入回执表，任职起止日期保留在历史中。"]
        if not others.exclude(pk=self.liaison.pk).exists():
            consequences.append("本单位将没有工作联络员，全市回执表在补充登记之前不能报送。")
        return {
            "question": f"{self.liaison.name}不再担任“{self.organisation.name}”的工作联络员？",
            "consequences": consequences,
        }
