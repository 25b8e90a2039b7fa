"""Write 三、投资明细表 and 四、用工情况表: whole tables, in a constant number of queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from applications.choices import SectionName
from applications.models import Application, InvestmentLine, Section, StaffingLine
from applications.services.saving import advance, open_section
from portal import audit

LINE_OF = {SectionName.INVESTMENT: InvestmentLine, SectionName.STAFFING: StaffingLine}


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is to be stored, in its place in the list.

    ``key`` is the page's name of the line, ``pk`` that of a stored one. A field that is
    missing in ``values`` keeps what is stored, so a refused cell destroys nothing.
    """

    key: str
    values: Mapping[str, Any]
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class SavedTable:
    """The part with its new version, and the stored line of every key."""

    section: Section
    lines: dict[str, models.Model] = field(default_factory=dict)


@transaction.atomic
def save_table(
    *, application: Application, name: str, rows: Sequence[Row], version: int, actor: Any
) -> SavedTable:
    """Make the stored table equal to ``rows``, in their order; lines not among them go.

    A ``pk`` that is no line of this application makes a new line. Raises EditConflict
    when somebody else has saved since ``version``, PermissionDenied when the part is closed.
    """
    section = open_section(application=application, name=name, actor=actor)
    advance(section, version=version, actor=actor)
    model = LINE_OF[SectionName(name)]
    stored = {line.pk: line for line in model.objects.filter(application=application)}
    lines = _arrange(model, application, stored, rows)
    kept = [line for line in lines.values() if line.pk]
    gone = stored.keys() - {line.pk for line in kept}
    if gone:
        model.objects.filter(pk__in=gone).delete()
    names = [f.name for f in model._meta.concrete_fields if f.name not in ("id", "application")]
    if kept:
        model.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=["id"], update_fields=names
        )
    model.objects.bulk_create(line for line in lines.values() if line.pk is None)
    return SavedTable(section, lines)


def _arrange(
    model: type[models.Model],
    application: Application,
    stored: Mapping[int, models.Model],
    rows: Sequence[Row],
) -> dict[str, models.Model]:
    """The lines by key, each numbered from 1 inside its category."""
    lines = {}
    free, last = dict(stored), Counter()
    for row in rows:
        line = free.pop(row.pk, None) or model(application=application)
        category = row.values.get("category")
        last[category] += 1
        for name, value in {**row.values, "position": last[category]}.items():
            setattr(line, name, value)
        lines[row.key] = line
    return lines


def stored_lines(application: Application, name: str) -> list[models.Model]:
    """The table as it stands, in its order."""
    return list(LINE_OF[SectionName(name)].objects.filter(application=application))


@transaction.atomic
def import_table(
    *, application: Application, name: str, rows: Sequence[Row], version: int, actor: Any
) -> SavedTable:
    """Store a table that came out of a workbook, and write down that it did."""
    saved = save_table(application=application, name=name, rows=rows, version=version, actor=actor)
    label = f"从Excel导入{SectionName(name).label}"
    audit.record(actor, "import_table", application, label=label, rows=len(rows))
    return saved
