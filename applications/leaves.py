"""One leaf as the desk shows it: what stands, what may be entered, what others say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scoring.outline import Item, Line
from scoring.rules import Rule
from scoring.rules.levels import Levels
from scoring.rules.mixed import Mixed
from scoring.rules.zero_condition import MixedWithZero


@dataclass(frozen=True, slots=True)
class Given:
    """A mark of the desk's own column; ``value`` None is a blank, 0 is a mark."""

    value: int | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    remark: str = ""
    version: int = 0
    editor: str | None = None
    edited_at: datetime | None = None

    @property
    def text(self) -> str:
        """The value as its box shows it."""
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the controls of a leaf show: what is stored, or what was typed and refused.

    ``text`` is the mark as its box shows it, ``problem`` why it was not stored.
    """

    given: Given
    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What another column gives the leaf; ``difference`` is the later column less the earlier."""

    label: str
    value: int | None
    difference: int | None
    against: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A mark to choose: ``key`` is the digit that chooses it on the keyboard."""

    key: str
    value: int
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A number to enter, from which the server derives the mark."""

    name: str
    label: str
    unit: str
    entered: str


@dataclass(frozen=True, slots=True)
class Row:
    """A leaf on the desk: ``given`` is stored, ``attempt`` is what its controls show.

    ``changed`` says what a new submission changed in 自检.
    """

    item: Item
    given: Given
    attempt: Attempt
    beside: tuple[Beside, ...]
    changed: str = ""

    @property
    def template(self) -> str:
        """The input part for the kind of rule."""
        entry = "mixed" if isinstance(self.rule, Mixed) else self.rule.entry
        return f"scoring/leaf/_{entry}.html"

    @property
    def rule(self) -> Rule:
        return self.item.rule

    @property
    def options(self) -> list[Option]:
        return [
            Option(
                str(place if value else 0),
                value,
                label.rpartition(" ")[0],
                str(value) == self.attempt.text,
            )
            for place, (value, label) in enumerate(self.rule.choices(), 1)
        ]

    @property
    def boxes(self) -> list[Box]:
        """The numbers of a mixed rule, one for each of its parts."""
        parts = (*self.rule.parts, *self.rule.deductions)
        return [Box(part.name, part.text, part.unit, self.entered(part.name)) for part in parts]

    @property
    def required(self) -> Box | None:
        """The yes or no without which a mixed rule gives nothing."""
        if not isinstance(self.rule, MixedWithZero):
            return None
        name, text = self.rule.required
        answers = {True: "1", False: "0"}
        given = self.attempt.given.inputs.get(name)
        return Box(name, text, "", answers[given] if isinstance(given, bool) else given or "")

    @property
    def count(self) -> str:
        return self.entered("count")

    @property
    def defects(self) -> str:
        return self.entered("defects")

    @property
    def direct(self) -> str:
        """The mark where it was given as such and not derived."""
        attempt = self.attempt
        return attempt.text if attempt.problem or not attempt.given.inputs else ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Printed rows that the input part does not repeat: levels are its options."""
        return () if isinstance(self.rule, Levels) else self.item.lines

    @property
    def takes_others(self) -> bool:
        """Whether another mark than those offered may be given for a reason."""
        return self.rule.legal_marks != self.rule.expected_marks

    @property
    def other(self) -> str:
        """The mark where it is none of those offered."""
        typed = self.attempt.text
        return "" if typed in map(str, self.rule.expected_marks) else typed

    @property
    def differs(self) -> bool:
        return any(beside.difference for beside in self.beside)

    def entered(self, name: str) -> str:
        """What was entered under ``name``, as its box shows it."""
        value = self.attempt.given.inputs.get(name)
        return "" if value is None else str(value)
