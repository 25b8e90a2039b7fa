"""The material catalogue of annex 2 of the notice, as every new batch begins with it."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from applications.models import Batch, CatalogueItem

SOURCE = settings.BASE_DIR / "fixtures" / "reference" / "catalogue.json"


def copy_catalogue(batch: Batch) -> None:
    """Give ``batch`` its own catalogue; one that has any line keeps what it has.

    A line marked ``per_year`` is asked once for each of the batch's audited years
    (annex 2 item 四), with the year in its code and title.
    """
    if batch.catalogue.exists():
        return
    CatalogueItem.objects.bulk_create(
        CatalogueItem(batch=batch, position=position, **line)
        for position, line in enumerate(_lines(batch.audited_years), 1)
    )


def _lines(years: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    for line in json.loads(SOURCE.read_text(encoding="utf-8")):
        if line.pop("per_year", False):
            yield from (_of_year(line, year) for year in years)
        else:
            yield line


def _of_year(line: dict[str, Any], year: int) -> dict[str, Any]:
    title = line["title"].format(year=year)
    return {**line, "code": f"{line['code']}-{year}", "title": title}


def shift_years(batch: Batch, years: int) -> None:
    """Let the slots of single years (code «4.1-2022») follow the batch's year of figures."""
    was = {year - years for year in batch.audited_years}
    rows = [
        (int(row.code.rpartition("-")[2]), row)
        for row in batch.catalogue.filter(code__regex=r"-[0-9]{4}$")
    ]
    # The farthest first: a code is free before the next row takes it.
    for year, row in sorted(rows, key=lambda one: one[0], reverse=years > 0):
        if year in was:
            row.code = row.code.replace(f"-{year}", f"-{year + years}")
            row.title = row.title.replace(str(year), str(year + years))
            row.save(update_fields=["code", "title"])
