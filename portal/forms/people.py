"""What an office types about units and their people."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from portal.choices import Role
from portal.forms.account import ContactForm
from portal.models import Organisation, Region
from portal.people import STATES
from portal.services import AccountRefused, free_username
from portal.text import clean_line
from portal.validators import normalise_code

DETAILS = ("name", "position", "phone", "email")


class PersonForm(ContactForm):
    """Name, role and contact of one person; ``roles`` are those that may be given here."""

    name = forms.CharField(
        label="姓名",
        max_length=50,
        error_messages={"required": "请填写姓名。"},
        widget=forms.TextInput(attrs={"data-width": "medium"}),
    )
    role = forms.ChoiceField(
        label="角色", error_messages={"required": "请选择角色。"}, widget=forms.RadioSelect
    )
    field_order = ("name", "username", "role", "position", "phone", "email")

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0].value

    def clean_name(self):
        return clean_line(self.cleaned_data["name"])

    @property
    def details(self):
        return {name: self.cleaned_data[name] for name in DETAILS}


class NewPersonForm(PersonForm):
    """The same with the name under which the person logs in; ``known`` as ``free_username`` has it."""

    username = forms.CharField(
        label="用户名",
        max_length=50,
        error_messages={"required": "请填写用户名。"},
        help_text="3至50个字符，只用小写字母、数字和. _ -；一人一个，不要几人共用。",
        widget=forms.TextInput(attrs={"data-width": "medium", "spellcheck": "false"}),
    )

    def clean_username(self):
        try:
            return free_username(self.cleaned_data["username"], known=self.known)
        except AccountRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def __init__(self, *args, known=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known

    @property
    def account(self):
        """As ``create_account`` takes it."""
        chosen = {
            "username": self.cleaned_data["username"],
            "role": Role(self.cleaned_data["role"]),
        }
        return self.details | chosen


def person_form(membership, roles, data=None):
    """The form of somebody who holds ``membership``, filled in."""
    initial = {**model_to_dict(membership.user, fields=DETAILS), "role": membership.role}
    return PersonForm(data, initial=initial, roles=roles)


COUNTY = {
    "required": "请选择所属县（市、区）。",
    "invalid_choice": "请填写本市的县（市、区）全称。",
}


class UnitBase(forms.ModelForm):
    """A 创建单位 of one city but for its county: ``instance`` knows the city and the kind."""

    credit_code = forms.CharField(
        label="统一社会信用代码",
        max_length=40,
        error_messages={
            "required": "请填写统一社会信用代码。",
            "unique": "该统一社会信用代码已登记过单位，请核对营业执照。",
        },
    )

    class Meta:
        model = Organisation
        fields = ("name", "credit_code", "zone_name")
        error_messages = {"name": {"required": "请填写单位名称。"}, "county": COUNTY}
        help_texts = {"zone_name": "还没有定名的可以暂不填写。"}

    def clean_name(self):
        return clean_line(self.cleaned_data["name"])

    def clean_credit_code(self):
        return normalise_code(self.cleaned_data["credit_code"])

    def clean_zone_name(self):
        return clean_line(self.cleaned_data["zone_name"])


class UnitForm(UnitBase):
    """One unit, as an office types it."""

    class Meta(UnitBase.Meta):
        fields = ("name", "credit_code", "county", "zone_name")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        counties = Region.objects.filter(parent=self.instance.city).select_related("parent")
        self.fields["county"].queryset = counties
        self.fields["county"].required = counties.exists()
        self.fields["county"].empty_label = "请选择"
        self.fields["county"].label_from_instance = lambda county: county.name


class UnitRowForm(UnitBase):
    """One of many units in a file, without a query: what it is held against is read for all.

    ``counties`` are those of the city by code, ``taken`` the credit codes that are registered.
    """

    county = forms.TypedChoiceField(error_messages=COUNTY, empty_value=None)

    def __init__(self, *args, counties, taken, **kwargs):
        super().__init__(*args, **kwargs)
        self.taken = taken
        self.fields["county"].choices = [(code, county.name) for code, county in counties.items()]
        self.fields["county"].coerce = counties.__getitem__
        self.fields["county"].required = bool(counties)

    def clean(self):
        self.instance.county = self.cleaned_data.get("county")
        return super().clean()

    def validate_unique(self):
        """The database looks once more when the unit is stored."""
        if self.cleaned_data.get("credit_code") in self.taken:
            self.add_error("credit_code", self.fields["credit_code"].error_messages["unique"])


class PeopleFilter(forms.Form):
    """Which units are listed; everything in the address, nothing required."""

    q = forms.CharField(label="单位、姓名或用户名", required=False, max_length=50)
    city = forms.ModelChoiceField(
        Region.objects.none(), label="市", required=False, empty_label="全部"
    )
    state = forms.ChoiceField(label="情况", required=False, choices=[("", "全部"), *STATES.items()])

    def __init__(self, *args, cities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = cities
        if not cities:
            del self.fields["city"]
