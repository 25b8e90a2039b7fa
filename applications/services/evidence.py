"""The unit points to what proves a leaf: pages of a file, or a row of a table."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from applications import evidence
from applications.choices import SectionName
from applications.models import Application, Attachment, EvidenceLink, Section
from applications.services.saving import open_section, touch
from portal import audit, clock

MOST_LINKS = 20
LABEL_LENGTH = EvidenceLink._meta.get_field("label").max_length
#: The columns that say what a link points to.
TARGET = ("attachment", "first_page", "last_page", "table", "line")


class EvidenceRefused(ValueError):
    """The evidence cannot be stored so; ``str()`` is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """What somebody pointed at: ``key`` of a file, or of a row of ``table``.

    Pages count from 1 and include both ends; only a PDF has any.
    """

    table: str
    key: int
    first_page: int | None = None
    last_page: int | None = None
    note: str = ""


@transaction.atomic
def add_evidence(
    *, application: Application, number: str, pointer: Pointer, actor: Any
) -> EvidenceLink:
    """Let leaf ``number`` point to one thing more; the same thing twice is one link.

    Raises EvidenceRefused with a sentence, PermissionDenied when the 自检 is closed.
    """
    section = _open(application, number, actor)
    target = _target(application, pointer)
    links = application.evidence.filter(number=number)
    if twin := links.filter(**_pointed(target)).first():
        return twin
    _refuse_overflow(number, links.count() + 1)
    last = links.aggregate(last=Max("position"))["last"] or 0
    link = EvidenceLink.objects.create(
        application=application,
        number=number,
        position=last + 1,
        note=pointer.note,
        added_by=actor,
        added_at=clock.now(),
        **target,
    )
    _note(section, actor, "link_evidence", "添加佐证", link)
    return link


@transaction.atomic
def change_evidence(*, link: EvidenceLink, pointer: Pointer, actor: Any) -> EvidenceLink:
    """Point somewhere else: what was said about the old place is no word about the new one."""
    section = _open(link.application, link.number, actor)
    link = _stored(link)
    target = _target(link.application, pointer)
    siblings = link.application.evidence.filter(number=link.number).exclude(pk=link.pk)
    if siblings.filter(**_pointed(target)).exists():
        raise EvidenceRefused("本项已有同样的佐证，不必重复添加。")
    if any(getattr(link, name) != value for name, value in _pointed(target).items()):
        link.reviews.all().delete()
    for name, value in {**target, "note": pointer.note}.items():
        setattr(link, name, value)
    link.save()
    _note(section, actor, "change_evidence", "修改佐证", link)
    return link


@transaction.atomic
def remove_evidence(*, link: EvidenceLink, actor: Any) -> None:
    """Take a link away."""
    section = _open(link.application, link.number, actor)
    link = _stored(link)
    _note(section, actor, "unlink_evidence", "删除佐证", link)
    link.delete()


@transaction.atomic
def move_evidence(*, link: EvidenceLink, step: int, actor: Any) -> None:
    """Change places with the link before (``step`` −1) or after (1); at an end nothing happens."""
    section = _open(link.application, link.number, actor)
    links = list(link.application.evidence.filter(number=link.number))
    here = links.index(_stored(link))
    there = here + step
    if not 0 <= there < len(links):
        return
    links[here], links[there] = links[there], links[here]
    for position, one in enumerate(links, 1):
        one.position = position
    EvidenceLink.objects.bulk_update(links, ["position"])
    touch(section, actor)


@transaction.atomic
def copy_evidence(*, application: Application, number: str, source: str, actor: Any) -> int:
    """Give leaf ``number`` what leaf ``source`` points to and it has not; answers how many."""
    section = _open(application, number, actor)
    present = list(application.evidence.filter(number=number))
    known = {_key(link) for link in present}
    found = evidence.links_of(application).filter(number=source, stands=True)
    fresh = [link for link in found if _key(link) not in known]
    if not fresh:
        raise EvidenceRefused(f"{source}没有可以复制的佐证，或者已经都在本项中。")
    _refuse_overflow(number, len(present) + len(fresh))
    first = max((link.position for link in present), default=0) + 1
    for position, link in enumerate(fresh, first):
        link.pk, link.number, link.position = None, number, position
        link.added_by, link.added_at = actor, clock.now()
    EvidenceLink.objects.bulk_create(fresh)
    touch(section, actor)
    details = {"leaf": number, "source": source, "links": len(fresh)}
    audit.record(actor, "copy_evidence", application, label="复制佐证", **details)
    return len(fresh)


# --- what is pointed at ----------------------------------------------------------------


def _target(application: Application, pointer: Pointer) -> dict[str, Any]:
    """The columns of what ``pointer`` names, as it stands now."""
    if pointer.table:
        return _row(application, pointer)
    file = evidence.files_of(application).filter(pk=pointer.key).first()
    if file is None:
        raise EvidenceRefused("该文件已更换或移除，请刷新页面后重新选择。")
    first, last = _pages(file, pointer.first_page, pointer.last_page)
    target = {"attachment": file, "first_page": first, "last_page": last}
    return {**target, "table": "", "line": None, "label": ""}


def _row(application: Application, pointer: Pointer) -> dict[str, Any]:
    line = evidence.LINES[pointer.table].objects.filter(application=application, pk=pointer.key)
    if not (found := line.first()):
        raise EvidenceRefused("表中的这一行已删除，请刷新页面后重新选择。")
    target = {"table": pointer.table, "line": found.pk}
    label = evidence.label_of(found)[:LABEL_LENGTH]
    return {**target, "label": label, "attachment": None, "first_page": None, "last_page": None}


def _pages(file: Attachment, first: int | None, last: int | None) -> tuple[int | None, int | None]:
    """The pages of a PDF; a single page need not be named, other files have none."""
    if not evidence.has_pages(file):
        return None, None
    if file.pages == 1 and first is None:
        return 1, 1
    last = first if last is None else last
    if first is None or not 1 <= first <= file.pages or last > file.pages:
        raise EvidenceRefused(f"该文件共{file.pages}页，请填写1至{file.pages}之间的页码。")
    if last < first:
        raise EvidenceRefused("截止页不能小于起始页，请核对。")
    return first, last


def _pointed(target: dict[str, Any]) -> dict[str, Any]:
    """What makes two links the same; ``table`` is empty for a file."""
    return {name: target[name] for name in TARGET}


def _key(link: EvidenceLink) -> tuple:
    return tuple(getattr(link, name) for name in TARGET)


# --- the lock, and what is written down --------------------------------------------------


def _open(application: Application, number: str, actor: Any) -> Section:
    subject = {"application": application, "name": SectionName.SELF_CHECK, "actor": actor}
    return open_section(**subject, evidence_of=number)


def _stored(link: EvidenceLink) -> EvidenceLink:
    """The link as it is under the lock."""
    if stored := EvidenceLink.objects.filter(pk=link.pk).select_related("application").first():
        return stored
    raise EvidenceRefused("这份佐证已在另一窗口删除，请刷新页面。")


def _refuse_overflow(number: str, count: int) -> None:
    if count > MOST_LINKS:
        raise EvidenceRefused(f"{number}的佐证不能超过{MOST_LINKS}份，请合并页码或删除不需要的。")


def _note(section: Section, actor: Any, action: str, label: str, link: EvidenceLink) -> None:
    """Write down the deed and who touched the 自检 last."""
    touch(section, actor)
    audit.record(
        actor,
        action,
        link.application,
        label=label,
        leaf=link.number,
        attachment=link.attachment_id,
        pages=[link.first_page, link.last_page],
        table=link.table,
        line=link.line,
    )
