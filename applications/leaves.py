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

#: How an answer stands in a control.
ANSWERS = {True: "1", False: "0", None: ""}


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

    @classmethod
    def stored(cls, given: Given) -> "Attempt":
        text = "" if given.value is None else str(given.value)
        return cls(text, given.inputs, given.reason, given.remark, given.version)


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
    """A number to enter, or a yes or no, from which the server derives the mark."""

    name: str
    label: str
    unit: str
    entered: str


@dataclass(frozen=True, slots=True)
class Entry:
    """The controls of one leaf; equal ones look alike, whoever's sheet it is.

    ``text`` is the mark as its box shows it, ``inputs`` what the mark is derived from, as
    texts; ``keeps_both`` shows both even where one of them excludes the other.
    """

    item: Item
    text: str
    inputs: tuple[tuple[str, str], ...]
    keeps_both: bool

    @property
    def rule(self) -> Rule:
        return self.item.rule

    @property
    def template(self) -> str:
        """The input part for the kind of rule."""
        entry = "mixed" if isinstance(self.rule, Mixed) else self.rule.entry
        return f"scoring/leaf/_{entry}.html"

    @property
    def options(self) -> list[Option]:
        return [
            Option(
                key=str(place if value else 0),
                value=value,
                text=label.rpartition(" ")[0],
                is_chosen=str(value) == self.text,
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
        return Box(name, text, "", self.entered(name))

    @property
    def count(self) -> str:
        return self.entered("count")

    @property
    def defects(self) -> str:
        return self.entered("defects")

    @property
    def direct(self) -> str:
        """The mark where it was given as such and not derived."""
        return self.text if self.keeps_both or not self.inputs else ""

    @property
    def takes_others(self) -> bool:
        """Whether another mark than those offered may be given for a reason."""
        return self.rule.legal_marks != self.rule.expected_marks

    @property
    def other(self) -> str:
        """The mark where it is none of those offered."""
        return "" if self.text in map(str, self.rule.expected_marks) else self.text

    def entered(self, name: str) -> str:
        return dict(self.inputs).get(name, "")


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
    def entry(self) -> Entry:
        inputs = tuple((name, _shown(value)) for name, value in self.attempt.inputs.items())
        return Entry(self.item, self.attempt.text, inputs, bool(self.attempt.problem))

    @property
    def differs(self) -> bool:
        return any(beside.difference for beside in self.beside)


@dataclass(frozen=True, slots=True)
class Look:
    """All that decides how a leaf looks, but for the words that are filled in."""

    entry: Entry
    column: str
    is_writing: bool
    has_reason: bool
    has_remark: bool

    @classmethod
    def of(cls, row: Row, column: str, *, is_writing: bool) -> "Look":
        given = row.attempt
        return cls(row.entry, column, is_writing, bool(given.reason), bool(given.remark))

    @property
    def item(self) -> Item:
        return self.entry.item

    @property
    def lines(self) -> tuple[Line, ...]:
        """Printed rows that the controls do not repeat: levels are options."""
        return () if isinstance(self.item.rule, Levels) else self.item.lines

    @property
    def wants_reason(self) -> bool:
        """Whether the box of the reason is open."""
        return self.has_reason or self.entry.takes_others


def _shown(value: Any) -> str:
    return ANSWERS[value] if value is None or isinstance(value, bool) else str(value)
