"""One leaf as the desk shows it: what stands, what may be entered, what others say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from applications.controls import CHECKED, Control, Filled, controls_of, slot
from applications.formulas import formula_of
from scoring.choices import Origin
from scoring.outline import Item, Line
from scoring.rules import Rule
from scoring.rules.all_or_nothing import AllOrNothing
from scoring.rules.discretionary import Discretionary
from scoring.rules.levels import Levels


@dataclass(frozen=True, slots=True)
class Given:
    """A mark as it is stored; ``value`` None is a blank, 0 is a mark."""

    value: int | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    remark: str = ""
    version: int = 0
    editor: str | None = None
    edited_at: datetime | None = None
    origin: str = Origin.DESK


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the controls of a leaf show: what is stored, or what was typed and refused.

    ``text`` is the mark as its box shows it, ``problem`` why it was not stored.
    """

    text: str
    inputs: Mapping[str, Any]
    reason: str
    remark: str
    version: int
    problem: str = ""
    is_paper: bool = False

    @classmethod
    def stored(cls, given: Given) -> "Attempt":
        text = "" if given.value is None else str(given.value)
        return cls(text, given.inputs, given.reason, given.remark, given.version)


@dataclass(frozen=True, slots=True)
class Beside:
    """What another column gives the leaf; ``difference`` is the later column less the earlier.

    ``is_later`` says that the other column is the later one.
    """

    label: str
    value: int | None
    difference: int | None
    against: str
    is_later: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A mark to choose: ``key`` is the digit that chooses it on the keyboard."""

    key: str
    value: int
    text: str

    @property
    def slot(self) -> str:
        return slot(f"mark-{self.value}")


@dataclass(frozen=True, slots=True)
class Row:
    """A leaf on the desk: ``given`` is stored, ``attempt`` is what its controls show.

    ``borrowed`` is what the rule takes from other leaves, ``changed`` says what a new
    submission changed in 自检.
    """

    item: Item
    given: Given
    attempt: Attempt
    beside: tuple[Beside, ...]
    changed: str = ""
    borrowed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        return any(beside.difference for beside in self.beside)

    @property
    def needs_reason(self) -> bool:
        return self.given.value is not None and self.item.rule.needs_reason(self.given.value)

    @property
    def is_other(self) -> bool:
        """Whether the controls show another mark than those offered."""
        text = self.attempt.text
        return bool(text) and text not in map(str, self.item.rule.expected_marks)

    def slots(self) -> Filled:
        """What its controls show, by the slots of its ``Look``."""
        shown, controls = self.attempt, controls_of(self.item.rule)
        is_derived = bool(controls and shown.inputs) and not shown.problem
        yield f"mark-{'other' if self.is_other else shown.text}", CHECKED
        yield "other", shown.text if self.is_other else ""
        yield "mark", "" if is_derived else shown.text
        for control in controls:
            yield from control.fill({**shown.inputs, **self.borrowed})
        yield from (("reason", shown.reason), ("remark", shown.remark))
        yield "paper", CHECKED if shown.is_paper else ""


@dataclass(frozen=True, slots=True)
class Look:
    """All of a leaf that is the same on every sheet of its standard, for readers and writers."""

    item: Item
    column: str
    is_writing: bool

    @property
    def rule(self) -> Rule:
        return self.item.rule

    @property
    def controls(self) -> tuple[Control, ...]:
        return controls_of(self.rule)

    @property
    def template(self) -> str:
        """The input part for the kind of rule."""
        return f"scoring/leaf/_{'controls' if self.controls else self.rule.entry}.html"

    @property
    def formula(self) -> str:
        return formula_of(self.rule)

    @property
    def lender(self) -> str:
        """The leaf whose core kind is not counted here."""
        return self.rule.borrows.get("core", "")

    @property
    def lines(self) -> tuple[Line, ...]:
        """Printed rows that the controls do not repeat: levels are options."""
        return () if isinstance(self.rule, Levels) else self.item.lines

    @property
    def explanation(self) -> str:
        """How the leaf is scored, where the marks offered do not say it themselves."""
        says_itself = isinstance(self.rule, AllOrNothing | Discretionary) and not self.controls
        return "" if says_itself else self.rule.explain()

    @property
    def other(self) -> str:
        return slot("mark-other")

    @property
    def options(self) -> Iterator[Option]:
        for place, (value, label) in enumerate(self.rule.choices(), 1):
            yield Option(str(place if value else 0), value, label.rpartition(" ")[0])

    @property
    def takes_others(self) -> bool:
        """Whether another mark than those offered may be given for a reason."""
        return self.rule.legal_marks != self.rule.expected_marks
