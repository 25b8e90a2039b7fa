"""Write 三、投资明细表 and 四、用工情况表: whole tables, in a constant number of queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from applications.choices import SectionName
from applications.models import Application, InvestmentLine, StaffingLine
from applications.services.saving import advance, open_section
from portal import audit

LINE_OF = {SectionName.INVESTMENT: InvestmentLine, SectionName.STAFFING: StaffingLine}


class TableRefused(ValueError):
    """What came cannot be this table; ``str()`` is the sentence for the user."""


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
    """The new version of a table, and the stored line of every key."""

    version: int
    saved_at: datetime
    lines: dict[str, models.Model]


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
    lines = replace_lines(LINE_OF[SectionName(name)], rows, application=application)
    return SavedTable(section.version, section.saved_at, lines)


def replace_lines(
    model: type[models.Model], rows: Sequence[Row], **owner: models.Model
) -> dict[str, models.Model]:
    """Make the lines of ``owner`` equal to ``rows``, by key; a constant number of queries.

    Call under the lock of the table. Lines are numbered by ``position`` from 1.
    """
    stored = {line.pk: line for line in model._base_manager.filter(**owner)}
    lines = _arrange(model, owner, stored, rows)
    kept = [line for line in lines.values() if line.pk]
    gone = stored.keys() - {line.pk for line in kept}
    if gone:
        model._base_manager.filter(pk__in=gone).delete()
    names = [f.name for f in model._meta.concrete_fields if f.name not in ("id", *owner)]
    if kept:
        model._base_manager.bulk_create(
            kept, update_conflicts=True, unique_fields=["id"], update_fields=names
        )
    model._base_manager.bulk_create(line for line in lines.values() if line.pk is None)
    return lines


def _arrange(
    model: type[models.Model],
    owner: Mapping[str, models.Model],
    stored: Mapping[int, models.Model],
    rows: Sequence[Row],
) -> dict[str, models.Model]:
    """The lines by key, each numbered from 1 inside its category."""
    lines = {}
    free, last = dict(stored), Counter()
    for row in rows:
        line = free.pop(row.pk, None) or model(**owner)
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
