"""The record of deeds: written in the same transaction as the deed, never changed."""

from contextvars import ContextVar
from typing import Any

from portal import clock
from portal.models import AuditEntry

#: Where the current request comes from; set by portal.middleware.
address: ContextVar[str | None] = ContextVar("audit_address", default=None)


def record(
    actor: Any,
    action: str,
    target: Any,
    *,
    label: str = "",
    previous: str = "",
    note: str = "",
    **details: Any,
) -> AuditEntry:
    """Write down one deed of ``actor`` (None: the system) on ``target``.

    Must be called inside the transaction of the deed. ``details`` are JSON values.
    """
    membership = actor.membership if actor else None
    return AuditEntry.objects.create(
        at=clock.now(),
        actor=actor,
        actor_name=actor.name if actor else "系统",
        actor_role=membership.get_role_display() if membership else "",
        actor_organisation=membership.organisation.name if membership else "",
        action=action,
        label=label,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        previous=previous,
        current=getattr(target, "status", ""),
        note=note,
        details=details,
        address=address.get(),
    )


def history(target: Any) -> Any:
    """The entries about ``target``, oldest first."""
    return AuditEntry.objects.filter(
        target_type=target._meta.label_lower, target_id=str(target.pk)
    ).order_by("at", "pk")
