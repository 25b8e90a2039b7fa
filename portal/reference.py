"""Places and organisations that every installation has, and the holidays that are known.

Places and organisations come from ``fixtures/reference/``. Loading again changes nothing that people have changed since; only places follow the file.
"""

import json
from datetime import date
from typing import Any

from chinese_calendar import constants as announced
from django.conf import settings
from django.db import transaction

from portal.choices import OrganisationKind
from portal.models import Holiday, KindPeriod, Organisation, Region

FOLDER = settings.BASE_DIR / "fixtures" / "reference"
#: The year of the second batch; nothing before it is counted in working days.
FIRST_YEAR = 2023


@transaction.atomic
def load_regions() -> int:
    """Make the places those of the file (domain.md §13); answers how many were written."""
    known = {region.code: region for region in Region.objects.all()}
    wanted = [
        Region(code=row["code"], name=row["name"], kind=row["kind"], parent_id=row["parent"])
        for row in _rows("regions")
    ]
    changed = [region for region in wanted if not _is_same(region, known.get(region.code))]
    Region.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind", "parent"],
    )
    return len(changed)


def _is_same(region: Region, known: Region | None) -> bool:
    names = ("name", "kind", "parent_id")
    return known is not None and all(getattr(known, n) == getattr(region, n) for n in names)


@transaction.atomic
def load_organisations() -> int:
    """The bureaus of eleven cities and three departments of the province: one of each kind.

    An existing one keeps whatever name it has been given.
    """
    known = set(Organisation.objects.values_list("kind", "city"))
    missing = [row for row in _rows("organisations") if (row["kind"], row["city"]) not in known]
    Organisation.objects.bulk_create(
        Organisation(name=row["name"], kind=row["kind"], city_id=row["city"]) for row in missing
    )
    return len(missing)


@transaction.atomic
def load_clusters() -> int:
    """The ten 文旅康养集聚区 that were published on 2023-12-05 (domain.md §2.5).

    One that has been renamed, or moved to another county, is still the same.
    """
    clusters = Organisation.objects.filter(kind=OrganisationKind.CLUSTER)
    known = {key for row in clusters.values_list("name", "county") for key in row}
    missing = [row for row in _rows("clusters") if known.isdisjoint((row["name"], row["county"]))]
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=row["name"],
            kind=OrganisationKind.CLUSTER,
            city_id=row["city"],
            county_id=row["county"],
        )
        for row in missing
    )
    KindPeriod.objects.bulk_create(
        KindPeriod(
            organisation=organisation,
            kind=OrganisationKind.CLUSTER,
            since=date.fromisoformat(row["since"]),
        )
        for organisation, row in zip(organisations, missing, strict=True)
    )
    return len(missing)


def load_holidays() -> int:
    """Holidays and 调休 of the years that have none yet; a year that has any is the staff's."""
    known = {day.year for day in Holiday.objects.dates("day", "year")}
    days = {**dict.fromkeys(announced.holidays, False), **dict.fromkeys(announced.workdays, True)}
    missing = [
        Holiday(day=day, is_workday=is_workday, name=_occasion(day, is_workday))
        for day, is_workday in days.items()
        if day.year >= FIRST_YEAR and day.year not in known
    ]
    return len(Holiday.objects.bulk_create(missing))


def _occasion(day: date, is_workday: bool) -> str:
    name = announced.workdays[day] if is_workday else announced.holidays[day]
    occasion = announced.Holiday(name).chinese
    return f"{occasion}调休" if is_workday else occasion


def _rows(name: str) -> list[dict[str, Any]]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
