"""Boxes of a city's board: the slot, 推荐理由, and why others are passed by."""

from typing import Any

from django import forms

from applications import quota
from applications.forms.controls import ReasonField, Sentences
from applications.models import Application, Nomination
from applications.quota import Standing

MOST = 500


class Reasons(forms.Form):
    """Mixin: what a city says of the unit that it recommends."""

    reason = ReasonField(
        label="推荐理由",
        most=MOST,
        required=True,
        help_text="印入推荐汇总表，报省文化和旅游厅。",
        error_messages={"required": "请填写推荐理由。"},
    )
    higher_reason = ReasonField(label="同分或越过高分单位的说明", most=MOST, required=False)

    def fill_in(self, application: Application) -> None:
        """Begin with what the board holds."""
        if nomination := Nomination.objects.filter(application=application.pk).first():
            self.initial |= {name: getattr(nomination, name) for name in REASONS}

    def ask_about(self, rivals: list[Standing]) -> None:
        """Ask why these are passed by; nothing is asked where there are none."""
        if not rivals:
            del self.fields["higher_reason"]
            return
        field, sentence = self.fields["higher_reason"], quota.wants_explanation(rivals)
        field.required, field.help_text = True, sentence
        field.error_messages["required"] = sentence


REASONS = ("reason", "higher_reason")


class NominationForm(Sentences, Reasons):
    """A candidate's slot and reasons. ``slots`` are (number, words) of those to choose from.

    Which units are passed by depends on the slot, so the explanation is asked for after it.
    """

    slot = forms.TypedChoiceField(label="名额", coerce=int, widget=forms.RadioSelect)
    field_order = ("slot", *REASONS)

    def __init__(
        self,
        *args: Any,
        application: Application,
        slots: list[tuple[int, str]],
        standings: list[Standing],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.application, self.standings = application, standings
        self.fields["slot"].choices = slots
        if len(slots) == 1:
            self.fields["slot"].widget = forms.HiddenInput()
        self.initial = {"slot": slots[0][0]} | self.initial
        self.fill_in(application)
        self.fields["higher_reason"].help_text = self.said_of_others([n for n, _ in slots])
        if len(slots) == 1 and (rivals := self.rivals(slots[0][0])):
            self.ask_about(rivals)

    def said_of_others(self, slots: list[int]) -> str:
        """Whom the first of ``slots`` passes by: the same units or fewer than any later one."""
        rivals = self.rivals(min(slots))
        return quota.wants_explanation(rivals) if rivals else "没有得分不低于本单位的，不必填写。"

    def rivals(self, slot: int) -> list[Standing]:
        return quota.outranking(self.standings, self.application, slot)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("slot") and not cleaned.get("higher_reason", True):
            rivals = self.rivals(cleaned["slot"])
            if rivals:
                self.add_error("higher_reason", quota.wants_explanation(rivals))
        return cleaned


class StatementForm(Sentences, forms.Form):
    """本批不推荐 and its reason."""

    reason = ReasonField(
        label="不推荐的理由",
        most=MOST,
        least=5,
        required=True,
        help_text="报省文化和旅游厅，印入推荐汇总表。",
        error_messages={"required": "请填写不推荐的理由，不少于5个字。"},
    )
