"""What a permission predicate answers: yes, or no with the sentence a person reads."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Decision:
    """Truthy when allowed; ``reason`` is empty then, else one Chinese sentence."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(allowed=True)


def refuse(reason: str) -> Decision:
    """A no, with the sentence that serves the 403 page, the tooltip and the test alike."""
    return Decision(allowed=False, reason=reason)


def require(decision: Decision) -> None:
    """Raise PermissionDenied with the reason unless ``decision`` allows."""
    if not decision:
        raise PermissionDenied(decision.reason)
