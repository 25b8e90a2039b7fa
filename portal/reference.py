"""Places and organisations that every installation has: loaded from ``fixtures/reference/``.

Loading again changes nothing that people have changed since; only places follow the file.
"""

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from portal.choices import OrganisationKind
from portal.models import KindPeriod, Organisation, Region

FOLDER = settings.BASE_DIR / "fixtures" / "reference"


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
    """The ten 文旅康养集聚区 that were published on 2023-12-05 (domain.md §2.5)."""
    clusters = Organisation.objects.filter(kind=OrganisationKind.CLUSTER)
    known = set(clusters.values_list("county", flat=True))
    missing = [row for row in _rows("clusters") if row["county"] not in known]
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


def _rows(name: str) -> list[dict[str, Any]]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
