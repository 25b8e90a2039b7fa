"""What a test of this process has written before is not reckoned anew, but written again.

Hundreds of tests begin with ``bring(application, to=…)``, up to ten moves with all that they ask
and tell. What a step writes is kept the first time. A later test whose database has been written
exactly alike until then writes the same rows with the same numbers; any other walks the step. So
a test reads and starts as if there were no memory: from nothing, alone or beside others.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from portal import clock
from tests.factories.applications import BatchFactory
from tests.factories.portal import OrganisationFactory, UserFactory

APPS = ("portal", "scoring", "applications", "reports")
WRITES = ("INSERT", "UPDATE", "DELETE")
#: Who is logged in has a key by chance and no part in any step.
SESSIONS = "django_session"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?(\+\d\d:\d\d)?")
MINUTE, NONE = timedelta(minutes=1), timedelta()


class Memory:
    """Watches what the present test writes and knows what steps of earlier tests wrote.

    ``past`` stands for everything that the test has written; empty where nothing is remembered.
    """

    def __init__(self) -> None:
        self.past = ""
        self._kept: list[tuple[str, Any]] | None = None
        self.known: dict[str, list[tuple[str, Any]]] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """From the first row of a test to its last."""
        _begin_numbers_anew()
        self.past = str(clock.today())
        try:
            with connection.execute_wrapper(self._look):
                yield
        finally:
            self.past = ""

    def step(self, name: str, walk: Callable[[], Any]) -> None:
        """Have written what ``walk`` writes; a step inside of a step is part of it."""
        if not self.past or self._kept is not None or _clock_is_set():
            walk()
            return
        self.past, before = "", f"{self.past} {name}"
        self._kept = []
        try:
            if before in self.known:
                self._write_again(self.known[before])
            else:
                walk()
                self.known[before] = self._kept
            self.past = before
        finally:
            self._kept = None

    def _write_again(self, kept: list[tuple[str, Any]]) -> None:
        with connection.cursor() as cursor:
            for statement, values in kept:
                cursor.execute(statement, values)

    def _look(self, execute: Callable, statement: str, values: Any, many: bool, context: Any):
        if statement.startswith(WRITES) and SESSIONS not in statement:
            if self._kept is not None:
                self._kept.append((statement, values))
            elif self.past:
                self._note(statement, values)
        return execute(statement, values, many, context)

    def _note(self, statement: str, values: Any) -> None:
        text = "\n".join([self.past, statement, *_texts(values or ())])
        self.past = sha256(MOMENT.sub(_from_now, text).encode()).hexdigest()


def _texts(values: Iterable) -> Iterator[str]:
    """PostgreSQL takes the rows of one table as lists, and JSON in a wrapping."""
    for value in values:
        if isinstance(value, list | tuple):
            yield from _texts(value)
        else:
            yield str(getattr(value, "adapted", value))


def _from_now(moment: re.Match) -> str:
    """Whether it is yet to come, and in how many minutes: no two tests write at the same time."""
    then = datetime.fromisoformat(moment[0])
    left = (then if then.tzinfo else then.replace(tzinfo=UTC)) - clock.machine_now()
    return f"{left > NONE} {round(left / MINUTE)}"


def _clock_is_set() -> bool:
    """Whether the test plays a calendar: a clock that runs makes every moment anew."""
    return clock.now() is clock.now()


def _begin_numbers_anew() -> None:
    """SQLite takes the numbers of a test back with its rows; PostgreSQL must be told to."""
    for factory in (BatchFactory, OrganisationFactory, UserFactory):
        factory.reset_sequence(0)
    with connection.cursor() as cursor:
        cursor.execute(_numbers())


@cache
def _numbers() -> str:
    models = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    keys = [model._meta.pk for model in models if model._meta.auto_field]
    tables = [{"table": key.model._meta.db_table, "column": key.column} for key in keys]
    return "".join(connection.ops.sequence_reset_by_name_sql(no_style(), tables))


memory = Memory()
