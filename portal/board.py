"""What a home page is made of: tasks in groups, each with its time left."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal import clock

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the home page: what to do with what, and until when.

    ``reason`` is what came back and why. A task that ``waits`` lies with somebody else.
    ``record`` is whatever has a status to show.
    """

    label: str
    url: str
    subject: str = ""
    note: str = ""
    due: datetime | None = None
    reason: str = ""
    waits: bool = False
    record: Any = None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.now()

    @property
    def left(self) -> str:
        """The calendar days left, in words; empty where there is no deadline."""
        return clock.left(self.due, clock.now()) if self.due else ""


@dataclass(frozen=True, slots=True)
class Board:
    """One person's tasks in three groups; ``more`` of them are not shown."""

    returned: list[Task] = field(default_factory=list)
    todo: list[Task] = field(default_factory=list)
    waiting: list[Task] = field(default_factory=list)
    more: int = 0


def arrange(tasks: list[Task]) -> Board:
    """Group tasks, the nearest deadline first; what two roles share is shown once.

    Everything that came back is shown, of the rest the first ``SHOWN`` of each group.
    """
    tasks = list({(task.label, task.url): task for task in tasks}.values())
    tasks.sort(key=lambda task: (task.due is None, task.due or clock.now()))
    returned = [task for task in tasks if task.reason and not task.waits]
    todo = [task for task in tasks if not task.reason and not task.waits]
    waiting = [task for task in tasks if task.waits]
    left_out = len(todo[SHOWN:]) + len(waiting[SHOWN:])
    return Board(returned, todo[:SHOWN], waiting[:SHOWN], left_out)
