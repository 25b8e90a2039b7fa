"""Parts 一 and 二 of a 报告书 as rows to read, for whoever may not write them."""

from dataclasses import dataclass

from applications.choices import SectionName
from applications.documents.masks import masked_phone
from applications.models import Application, Dossier, ScoringFigures
from applications.places import field_label, record_of
from applications.snapshots import FIELDS
from portal.choices import Nature
from portal.numbers import format_amount, format_area, format_count, format_figure
from portal.text import count_characters


@dataclass(frozen=True, slots=True)
class Fact:
    """One field: its label, its paragraphs, its unit or 字数 behind it."""

    label: str
    text: str
    unit: str = ""


NUMBERS = {
    "good_air_days": (format_count, "天"),
    "noise_day": (format_figure, "dB(A)"),
    "noise_night": (format_figure, "dB(A)"),
    "green_area_km2": (format_area, "平方公里"),
    "inner_area_km2": (format_area, "平方公里"),
    "lodging_high": (format_count, "种"),
    "lodging_low": (format_count, "种"),
    "beds": (format_count, "张"),
    "wellness_share": (format_figure, "%"),
    "qualified_staff": (format_count, "人"),
    "staff": (format_count, "人"),
    "area_km2": (format_area, "平方公里"),
    "invested_wan": (format_amount, "万元"),
    "employees": (format_count, "人"),
    "revenue_year_wan": (format_amount, "万元"),
    "revenue_half_wan": (format_amount, "万元"),
    "visits_year": (format_count, "人次"),
    "visits_half": (format_count, "人次"),
}
Record = Dossier | ScoringFigures
#: Shown together with the field before them.
PARTS = ("nature_other", "opened_has_day")


def facts_of(application: Application, section: SectionName, *, phone_in_full: bool) -> list[Fact]:
    """Every field of one part in the order of the form; empty ones have an empty text."""
    record = record_of(application, section)
    return [
        fact_of(record, name, field_label(application, name), phone_in_full=phone_in_full)
        for name in FIELDS[section]
        if name not in PARTS
    ]


def fact_of(record: Record, name: str, label: str, *, phone_in_full: bool) -> Fact:
    """One field of a record, stored or not, as it is read."""
    value = getattr(record, name)
    if name in NUMBERS:
        show, unit = NUMBERS[name]
        return Fact(label, show(value), unit if value is not None else "")
    if name in (SectionName.ACHIEVEMENTS, SectionName.OPERATIONS, SectionName.DIRECTION):
        return Fact(label, value, f"{count_characters(value)}字" if value else "")
    return Fact(label, _text(record, name, value, phone_in_full))


def _text(record: Record, name: str, value, phone_in_full: bool) -> str:
    if name == "nature":
        return _nature(record)
    if record._meta.get_field(name).choices:
        return getattr(record, f"get_{name}_display")() or ""
    if name in ("declared_on", "opened_on"):
        has_day = name == "declared_on" or record.opened_has_day
        return spoken_date(value, has_day=has_day) if value else ""
    if name == "contact_phone" and not phone_in_full:
        return masked_phone(value)
    return value


def _nature(dossier: Dossier) -> str:
    word = dossier.get_nature_display()
    if dossier.nature == Nature.OTHER and dossier.nature_other:
        return f"{word}（{dossier.nature_other}）"
    return word


def spoken_date(value, *, has_day: bool = True) -> str:
    """2021年5月18日, or 2021年5月 where no day is known."""
    month = f"{value.year}年{value.month}月"
    return f"{month}{value.day}日" if has_day else month
