"""One part of an application as a form: it reads what was typed and saves through the service."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django import forms

from applications.choices import SectionName
from applications.completeness import REQUIRED
from applications.facts import Record
from applications.models import Application, Section
from applications.places import field_label, record_of
from applications.services.dossier import box_text, boxes, save_section


class SectionForm(forms.Form):
    """One part of an application.

    Nothing is required here: a draft may have gaps, 形式审查 names them. With ``only``
    the form has just those of its boxes, as an autosave sends them.
    """

    section: SectionName
    #: Titles and the boxes under each; empty: one group of all.
    layout: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __init__(
        self,
        application: Application,
        data: Mapping[str, str] | None = None,
        *,
        only: Collection[str] | None = None,
    ) -> None:
        self.application = application
        self.stored = record_of(application, self.section)
        super().__init__(data)
        if only is not None:
            self.fields = {name: self.fields[name] for name in self.fields if name in only}
        for name, field in self.fields.items():
            field.label = field_label(application, name)
            self.initial[name] = box_text(self.stored, name)
            if name in REQUIRED.get(self.section, ()):
                field.widget.attrs["data-required"] = ""

    def values(self) -> dict[str, Any]:
        """Fields of the record with their new values; boxes with an error are left out."""
        return dict(self.cleaned_data)

    def refused(self) -> dict[str, str]:
        """What was typed into the boxes that have an error."""
        return {name: self.data.get(name, "") for name in self.errors}

    def mine(self) -> dict[str, str]:
        """All boxes as they would stand if this form were stored."""
        return {**boxes(self.section, self.values()), **self.refused()}

    def save(self, *, version: int, actor: Any) -> Section:
        """Store the valid boxes; raises EditConflict when somebody saved since ``version``."""
        return save_section(
            application=self.application,
            name=self.section,
            values=self.values(),
            version=version,
            actor=actor,
            refused=self.refused(),
        )

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Titles and their boxes in the order of the page."""
        for title, names in self.layout or (("", tuple(self.fields)),):
            yield title, [self[name] for name in names]

    def hint(self, stored: Record) -> dict[str, list[str]]:
        """Sentences about stored values that look odd, by box; empty lists for the others."""
        return {}

    def sums(self, stored: Record) -> dict[str, str]:
        """What follows from the stored values, by the label that it stands under."""
        return {}

    def show_hints(self) -> None:
        """Put the hints beside their boxes."""
        for name, sentences in self.hint(self.stored).items():
            self[name].hint = " ".join(sentences)

    def shown_sums(self) -> dict[str, str]:
        return self.sums(self.stored)
