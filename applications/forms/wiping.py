"""The word that clears a rehearsal away."""

from django import forms

from applications.forms.controls import Sentences
from applications.forms.fields import LineField
from applications.models import Batch


class WipeForm(Sentences, forms.Form):
    """The batch's name, typed by hand."""

    name = LineField(label="批次名称", max_length=50, width="medium", required=True)

    def __init__(self, *args, batch: Batch, **options) -> None:
        super().__init__(*args, **options)
        self.batch = batch
        self.fields["name"].help_text = f"请输入“{batch.name}”以确认。"

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if name != self.batch.name:
            raise forms.ValidationError(f"与批次名称不一致，请输入“{self.batch.name}”。")
        return name
