"""Who takes over from a leaver."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from portal.models import User


class HandoverForm(forms.Form):
    """One colleague."""

    successor = forms.ModelChoiceField(
        User.objects.none(),
        label="接手人",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "请选择接手人。", "invalid_choice": "请重新选择接手人。"},
    )

    def __init__(self, *args: Any, successors: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].queryset = successors
        self.fields["successor"].label_from_instance = _named


def _named(person: User) -> str:
    position = f"，{person.position}" if person.position else ""
    return f"{person.name}（{person.username}{position}）"
