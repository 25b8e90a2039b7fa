"""What an objector says, and what the office writes down about it."""

import uuid
from typing import Any

from django import forms

from applications import people
from applications.choices import ObjectionChannel, ObjectionOutcome
from applications.forms.controls import MomentField, ReasonField, Sentences
from applications.forms.fields import LineField
from applications.models import Application, Batch
from applications.publicity import listed
from portal import clock

MOST = 2000
#: In the office; whoever objects from outside has but one way.
OFFICE_CHANNELS = [
    (channel.value, channel.label)
    for channel in ObjectionChannel
    if channel != ObjectionChannel.ONLINE
]


class UnitField(forms.ModelChoiceField):
    """One unit of the public list, or the whole of it."""

    def label_from_instance(self, application: Application) -> str:
        unit = application.dossier.unit_name or application.organisation.name
        return f"{application.city.name} {unit}（{application.dossier.zone_name}）"


class ObjectionForm(Sentences, forms.Form):
    """异议 from outside; ``token`` tells two objections from two clicks."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    name = LineField(label="异议人姓名或单位名称", max_length=50, width="medium", required=True)
    contact = LineField(
        label="联系方式",
        max_length=100,
        width="medium",
        required=True,
        help_text="电话、电子邮箱或通讯地址，供核查和答复时联系。",
    )
    application = UnitField(
        label="涉及单位",
        queryset=Application.objects.none(),
        required=False,
        empty_label="整个名单",
    )
    text = ReasonField(
        label="异议内容",
        most=MOST,
        least=10,
        rows=8,
        required=True,
        help_text=f"请写明事实、依据和理由，{MOST}字以内。",
    )

    def __init__(self, data: Any = None, *, batch: Batch, **options: Any) -> None:
        initial = {"token": uuid.uuid4().hex, **options.pop("initial", {})}
        super().__init__(data, initial=initial, **options)
        self.fields["application"].queryset = listed(batch)

    @property
    def said(self) -> dict[str, Any]:
        """What is kept, by the names of the model."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class RegistrationForm(ObjectionForm):
    """An objection that came to the office."""

    token = None
    channel = forms.ChoiceField(label="来源", choices=OFFICE_CHANNELS, widget=forms.RadioSelect)
    received_at = MomentField(label="收到时间")

    field_order = ("channel", "received_at", "name", "contact", "application", "text")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, initial={"received_at": clock.now()}, **options)

    def clean_received_at(self) -> Any:
        moment = self.cleaned_data["received_at"]
        if moment > clock.now():
            raise forms.ValidationError("收到时间不能晚于现在，请核对。")
        return moment


class AssignmentForm(Sentences, forms.Form):
    """交办: a colleague of the province."""

    officer = forms.ModelChoiceField(label="承办人", queryset=None, empty_label="请选择")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["officer"].queryset = people.of_province()


class AnswerForm(Sentences, forms.Form):
    """What was found, and what the objector is told."""

    outcome = forms.ChoiceField(
        label="核查结论", choices=ObjectionOutcome, widget=forms.RadioSelect
    )
    answer = ReasonField(
        label="答复",
        most=MOST,
        least=5,
        rows=8,
        required=True,
        help_text="答复由办公室按联系方式送达，系统只作记录，不对外发送。",
    )


class ReopeningForm(Sentences, forms.Form):
    """Why the examination goes on."""

    note = ReasonField(label="重新核查的理由", most=500, least=5, required=True)
