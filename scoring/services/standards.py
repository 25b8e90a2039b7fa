"""Keep standards: import a draft, mend it, publish it for good."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from portal import audit, clock
from portal.access import require
from portal.models import User
from scoring.models import RuleSet
from scoring.permissions import can_keep_standards
from scoring.standards import Document, Stored, digest_of, document_of, is_in_use, store_draft

HEAD_LABELS = {"title": "名称", "source": "依据", "strict_binary": "严格二值"}


class NotNow(Exception):
    """The standard is not, or no longer, as the deed needs it; the text says what to do."""


def draft_digest(code: str) -> str:
    """What the draft of a standard says now, "" where there is none."""
    drafts = RuleSet.objects.filter(code=code, published_at__isnull=True)
    return drafts.values_list("digest", flat=True).first() or ""


@transaction.atomic
def import_draft(*, document: Document, seen: str, actor: User) -> Stored:
    """Keep an imported document as the draft of its standard.

    The same document twice is one draft. Raises NotNow when the draft is no longer the one
    that the preview had ``seen``, StandardRefused for a document with problems.
    """
    require(can_keep_standards(actor))
    versions = list(RuleSet.objects.select_for_update().filter(code=document["code"]))
    draft = next((row for row in versions if not row.is_published), None)
    if draft and draft.digest == digest_of(document):
        return Stored(draft, is_new=True)
    if (draft.digest if draft else "") != seen:
        raise NotNow("该标准的草稿在预览之后又有变动，没有导入，请重新上传并核对预览。")
    try:
        stored = store_draft(document)
    except IntegrityError:  # the first draft of this code, and somebody else's a moment before
        return import_draft(document=document, seen=seen, actor=actor)
    if stored.is_new:
        digest = stored.ruleset.digest
        audit.record(actor, "import_standard", stored.ruleset, label="导入标准草稿", digest=digest)
    return stored


@transaction.atomic
def change_head(*, ruleset: RuleSet, values: Mapping[str, Any], seen: str, actor: User) -> RuleSet:
    """Change 名称, 依据 or 严格二值 of a draft; raises as ``change_leaf``."""
    draft = _draft(ruleset, seen, actor)
    before = {name: getattr(draft, name) for name in HEAD_LABELS}
    changed = _store(draft, document_of(draft) | {name: values[name] for name in HEAD_LABELS})
    changes = {
        label: [str(before[name]), str(values[name])]
        for name, label in HEAD_LABELS.items()
        if before[name] != values[name]
    }
    audit.record(actor, "change_standard", changed, label="修改标准草稿", changes=changes)
    return changed


@transaction.atomic
def change_leaf(
    *, ruleset: RuleSet, number: str, values: Mapping[str, Any], seen: str, actor: User
) -> RuleSet:
    """Change how leaf ``number`` of a draft is scored.

    Raises NotNow when it is published or no longer what the page had ``seen``, StandardRefused
    with every problem that the whole would have.
    """
    draft = _draft(ruleset, seen, actor)
    document = document_of(draft)
    row = next(row for row in document["rows"] if row["number"] == number)
    before = row["leaf"]
    row["leaf"] = {**before, **values}
    changed = _store(draft, document)
    audit.record(
        actor,
        "change_standard",
        changed,
        label="修改标准草稿",
        number=number,
        before=before,
        after=row["leaf"],
    )
    return changed


@transaction.atomic
def publish(*, ruleset: RuleSet, seen: str, actor: User) -> RuleSet:
    """Put a draft into force as the newest version; it never changes again."""
    draft = _draft(ruleset, seen, actor)
    others = RuleSet.objects.filter(code=draft.code).exclude(pk=draft.pk)
    draft.version = (others.aggregate(last=Max("version"))["last"] or 0) + 1
    draft.published_at = clock.now()
    draft.save(update_fields=["version", "published_at"])
    audit.record(actor, "publish_standard", draft, label="发布标准", version=draft.version)
    return draft


@transaction.atomic
def delete_draft(*, ruleset: RuleSet, seen: str, actor: User) -> None:
    """Throw a draft away; a published version stays for good."""
    draft = _draft(ruleset, seen, actor)
    if is_in_use(draft):
        raise NotNow("该草稿已被使用，不能删除。")
    audit.record(actor, "delete_standard", draft, label="删除标准草稿", code=draft.code)
    draft.delete()


def _draft(ruleset: RuleSet, seen: str, actor: User) -> RuleSet:
    """The draft under lock, as ``actor`` saw it."""
    require(can_keep_standards(actor))
    draft = RuleSet.objects.select_for_update().filter(pk=ruleset.pk).first()
    if draft is None or draft.is_published:
        raise NotNow("该版本已发布或已删除，不能再修改；需要改动的，请修改工作簿后导入为新版本。")
    if draft.digest != seen:
        raise NotNow("该草稿刚被他人修改，请核对现在的内容后再办理。")
    return draft


def _store(draft: RuleSet, document: Document) -> RuleSet:
    """Write a draft over; it stays one even if it says what is published."""
    stored = store_draft(document)
    if stored.ruleset.pk != draft.pk:
        raise NotNow(f"修改后与第{stored.ruleset.version}版相同，不必修改；不用的草稿请删除。")
    return stored.ruleset
