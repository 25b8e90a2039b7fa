"""Where each part of an application is filled in, and what its fields are called."""

from django.urls import reverse

from applications.choices import SectionName
from applications.models import Application, Dossier, ScoringFigures
from scoring.outline import Item


def section_url(application: Application, section: SectionName) -> str:
    """Where a part is filled in."""
    pages = {
        SectionName.INVESTMENT: "investment",
        SectionName.STAFFING: "staffing",
        SectionName.ATTACHMENTS: "attachments",
    }
    if section == SectionName.SELF_CHECK:
        return reverse("applications:sheet", args=[application.pk, "self_check"])
    if section in pages:
        return reverse(f"applications:{pages[section]}", args=[application.pk])
    return reverse("applications:section", args=[application.pk, section.value])


def leaf_url(application: Application, column: str, item: Item) -> str:
    """Where a leaf stands on the desk of one column."""
    url = reverse("applications:sheet_section", args=[application.pk, column, item.part])
    return f"{url}#leaf-{item.number}"


def record_class(section: SectionName) -> type[Dossier] | type[ScoringFigures]:
    """Where the fields of a part are stored."""
    return ScoringFigures if section == SectionName.FIGURES else Dossier


def record_of(application: Application, section: SectionName) -> Dossier | ScoringFigures:
    """What is stored of a part; a blank one while nothing is."""
    if section == SectionName.FIGURES:
        return getattr(application, "scoring_figures", None) or ScoringFigures()
    return application.dossier


FIELDS = [field for model in (ScoringFigures, Dossier) for field in model._meta.concrete_fields]
LABELS = {field.name: str(field.verbose_name) for field in FIELDS}
#: The words of a choice, by the text in which it travels.
CHOICES = {
    field.name: {str(value): str(word) for value, word in field.choices}
    for field in FIELDS
    if field.choices
}


def field_label(application: Application, name: str) -> str:
    """The official label; columns of a year carry the batch's year."""
    batch = application.batch
    years = {
        "revenue_year_wan": f"{batch.full_year_label}营业总收入",
        "visits_year": f"{batch.full_year_label}接待人次",
        "revenue_half_wan": f"{batch.half_year_label}营业总收入",
        "visits_half": f"{batch.half_year_label}接待人次",
    }
    return years.get(name) or LABELS[name]
