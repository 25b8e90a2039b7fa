"""Leaves whose 自检 has changed since the 初评 looked at them, in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from applications.choices import SectionName
from applications.models import Application

Marks = Mapping[str, Mapping[str, Any]]
Version = tuple[int, datetime, Marks]


def sentences(application: Application) -> dict[str, str]:
    """What has changed, by leaf, for whoever reads the 初评; three queries.

    Each leaf is compared with the version that stood when its mark was last saved, so the
    flag falls as soon as it is saved again; a blank leaf with the version before the last.
    """
    versions = _versions(application)
    if len(versions) < 2 or application.first_review_id is None:
        return {}
    marks = application.first_review.marks.order_by()
    saved = dict(marks.filter(value__isnull=False).values_list("leaf__number", "edited_at"))
    found = {
        number: _sentence(number, _judged(versions, saved.get(number)), versions[-1])
        for number in versions[-1][2]
    }
    return {number: sentence for number, sentence in found.items() if sentence}


def _versions(application: Application) -> list[Version]:
    section = f"data__{SectionName.SELF_CHECK}"
    rows = application.snapshots.order_by("number")
    return list(rows.values_list("number", "sealed_at", section))


def _judged(versions: Iterable[Version], saved_at: datetime | None) -> Version:
    """The version that a mark of that moment judged."""
    earlier = list(versions)[:-1]
    if saved_at is None:
        return earlier[-1]
    known = [one for one in versions if one[1] <= saved_at]
    return known[-1] if known else earlier[0]


def _sentence(number: str, judged: Version, latest: Version) -> str:
    """Empty where nothing has changed."""
    before, after = (version[2].get(number, {}) for version in (judged, latest))
    if before == after:
        return ""
    old, new = (version.get("value") for version in (before, after))
    if old == new:
        return f"自检第{latest[0]}版修改了理由或备注，请复核。"
    return f"自检第{judged[0]}版{points_said(old)} → 第{latest[0]}版{points_said(new)}，请复核。"


def points_said(value: int | None) -> str:
    """A mark in words; None is a blank leaf."""
    return "未评" if value is None else f"{value}分"
