"""Photos taken while a sheet is filled in: who may see them, and which stand beside a leaf."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from PIL import Image, ImageOps

from applications.models import Application, SitePhoto
from applications.permissions import can_see_marks, seen_members
from portal.models import User
from scoring.choices import Column

if TYPE_CHECKING:
    from applications.desk import Place

COLUMNS = (Column.SELF_CHECK, Column.FIRST_REVIEW, Column.FINAL_SCORE)
#: Pixels of the longer side of a small copy.
SMALL = 320


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo beside a leaf; ``whose`` is empty for one of the sheet that is on the desk."""

    key: str
    url: str
    whose: str


def seen_sheets(user: User, application: Application) -> dict[int, str]:
    """The sheets whose photos ``user`` may see, each with a word whose it is.

    Those whose marks may be seen: a photo is as private as its sheet.
    """
    columns = {
        sheet: column.label
        for column in COLUMNS
        if (sheet := getattr(application, f"{column}_id"))
        and can_see_marks(user, application, column)
    }
    return columns | {seat.sheet_id: seat.user.name for seat in seen_members(user, application)}


def beside_leaves(place: "Place") -> Mapping[str, list[Shown]]:
    """The photos of the leaves of one 大项; one query where there are none."""
    numbers = [item.number for item in place.part.items]
    photos = SitePhoto.objects.filter(application=place.application, number__in=numbers)
    rows = list(photos.values_list("number", "key", "sheet"))
    if not rows:
        return {}
    names = seen_sheets(place.user, place.application) | {place.sheet.pk: ""}
    found: dict[str, list[Shown]] = {}
    for number, key, sheet in rows:
        if sheet in names:
            url = reverse("applications:photo", args=[place.application.pk, key])
            found.setdefault(number, []).append(Shown(str(key), url, names[sheet]))
    return found


def small_copy(photo: SitePhoto) -> bytes:
    """A JPEG of at most ``SMALL`` pixels a side; decodes an eighth of the picture where it can."""
    with photo.file.open("rb") as file, Image.open(file) as picture:
        picture.draft("RGB", (SMALL, SMALL))
        small = ImageOps.exif_transpose(picture).convert("RGB")
        small.thumbnail((SMALL, SMALL))
        stream = io.BytesIO()
        small.save(stream, "JPEG", quality=80)
    return stream.getvalue()
