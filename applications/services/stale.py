"""Records without a version of their own: a form carries the mark of what it was filled from."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import models

from portal import audit
from portal.editing import EditConflict, FieldConflict


def mark_of(stored: Mapping[str, str]) -> int:
    """A number that changes with any of the texts."""
    text = "\x1f".join(f"{name}={stored[name]}" for name in sorted(stored))
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)


def refuse_stale(
    record: models.Model,
    *,
    seen: int,
    stored: Mapping[str, str],
    mine: Mapping[str, str],
    labels: Mapping[str, str],
    deed: str,
) -> None:
    """Raise EditConflict with both texts when ``record`` is no longer what ``seen`` marks.

    Two who wrote the same do not disturb each other. ``deed`` is the action under which the
    audit knows such a save. Call under the record's lock, or two people pass at once.
    """
    fields = {
        name: FieldConflict(label, mine[name], stored[name])
        for name, label in labels.items()
        if mine[name] != stored[name]
    }
    if seen == mark_of(stored) or not fields:
        return
    last: Any = audit.history(record).filter(action=deed).select_related("actor").last()
    raise EditConflict(
        who=last and last.actor, when=last and last.at, version=mark_of(stored), fields=fields
    )
