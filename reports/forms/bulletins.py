"""The texts of a bulletin; a draft, so nothing is required before 印发."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from applications.forms.controls import ask_by_name
from applications.forms.fields import LineField, ParagraphsField
from applications.forms.moves import MoveForm
from reports.bulletins.paper import section_of
from reports.bulletins.texts import box_label, box_name, boxes
from reports.documents import BulletinSection
from reports.models import Bulletin
from reports.services.bulletins import save_bulletin

HEAD = ("number", "title", "addressees", "lead", "has_ranking")
LEAD_LENGTH, SECTION_LENGTH = 2000, 100_000


@dataclass(frozen=True, slots=True)
class Part:
    """One section with its boxes and what is drawn under its text."""

    key: str
    title: BoundField
    text: BoundField
    shown: BoundField
    drawn: BulletinSection
    is_first: bool
    is_last: bool


class BulletinForm(forms.Form):
    """All texts of one bulletin; with ``only`` just those boxes, as an autosave sends them."""

    number = LineField(
        label="文号",
        max_length=60,
        width="medium",
        help_text="印发前填写，如“晋文旅函〔2026〕×号”。",
    )
    title = LineField(max_length=120, width="long")
    addressees = LineField(max_length=200, width="long")
    lead = ParagraphsField(max_length=LEAD_LENGTH)
    closing = ParagraphsField(max_length=LEAD_LENGTH)
    has_ranking = forms.BooleanField(
        required=False,
        help_text="不勾选时，正文不写“调度排队”，也不附排队表。",
    )

    def __init__(
        self,
        bulletin: Bulletin,
        data: Mapping[str, Any] | None = None,
        *,
        only: Collection[str] | None = None,
    ) -> None:
        self.bulletin = bulletin
        super().__init__(data, initial=boxes(bulletin))
        for section in bulletin.sections:
            self.fields |= section_fields(section["key"])
        for name, field in self.fields.items():
            field.label = box_label(bulletin, name)
            ask_by_name(field)
        if only is not None:
            self.fields = {name: self.fields[name] for name in self.fields if name in only}

    @property
    def head(self) -> list[BoundField]:
        """The boxes above the sections."""
        return [self[name] for name in HEAD]

    def parts(self) -> Iterator[Part]:
        """The sections in their order."""
        sections = self.bulletin.sections
        for place, section in enumerate(sections, start=1):
            key = section["key"]
            yield Part(
                key=key,
                title=self[box_name(key, "title")],
                text=self[box_name(key, "text")],
                shown=self[box_name(key, "shown")],
                drawn=section_of(self.bulletin, section),
                is_first=place == 1,
                is_last=place == len(sections),
            )

    def save(self, *, version: int, actor: Any) -> Bulletin:
        """Store the valid boxes; raises EditConflict when somebody saved since ``version``."""
        return save_bulletin(
            bulletin=self.bulletin,
            values=self.cleaned_data,
            version=version,
            actor=actor,
            refused={name: self.data.get(name, "") for name in self.errors},
        )


def section_fields(key: str) -> dict[str, forms.Field]:
    """The boxes of one section, by name."""
    fields = {
        "title": LineField(required=True, max_length=60, width="medium"),
        "text": ParagraphsField(max_length=SECTION_LENGTH),
        "shown": forms.BooleanField(required=False),
    }
    return {box_name(key, part): field for part, field in fields.items()}


class IssueForm(MoveForm):
    """B1: the version that was on the page."""

    version = forms.IntegerField(
        label="版本",
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "请刷新页面核对后再印发。"),
    )

    def __init__(self, *args: Any, record: Bulletin, **options: Any) -> None:
        super().__init__(*args, record=record, initial={"version": record.version}, **options)
