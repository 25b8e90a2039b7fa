"""The texts of a draft: the boxes in which a person edits them, and which of them were edited."""

from collections.abc import Mapping
from typing import Any

from reports.bulletins.writing import TITLES
from reports.models import Bulletin, Merge

#: Texts outside the sections; the system writes all of them but the number.
TEXTS = ("number", "title", "addressees", "lead", "closing")
PARTS = {"title": "标题", "text": "正文", "shown": "写入通报"}
#: What a ticked box holds.
ON = "on"


def first_texts(texts: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a new draft: all sections in order, none of them hidden."""
    sections = [
        {"key": key, "title": title, "text": texts[key], "shown": True}
        for key, title in TITLES.items()
    ]
    return {"sections": sections, **{name: texts[name] for name in TEXTS if name in texts}}


def renew(bulletin: Bulletin, merge: Merge, figures: dict[str, Any]) -> None:
    """Take over what was counted and written anew, but for texts that a person has edited."""
    before, texts = bulletin.figures["written"], figures["written"]
    for name in TEXTS:
        if name in texts and getattr(bulletin, name) == before[name]:
            setattr(bulletin, name, texts[name])
    for section in bulletin.sections:
        if section["text"] == before[section["key"]]:
            section["text"] = texts[section["key"]]
    bulletin.merge, bulletin.figures = merge, figures


def edited(bulletin: Bulletin) -> list[str]:
    """The texts that a person has edited since the system wrote them, by their names."""
    wrote = bulletin.figures["written"]
    names = [name for name in TEXTS if name in wrote and getattr(bulletin, name) != wrote[name]]
    sections = [one["title"] for one in bulletin.sections if one["text"] != wrote[one["key"]]]
    return [field_label(name) for name in names] + sections


# --- boxes -------------------------------------------------------------------------------


def box_name(key: str, part: str) -> str:
    """The box of one part of a section: ``lights_text``."""
    return f"{key}_{part}"


def as_box(value: Any) -> str:
    """A value as its box holds it."""
    return (ON if value else "") if isinstance(value, bool) else str(value)


def boxes(bulletin: Bulletin) -> dict[str, str]:
    """What every box of the page holds, by name."""
    values = {name: getattr(bulletin, name) for name in (*TEXTS, "has_ranking")}
    for section in bulletin.sections:
        values |= {box_name(section["key"], part): section[part] for part in PARTS}
    return {name: as_box(value) for name, value in values.items()}


def put(bulletin: Bulletin, values: Mapping[str, Any]) -> None:
    """Set ``values``, by the names of ``boxes``."""
    sections = {section["key"]: section for section in bulletin.sections}
    for name, value in values.items():
        key, _, part = name.rpartition("_")
        if key in sections:
            sections[key][part] = value
        else:
            setattr(bulletin, name, value)


def box_label(bulletin: Bulletin, name: str) -> str:
    """A box as people name it: «导语», «进展亮灯（正文）»."""
    key, _, part = name.rpartition("_")
    titles = {section["key"]: section["title"] for section in bulletin.sections}
    return f"{titles[key]}（{PARTS[part]}）" if key in titles else field_label(name)


def box_words(name: str, text: str) -> str:
    """The text of a box in words, where it is a tick."""
    is_tick = name == "has_ranking" or name.endswith(box_name("", "shown"))
    return ("是" if text else "否") if is_tick else text


def field_label(name: str) -> str:
    return str(Bulletin._meta.get_field(name).verbose_name)
