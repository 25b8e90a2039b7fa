"""省民政厅, 省财政厅: nothing to do, everything from 推荐 on to read."""

from collections.abc import Iterator

from portal.board import Task
from portal.dashboard.shared import going_on, published, waiting
from portal.models import User


def for_reader(user: User) -> Iterator[Task]:
    yield from published(user)
    yield from (waiting(row) for row in going_on(user))
