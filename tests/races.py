"""Deeds at the same instant: threads with connections of their own, on a real PostgreSQL."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from tests.services import wait_until

PATIENCE = 20


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Let all deeds begin at once; what each answered, or the exception that it raised."""
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=PATIENCE)
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@contextmanager
def ahead_of(deed: Callable[[], Any], *, meanwhile: Callable[[], Any] = lambda: None):
    """What the block does comes first: ``deed`` begins elsewhere and waits for its locks.

    Yields a list that holds, after the block, what the deed answered or raised. ``meanwhile``
    is done by the block's side while the deed waits.
    """
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.extend(together(deed)))
    with transaction.atomic():
        yield answers
        thread.start()
        wait_until(somebody_waits)
        meanwhile()
    thread.join(timeout=PATIENCE)


def somebody_waits() -> bool:
    """Whether another connection waits for what this one holds; other tests share the server."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING_FOR_US)
        return cursor.fetchone()[0]


WAITING_FOR_US = """
    SELECT EXISTS (
        SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
    )
"""
