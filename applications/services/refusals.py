"""Marks and photos that no page of ours would send are refused, and that is written down."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from applications.models import Application
from portal import audit, clock
from portal.text import clean_line

REFUSED = "refuse_mark"
#: Within this time the same refusal is written down once, however often somebody tries.
ONCE_WITHIN = timedelta(hours=1)
#: Characters of column and number, which come from an address that anybody can type.
PLACE_LENGTH = 30


@transaction.atomic
def record_refusal(*, application: int, column: str, number: str, actor: Any, reason: str) -> None:
    """Write down that ``actor`` may not give leaf ``number`` of ``column`` the mark or photo sent.

    ``application`` is a key; one that names none leaves nothing. Call it after the refused
    deed, outside its transaction, which is rolled back.
    """
    target = Application.objects.filter(pk=application).first()
    if target is None:
        return
    earlier = audit.history(target).filter(action=REFUSED, actor=actor, note=reason)
    if earlier.filter(at__gt=clock.now() - ONCE_WITHIN).exists():
        return
    place = {
        "column": clean_line(column)[:PLACE_LENGTH],
        "number": clean_line(number)[:PLACE_LENGTH],
    }
    audit.record(actor, REFUSED, target, label="计分被拒绝", note=reason, **place)
