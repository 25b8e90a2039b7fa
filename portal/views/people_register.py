"""登记创建单位: a new unit of one city with its first two accounts."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from portal.access import require
from portal.choices import OrganisationKind, RegionKind, Role
from portal.forms.people import NewPersonForm, UnitForm
from portal.models import Organisation, Region
from portal.permissions import can_register, can_see_people
from portal.problems import Problem
from portal.services import AccountRefused, open_unit
from portal.views.person_deeds import REFUSED, crumbs, hand_out

#: The prefix of each form of a person, its role, and what that role is for.
FIRST = (
    ("clerk", Role.UNIT_CLERK, "经办人填写申报材料和月度台账。"),
    ("head", Role.UNIT_HEAD, "负责人核对后提交申报，与经办人各用自己的账号。"),
)


def find_city(request, city):
    """The city whose units are registered; 404 for those to whom another city is nothing."""
    require(can_see_people(request.user))
    found = get_object_or_404(Region, pk=city, kind=RegionKind.CITY)
    require(can_register(request.user, found))
    return found


class UnitNew(View):
    """The unit and both people on one page, stored together or not at all."""

    def dispatch(self, request, city):
        self.city = find_city(request, city)
        return super().dispatch(request, city)

    def get(self, request, city):
        return self.ask(self.forms())

    def post(self, request, city):
        forms = self.forms(request.POST)
        if not all([form.is_valid() for form in forms]):
            return self.ask(forms, status=REFUSED)
        unit, *people = forms
        try:
            accounts = open_unit(
                organisation=unit.save(commit=False),
                people=[form.account for form in people],
                actor=request.user,
            )
        except AccountRefused as refusal:
            unit.add_error(None, str(refusal))
            return self.ask(forms, status=REFUSED)
        messages.success(request, f"已登记“{unit.instance}”，并建立{len(accounts)}个账号。")
        return hand_out(request, accounts)

    def forms(self, data=None):
        blank = Organisation(city=self.city, kind=OrganisationKind.CREATING_UNIT)
        people = [NewPersonForm(data, prefix=name, roles=[role]) for name, role, _ in FIRST]
        return [UnitForm(data, instance=blank), *people]

    def ask(self, forms, status=200):
        unit, *people = forms
        context = {
            "heading": f"登记创建单位：{self.city}",
            "crumbs": crumbs(),
            "form": unit,
            "problems": [
                Problem(f"{role.label}，{form[name].label}：{sentence}", f"#{form[name].auto_id}")
                for (_, role, _), form in zip(FIRST, people, strict=True)
                for name, sentences in form.errors.items()
                for sentence in sentences
            ],
            "submit_label": "登记并建立账号",
            "people": [
                (role.label, meaning, form)
                for (_, role, meaning), form in zip(FIRST, people, strict=True)
            ],
            "cancel_url": reverse("people"),
        }
        return render(self.request, "portal/people/register.html", context, status=status)
