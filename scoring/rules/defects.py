"""Things found wrong on site, each with its place, a remark and photos."""

from typing import NamedTuple
from uuid import UUID

from scoring.rules.reading import InputProblem, Reader

#: In characters.
PLACE_LIMIT, REMARK_LIMIT = 100, 200
NAMES = ("place", "remark", "photos")


class Defect(NamedTuple):
    """One thing found wrong; ``photos`` are the keys of its photos."""

    place: str
    remark: str
    photos: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place}（{self.remark}）" if self.remark else self.place


def read_defect(entered: Reader) -> Defect:
    """Read ``{"place": …, "remark": …, "photos": [UUID, …]}``; only the place is required."""
    place = entered.word("place", "位置")
    remark = entered.word("remark", "问题说明") if entered.values.get("remark") else ""
    photos = entered.words("photos", "照片") if entered.has("photos") else ()
    for text, label, limit in ((place, "位置", PLACE_LIMIT), (remark, "问题说明", REMARK_LIMIT)):
        if len(text) > limit:
            raise InputProblem(f"{label}“{text[:10]}……”超过{limit}字，请精简。")
    if not all(map(_is_key, photos)):
        raise InputProblem(f"位置“{place}”的照片编号有误，请重新选择照片。")
    return Defect(place, remark, photos)


def _is_key(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
