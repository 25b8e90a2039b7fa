"""The engine of every life: a table of moves and the one door through which they go."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from portal import audit
from portal.access import Decision, require
from portal.locking import Gone
from portal.notices import about
from portal.problems import Problem, blocking

Details = Mapping[str, Any]


class TransitionRefused(Exception):
    """The move cannot be made now; ``problems`` says everything that stands in its way."""

    def __init__(self, problems: Iterable[Problem | str]) -> None:
        self.problems = [p if isinstance(p, Problem) else Problem(p) for p in problems]
        super().__init__("；".join(problem.text.rstrip("。") for problem in self.problems) + "。")


def nothing_missing(record: Any) -> list[Problem]:
    """The guard of a move that only its state and its actor decide."""
    return []


def set_nothing(record: Any, actor: Any, details: Details) -> dict[str, Any]:
    """The move writes no field but the status."""
    return {}


def do_nothing(record: Any, actor: Any, details: Details) -> None:
    """The move has no consequence but the new status."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of a lifecycle.

    ``allowed`` decides who (403), ``problems`` why not now (a message), ``sets`` the
    fields that are written in the same statement as the status, ``then`` what follows; both
    find the reason in ``details["note"]``.
    ``note_length`` is the least length of the reason, 0 where none is asked.
    ``conflict`` is the sentence when the database itself refuses.
    """

    name: str
    label: str
    source: Collection[str]
    target: str
    allowed: Callable[[Any, Any], Decision]
    problems: Callable[[Any], list[Problem]] = nothing_missing
    then: Callable[[Any, Any, Details], None] = do_nothing
    sets: Callable[[Any, Any, Details], dict[str, Any]] = set_nothing
    note_length: int = 0
    conflict: str = "他人已先行办理，请刷新页面后查看。"
    number: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a page shows of one move: its button, or the sentences why it is disabled."""

    move: Transition
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A move that is somebody else's: what a page says of it, and nothing of what stands in its way."""

    move: Transition
    reason: str


class Lifecycle:
    """A table of transitions, looked up at call time.

    ``hold`` keeps still what has to be locked before the record itself, so that all who lock
    both do it in one order.
    """

    def __init__(self, *transitions: Transition, hold: Callable[[Any], None] | None = None) -> None:
        self.transitions = {move.name: move for move in transitions}
        self.hold = hold

    def offers(self, record: Any, user: Any) -> list[Offer]:
        """The moves that ``user`` may make from the present status, with what stands in the way."""
        return self.parted(record, user)[0]

    def parted(self, record: Any, user: Any) -> tuple[list[Offer], list[Elsewhere]]:
        """``offers``, and the other moves from the present status: whose they are, in a sentence.

        A right that several moves ask for is asked once.
        """
        moves = [move for move in self.transitions.values() if record.status in move.source]
        asked = dict.fromkeys(move.allowed for move in moves)
        rights = {right: right(user, record) for right in asked}
        decided = [(move, rights[move.allowed]) for move in moves]
        return (
            [Offer(move, blocking(move.problems(record))) for move, yes in decided if yes],
            [Elsewhere(move, no.reason) for move, no in decided if not no],
        )

    @transaction.atomic
    def perform(
        self, record: Any, name: str, *, actor: Any, note: str = "", details: Details | None = None
    ) -> None:
        """Move ``record`` to the target of ``name``, log it, and do what follows.

        Raises PermissionDenied if ``actor`` may not, TransitionRefused if the record
        has moved on meanwhile or something is missing; nothing is written then.
        """
        move = self.transitions[name]
        details = {**(details or {}), "note": note}
        if self.hold:
            self.hold(record)
        rows = type(record)._base_manager.select_for_update(of=("self",))
        try:
            record.refresh_from_db(from_queryset=rows)
        except rows.model.DoesNotExist as error:
            raise Gone(str(record.pk)) from error
        require(move.allowed(actor, record))
        self._refuse_if_not_now(move, record, note)
        previous = record.status
        self._write(move, record, move.sets(record, actor, details))
        audit.record(actor, name, record, label=move.label, previous=previous, note=note)
        with about(record):
            move.then(record, actor, details)

    def _refuse_if_not_now(self, move: Transition, record: Any, note: str) -> None:
        if record.status not in move.source:
            state = record.get_status_display()
            raise TransitionRefused([f"当前状态为“{state}”，不能{move.label}，请刷新页面后查看。"])
        if len(note.strip()) < move.note_length:
            raise TransitionRefused([f"请填写{move.label}的理由，不少于{move.note_length}个字。"])
        if problems := blocking(move.problems(record)):
            raise TransitionRefused(problems)

    def _write(self, move: Transition, record: Any, values: dict[str, Any]) -> None:
        previous = record.status
        for name, value in {**values, "status": move.target}.items():
            setattr(record, name, value)
        try:
            with transaction.atomic():
                record.save(update_fields=["status", *values])
        except IntegrityError as error:
            record.status = previous
            raise TransitionRefused([move.conflict]) from error
