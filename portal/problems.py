"""One thing that is missing or wrong, as the person who can mend it reads it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A full Chinese sentence and where to mend it.

    ``url`` is empty where there is no place to go. A warning (提醒) stops nothing,
    everything else (阻断) does.
    """

    text: str
    url: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        return self.text


def blocking(problems: list[Problem]) -> list[Problem]:
    """Those that stop a move."""
    return [problem for problem in problems if not problem.is_warning]
