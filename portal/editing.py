"""Nobody overwrites anybody silently (G-07)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field that two people wrote differently."""

    label: str
    mine: str
    theirs: str


class EditConflict(Exception):
    """Somebody saved the same section meanwhile; both texts travel with the refusal.

    ``fields`` maps a field's name to both of its values; ``version`` is the one to
    build on now.
    """

    def __init__(
        self, *, who: Any, when: datetime | None, version: int, fields: dict[str, FieldConflict]
    ) -> None:
        self.who, self.when, self.version, self.fields = who, when, version, fields
        name = getattr(who, "name", "") or "他人"
        super().__init__(f"{name}已先保存了本节，请对照双方内容后再保存。")
