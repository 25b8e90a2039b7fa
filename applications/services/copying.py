"""Copy the unit's 报告书 of an earlier batch into an untouched draft (U-13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from applications.choices import NARRATIVES, UNIT_SECTIONS, SectionName, Status
from applications.models import Application, Section
from applications.permissions import can_edit_section, is_of_unit
from applications.places import field_label, record_class, record_of
from applications.services.tables import LINE_OF, Row, replace_lines, stored_lines
from applications.snapshots import FIELDS, INVESTMENT_FIELDS, STAFFING_FIELDS
from portal import audit
from portal.access import Decision, refuse, require
from portal.locking import lock_record
from portal.models import User

#: Whoever fills in now is the contact, as the new draft knows already.
OF_TODAY = frozenset({"contact_name", "contact_phone", "email"})
#: What another year or another half-year has changed: the unit gives it anew.
OF_THE_YEAR = frozenset(
    {
        "declared_on",
        "invested_wan",
        "employees",
        "revenue_year_wan",
        "revenue_half_wan",
        "visits_year",
        "visits_half",
        "water_class",
        "soil_grade",
        "good_air_days",
        "air_source",
        "noise_day",
        "noise_night",
        "wellness_share",
        "qualified_staff",
        "staff",
    }
)
TEXTS = (SectionName.DECLARATION, SectionName.BASICS, *NARRATIVES, SectionName.FIGURES)
TABLES = {
    SectionName.INVESTMENT: INVESTMENT_FIELDS,
    #: Heads are counted anew.
    SectionName.STAFFING: tuple(n for n in STAFFING_FIELDS if n in ("form", "remark")),
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one part would take over: labels of fields, or lines, and what it leaves empty."""

    section: SectionName
    taken: list[str]
    emptied: list[str]


def sources(application: Application) -> list[Application]:
    """Earlier applications of the same unit that hold something, the newest first."""
    rows = Application.objects.filter(organisation=application.organisation_id)
    rows = rows.exclude(batch=application.batch_id).filter(pk__in=_begun())
    return list(rows.select_related("batch", "dossier").order_by("-batch__opens_at", "-pk"))


def _begun() -> QuerySet[Section]:
    return Section.objects.filter(version__gt=0).values("application")


def can_copy(user: User, application: Application) -> Decision:
    """The unit itself, while nobody has written anything into the draft."""
    if not is_of_unit(user, application):
        return refuse("只有申报单位可以沿用以往的报告书。")
    if application.status != Status.DRAFTING:
        return refuse(f"当前状态为“{application.get_status_display()}”，不能沿用以往的报告书。")
    written = Q(version__gt=0) | ~Q(copied_from="")
    if application.sections.filter(written, name__in=[*TEXTS, *TABLES]).exists():
        return refuse("报告书已经开始填写，不能整体沿用；可以打开以往的报告书对照填写。")
    return can_edit_section(user, application, SectionName.BASICS)


def preview(application: Application, source: Application) -> list[Part]:
    """Part by part what ``copy`` would do; parts in which ``source`` holds nothing are left out."""
    parts = [*_text_parts(application, source), *_table_parts(source)]
    return sorted(parts, key=lambda part: UNIT_SECTIONS.index(part.section))


def _text_parts(application: Application, source: Application) -> Iterator[Part]:
    for section in TEXTS:
        values = _values(source, section)
        taken = [field_label(application, name) for name in values if name != "opened_has_day"]
        emptied = [
            field_label(application, name)
            for name in FIELDS[section]
            if name in OF_THE_YEAR and _is_filled(source, section, name)
        ]
        if taken or emptied:
            yield Part(section, taken, emptied)


def _table_parts(source: Application) -> Iterator[Part]:
    for section in TABLES:
        if count := len(stored_lines(source, section)):
            emptied = ["各项人数"] if section == SectionName.STAFFING else []
            yield Part(section, [f"{count}行"], emptied)


def _values(source: Application, section: SectionName) -> dict[str, Any]:
    """What a part takes over, by field."""
    record = record_of(source, section)
    names = [n for n in FIELDS[section] if n not in OF_TODAY | OF_THE_YEAR]
    return {name: getattr(record, name) for name in names if _is_filled(source, section, name)}


def _is_filled(source: Application, section: SectionName, name: str) -> bool:
    return getattr(record_of(source, section), name) not in (None, "", False)


@transaction.atomic
def copy(*, application: Application, source: Application, actor: User) -> None:
    """Take over what does not depend on the year; marks, files and waivers are given anew.

    Every part that was taken over says so until somebody has looked at it and saved it. Raises
    PermissionDenied when the draft has been touched meanwhile, or ``source`` is another unit's.
    """
    locked = lock_record(Application.objects, pk=application.pk)
    require(can_copy(actor, locked))
    if source.organisation_id != locked.organisation_id or source.pk == locked.pk:
        require(refuse("只能沿用本单位以往批次的报告书。"))
    parts = preview(locked, source)
    for part in parts:
        _take_over(locked, source, part.section)
    Section.objects.filter(
        application=locked, name__in=[part.section for part in parts if part.taken]
    ).update(copied_from=str(source.batch))
    audit.record(actor, "copy_dossier", locked, label="沿用以往报告书", source=source.pk)


def _take_over(target: Application, source: Application, section: SectionName) -> None:
    if section in TABLES:
        rows = [
            Row(str(line.pk), {name: getattr(line, name) for name in TABLES[section]})
            for line in stored_lines(source, section)
        ]
        replace_lines(LINE_OF[section], rows, application=target)
    elif values := _values(source, section):
        model = record_class(section)
        model.objects.update_or_create(application=target, defaults=values)
