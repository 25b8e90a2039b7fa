"""People of the units: who has an account, in which role, and what is to be done with it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import ListView

from portal import people
from portal.access import require
from portal.choices import RegionKind, Role
from portal.forms.people import NewPersonForm, PeopleFilter, person_form
from portal.models import Organisation, Region
from portal.permissions import (
    can_add,
    can_hand_over,
    can_manage,
    can_manage_account,
    can_see_people,
    roles_given,
)
from portal.services import AccountRefused, change_person, create_account
from portal.views.person_deeds import DEEDS, REFUSED, crumbs, find_person, hand_out

UNITS_A_PAGE = 20


class People(ListView):
    """Unit by unit: the people, their last log-in, and what is amiss."""

    template_name = "portal/people/list.html"
    paginate_by = UNITS_A_PAGE

    def dispatch(self, request):
        require(can_see_people(request.user))
        return super().dispatch(request)

    @cached_property
    def form(self):
        is_province = self.request.user.has_role(Role.PROVINCE_OFFICER)
        cities = Region.objects.filter(kind=RegionKind.CITY)
        form = PeopleFilter(self.request.GET, cities=cities if is_province else cities.none())
        form.is_valid()
        return form

    def get_queryset(self):
        return people.units(self.request.user, self.form.cleaned_data)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        own = next(iter(self.request.user.city_ids(Role.CITY_OFFICER)), None)
        chosen = self.form.cleaned_data.get("city")
        return context | {
            "heading": "人员",
            "filter": {"form": self.form},
            "city": chosen.pk if chosen else own,
            "is_province": self.request.user.has_role(Role.PROVINCE_OFFICER),
            "object_list": people.lines(self.request.user, context["object_list"]),
        }


class Person(View):
    """One role of one person: corrected here, with the ways to what else can be done."""

    def dispatch(self, request, pk):
        self.held = find_person(request, pk)
        return super().dispatch(request, pk)

    @property
    def may_change(self):
        """Both: the role is in reach, and with it the whole account."""
        held, user = self.held, self.request.user
        own_reach = can_manage(user, held.organisation, held.role)
        return own_reach and can_manage_account(user, held.user)

    @property
    def roles(self):
        return roles_given(self.request.user, self.held.organisation)

    def get(self, request, pk):
        return self.show(person_form(self.held, self.roles) if self.may_change else None)

    def post(self, request, pk):
        require(self.may_change)
        form = person_form(self.held, self.roles, request.POST)
        if not form.is_valid():
            return self.show(form, status=REFUSED)
        values = {"details": form.details, "role": Role(form.cleaned_data["role"])}
        try:
            held = change_person(membership=self.held, actor=request.user, **values)
        except AccountRefused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=REFUSED)
        messages.success(request, f"{held.user}的信息已保存。")
        return redirect("person", held.pk)

    def show(self, form, status=200):
        held, user = self.held, self.request.user
        context = {
            "heading": f"{held.user.name}（{held.organisation}）",
            "crumbs": crumbs(),
            "held": held,
            "form": form,
            "reason": self.may_change.reason,
            "written_at": people.written_at([held.user])[held.user_id],
            "deeds": [deed for deed in DEEDS.values() if deed.is_offered(user, held)],
            "may_hand_over": can_hand_over(user, held),
        }
        return render(self.request, "portal/people/person.html", context, status=status)


class PersonNew(View):
    """A further person of a unit, with an initial password that is shown once."""

    def dispatch(self, request, pk):
        rows = Organisation.objects.peopled_for(request.user).select_related("city")
        self.unit = get_object_or_404(rows, pk=pk)
        require(can_add(request.user, self.unit))
        self.roles = roles_given(request.user, self.unit)
        return super().dispatch(request, pk)

    def get(self, request, pk):
        return self.ask(NewPersonForm(roles=self.roles))

    def post(self, request, pk):
        form = NewPersonForm(request.POST, roles=self.roles)
        if not form.is_valid():
            return self.ask(form, status=REFUSED)
        try:
            account = create_account(organisation=self.unit, actor=request.user, **form.account)
        except AccountRefused as refusal:
            form.add_error(None, str(refusal))
            return self.ask(form, status=REFUSED)
        return hand_out(request, [account])

    def ask(self, form, status=200):
        context = {
            "heading": f"新增人员：{self.unit}",
            "crumbs": crumbs(),
            "form": form,
            "submit_label": "建立账号",
            "cancel_url": reverse("people"),
        }
        return render(self.request, "portal/people/form.html", context, status=status)
