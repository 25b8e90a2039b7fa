"""Where a piece of evidence is found, and what a reviewer makes of it."""

from typing import Any

from django import forms

from applications import evidence
from applications.choices import Acceptance
from applications.forms.controls import Sentences
from applications.forms.fields import CountField, LineField
from applications.models import Application, EvidenceLink, EvidenceReview
from applications.services.evidence import Pointer
from portal.numbers import read_key

TEXT_LENGTH = 200


class EvidenceForm(Sentences, forms.Form):
    """One file with its pages, or one row of a table; ``link`` is what it changes."""

    source = forms.ChoiceField(label="佐证来源")
    first_page = CountField(label="起始页", help_text="PDF文件填写；图片、表格和表中的行不填。")
    last_page = CountField(label="截止页", help_text="只有一页的可不填。")
    note = LineField(label="说明", max_length=TEXT_LENGTH)

    def __init__(
        self, *args: Any, application: Application, link: EvidenceLink | None = None, **options: Any
    ) -> None:
        super().__init__(*args, initial=_stored(link) if link else {}, **options)
        self.link = link
        self.fields["source"].choices = [
            ("", "请选择文件或表中的行"),
            *evidence.sources_of(application),
        ]
        self.fields["source"].error_messages["invalid_choice"] = (
            "该文件或该行已更换或删除，请重新选择。"
        )

    @property
    def pointer(self) -> Pointer:
        """What was chosen; ask only a valid form."""
        kind, _, key = self.cleaned_data["source"].partition("-")
        rest = {name: self.cleaned_data[name] for name in ("first_page", "last_page", "note")}
        return Pointer("" if kind == evidence.FILE else kind, int(key), **rest)


def _stored(link: EvidenceLink) -> dict[str, Any]:
    kind, key = (link.table, link.line) if link.table else (evidence.FILE, link.attachment_id)
    pages = {"first_page": link.first_page, "last_page": link.last_page}
    return {"source": f"{kind}-{key}", "note": link.note, **pages}


class VerdictForm(forms.Form):
    """采信, 部分采信, 不采信, with a remark; ``version`` is that of the page."""

    verdict = forms.ChoiceField(
        label="采信情况",
        choices=[*Acceptance.choices, ("", "未定")],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "请选择采信、部分采信或不采信。"},
    )
    remark = LineField(label="意见", max_length=TEXT_LENGTH)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def stored(cls, review: EvidenceReview | None) -> "VerdictForm":
        """As the sheet has it; a sheet that has not opened the evidence has nothing."""
        names = cls.base_fields if review else ()
        return cls(initial={name: getattr(review, name) for name in names})

    def clean_version(self) -> int:
        return read_key(self.cleaned_data["version"]) or 0
