"""Move a deadline: which, for whom, until when, and on whose word (A-03)."""

from typing import Any

from django import forms

from applications.choices import Deadline
from applications.forms.controls import DeadlineField, ReasonField, Sentences
from applications.forms.fields import LineField
from applications.models import Application, Batch
from applications.services.extensions import CONCERNED, Wish
from portal.choices import RegionKind, Role
from portal.models import Region, User

BATCH, CITY, APPLICATION = "batch", "city", "application"


class ExtensionForm(Sentences, forms.Form):
    """What the province may move for anybody, and a city for its own units."""

    kind = forms.ChoiceField(label="截止事项", choices=Deadline, widget=forms.RadioSelect)
    scope = forms.ChoiceField(
        label="适用范围",
        choices=[(BATCH, "整个批次"), (CITY, "一个市"), (APPLICATION, "一个申报单位")],
        widget=forms.RadioSelect,
    )
    city = forms.ModelChoiceField(
        Region.objects.none(),
        label="市",
        required=False,
        empty_label="请选择",
        help_text="适用范围为“一个市”的填写。",
    )
    application = forms.ModelChoiceField(
        Application.objects.none(),
        label="申报单位",
        required=False,
        empty_label="请选择",
        help_text="适用范围为“一个申报单位”的填写。",
    )
    until = DeadlineField(label="延长至", help_text="含该分钟。")
    reason = ReasonField(label="延期原因", most=300, least=5, required=True)
    document_number = LineField(
        label="依据文号", max_length=100, width="medium", help_text="有正式文件的填写。"
    )
    approved_by = LineField(label="批准人", max_length=50, width="medium", required=True)

    def __init__(self, *args: Any, batch: Batch, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.batch = batch
        self.fields["city"].queryset = Region.objects.filter(kind=RegionKind.CITY)
        statuses = {status for group in CONCERNED.values() for status in group}
        rows = Application.objects.visible_to(user).filter(batch=batch, status__in=statuses)
        self.fields["application"].queryset = rows.for_list().order_by("city", "pk")
        self.fields["application"].label_from_instance = _named
        if not user.has_role(Role.PROVINCE_OFFICER):
            self._keep_to_city(user)

    def _keep_to_city(self, user: User) -> None:
        """A city moves the date of its units only."""
        self.fields["kind"].choices = [(Deadline.SUBMISSION.value, Deadline.SUBMISSION.label)]
        self.fields["scope"].choices = [(CITY, "本市"), (APPLICATION, "一个申报单位")]
        own = Region.objects.filter(pk__in=user.city_ids(Role.CITY_OFFICER))
        self.fields["city"].queryset = own
        self.fields["city"].initial = own.first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        scope = cleaned.get("scope")
        if scope == CITY and not cleaned.get("city"):
            self.add_error("city", "请选择市。")
        if scope == APPLICATION and not cleaned.get("application"):
            self.add_error("application", "请选择申报单位。")
        return cleaned

    def wish(self) -> Wish:
        """What is asked for; of city and unit only what the scope names."""
        data, scope = self.cleaned_data, self.cleaned_data["scope"]
        return Wish(
            self.batch,
            Deadline(data["kind"]),
            data["until"],
            data["city"] if scope == CITY else None,
            (data["application"],) if scope == APPLICATION else (),
        )

    @property
    def kind_label(self) -> str:
        """Which date, as it is called."""
        return Deadline(self.cleaned_data["kind"]).label

    @property
    def grounds(self) -> dict[str, str]:
        """Why, by which paper, and on whose word."""
        return {
            name: self.cleaned_data[name] for name in ("reason", "document_number", "approved_by")
        }


def _named(application: Application) -> str:
    return f"{application.city.name} {application.organisation.name}（{application.get_status_display()}）"
