"""What the makers of files tell about themselves, and how they refuse."""

from collections.abc import Callable

#: Called with per cent done and a short Chinese sentence; may raise to stop the work.
Progress = Callable[[int, str], None]


class OutputError(Exception):
    """An expected failure; its text is the sentence that the requester reads."""


def silent(percent: int, stage: str) -> None:
    """Progress for callers that do not watch."""
