"""Write 资格核查 and 五、初评意见, the two parts that the city fills in."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from applications.choices import QualificationItem, SectionName, Verdict
from applications.models import Application, QualificationCheck, ReviewOpinion, Section
from applications.services.saving import advance, open_section
from portal import audit
from portal.editing import FieldConflict
from portal.models import User

OPINION_LABELS = {"text": "初评意见", "recommends": "建议推荐", "dated": "日期"}
YES_NO = {True: "yes", False: "no", None: ""}
PARTS = ("verdict", "remark")
PART_LABELS = {"verdict": "核查结论", "remark": "备注"}


# --- 资格核查 ------------------------------------------------------------------------


def qualification_boxes(application: Application) -> dict[str, str]:
    """What every box of the checklist holds: ``<item>_verdict`` and ``<item>_remark``."""
    found = {check.item: check for check in application.qualification_checks.all()}
    return {
        f"{item}_{part}": getattr(found.get(item), part, "")
        for item in QualificationItem.values
        for part in PARTS
    }


@transaction.atomic
def save_qualification(
    *,
    application: Application,
    values: Mapping[str, str],
    version: int,
    actor: User,
    refused: Mapping[str, str] | None = None,
) -> Section:
    """Store the boxes in ``values``; all others stay.

    When somebody else has saved since ``version``, nothing is stored and EditConflict sets
    both sides against each other: ``values``, and ``refused``, the texts that were no legal
    values. PermissionDenied when the 初评 is closed.
    """
    section = open_section(application=application, name=SectionName.QUALIFICATION, actor=actor)
    stored = qualification_boxes(application)
    mine = {**values, **(refused or {})}
    advance(section, version=version, actor=actor, conflicts=qualification_conflicts(stored, mine))
    changed = {name: value for name, value in values.items() if value != stored[name]}
    for item in QualificationItem.values:
        _store_check(application, item, changed)
    _record(actor, section, stored, changed)
    return section


def _store_check(application: Application, item: str, changed: Mapping[str, str]) -> None:
    """Write what changed in one item; nothing when nothing did."""
    fields = {part: changed[f"{item}_{part}"] for part in PARTS if f"{item}_{part}" in changed}
    if fields:
        QualificationCheck.objects.update_or_create(
            application=application, item=item, defaults=fields
        )


def qualification_conflicts(
    stored: Mapping[str, str], mine: Mapping[str, str]
) -> dict[str, FieldConflict]:
    """The boxes in which both sides differ."""
    return {
        name: FieldConflict(qualification_label(name), text, stored[name])
        for name, text in mine.items()
        if text != stored[name]
    }


def qualification_label(name: str) -> str:
    """资格核查「征信报告」的备注: a box as people name it."""
    item, _, part = name.rpartition("_")
    return f"{QualificationItem(item).label}（{PART_LABELS[part]}）"


def box_words(name: str, value: str) -> str:
    """A box's value in words, where it is a choice."""
    if name.endswith("_verdict") and value:
        return Verdict(value).label
    if name == "recommends":
        return {"yes": "是", "no": "否"}.get(value, "")
    return value


# --- 五、初评意见 --------------------------------------------------------------------


def opinion_boxes(opinion: ReviewOpinion) -> dict[str, str]:
    """What the three boxes of 初评意见 hold."""
    return {
        "text": opinion.text,
        "recommends": YES_NO[opinion.recommends],
        "dated": opinion.dated.isoformat() if opinion.dated else "",
    }


@transaction.atomic
def save_opinion(
    *,
    application: Application,
    values: Mapping[str, Any],
    version: int,
    actor: User,
    refused: Mapping[str, str] | None = None,
) -> Section:
    """Store ``values`` (fields of ReviewOpinion, already valid); refusals as above."""
    section = open_section(application=application, name=SectionName.OPINION, actor=actor)
    opinion, _ = ReviewOpinion.objects.get_or_create(application=application)
    stored = opinion_boxes(opinion)
    shown = opinion_boxes(ReviewOpinion(**values))
    mine = {name: shown[name] for name in values} | dict(refused or {})
    conflicts = {
        name: FieldConflict(OPINION_LABELS[name], text, stored[name])
        for name, text in mine.items()
        if text != stored[name]
    }
    advance(section, version=version, actor=actor, conflicts=conflicts)
    ReviewOpinion.objects.filter(pk=opinion.pk).update(**values)
    _record(actor, section, stored, {name: shown[name] for name in values})
    return section


def _record(
    actor: User, section: Section, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Write down which boxes changed, from what to what."""
    changes = {name: [before[name], text] for name, text in after.items() if before[name] != text}
    if changes:
        label = f"保存{section.get_name_display()}"
        audit.record(actor, "save_section", section, label=label, changes=changes)
