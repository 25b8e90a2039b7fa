"""What is entered on the desk where a mark is derived: a small class for each kind of control.

Each reads itself from a plain form, and says what stands in its slots: the places of its
template ``scoring/leaf/_<kind>.html`` that differ from one sheet to the next.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict

from portal.numbers import read_key
from portal.text import clean_line
from scoring.rules import Rule
from scoring.rules.by_severity import BySeverity
from scoring.rules.counted import Counted
from scoring.rules.deducted import Deducted
from scoring.rules.defects import PLACE_LIMIT, REMARK_LIMIT
from scoring.rules.mixed import Mixed
from scoring.rules.ranged import Checklist
from scoring.rules.reading import Part
from scoring.rules.zero_condition import AllOrNothingWithZero, MixedWithZero

#: In a plain form what a rule is fed with stands under this and its name.
PREFIX = "in-"
#: A slot in a rendered leaf: its name between two characters that no text has.
OPEN, CLOSE = "\ue000", "\ue001"
CHECKED, CORE = " checked", " disabled data-core"
ANSWERS = {"1": True, "0": False}

Inputs = Mapping[str, Any]
Filled = Iterator[tuple[str, Any]]


def slot(name: str) -> str:
    """The place in a rendered leaf that holds what is called ``name``."""
    return f"{OPEN}{name}{CLOSE}"


@dataclass(frozen=True)
class Control(ABC):
    """Something to enter as ``inputs[name]``."""

    kind: ClassVar[str]
    name: str

    @property
    def field(self) -> str:
        return f"{PREFIX}{self.name}"

    @property
    def template(self) -> str:
        return f"scoring/leaf/_{self.kind}.html"

    @abstractmethod
    def read(self, form: QueryDict) -> dict[str, Any]:
        """What was entered here, as typed; nothing where the control is empty."""

    def missing(self, fed: Inputs) -> str:
        """What is still to be entered here, as a sentence, where the rule would not ask for it."""
        return ""

    @abstractmethod
    def fill(self, inputs: Inputs) -> Filled:
        """What stands in the slots; a slot that is not named stays empty."""


@dataclass(frozen=True)
class Count(Control):
    """How many, in ``unit``; none is what ``Nothing`` says."""

    kind = "count"
    label: str
    unit: str

    @property
    def text(self) -> str:
        return slot(f"{self.name}-count")

    def read(self, form: QueryDict) -> dict[str, Any]:
        typed = form.get(f"{self.field}-count", "").strip()
        return {self.name: typed} if typed else {}

    def fill(self, inputs: Inputs) -> Filled:
        count = inputs.get(self.name)
        if count and not isinstance(count, list):
            yield f"{self.name}-count", count


@dataclass(frozen=True)
class Names(Control):
    """Names, one a line; or their number alone, which is entered as ``number``."""

    kind = "names"
    label: str
    unit: str
    number: str

    @property
    def text(self) -> str:
        return slot(self.name)

    @property
    def rows(self) -> str:
        return slot(f"{self.name}-rows")

    def read(self, form: QueryDict) -> dict[str, Any]:
        typed = map(clean_line, form.get(self.field, "").splitlines())
        lines = [line for line in typed if line]
        if len(lines) == 1 and (count := re.fullmatch(rf"(\d+)\s*{self.unit}?", lines[0])):
            return {self.number: count[1]}
        return {self.name: lines} if lines else {}

    def fill(self, inputs: Inputs) -> Filled:
        said = inputs.get(self.name, inputs.get(self.number))
        lines = said if isinstance(said, list) else [] if said is None else [said]
        yield self.name, "\n".join(map(str, lines))
        yield f"{self.name}-rows", max(1, len(lines))


@dataclass(frozen=True)
class Tick:
    """One box to tick; ``key`` is the digit that ticks it.

    ``points`` is what it is worth itself, ``also`` another name of it.
    """

    key: int
    value: str
    slot: str
    points: int | None = None
    also: str = ""


@dataclass(frozen=True)
class Ticks(Control):
    """Boxes to tick; that of the core kind, which leaf ``lender`` names, is not counted.

    ``same`` maps other names of a kind to its name here; ``is_needed``: ticks are no answer alone.
    """

    kind = "ticks"
    label: str
    options: tuple[tuple[str, int | None], ...]
    same: tuple[tuple[str, str], ...] = ()
    lender: str = ""
    is_needed: bool = False

    @property
    def ticks(self) -> list[Tick]:
        also = {value: name for name, value in self.same}
        return [
            Tick(key, value, slot(f"{self.name}-{key}"), points, also.get(value, ""))
            for key, (value, points) in enumerate(self.options, 1)
        ]

    def read(self, form: QueryDict) -> dict[str, Any]:
        ticked = form.getlist(self.field)
        return {self.name: ticked} if ticked else {}

    def fill(self, inputs: Inputs) -> Filled:
        ticked = inputs.get(self.name) or ()
        core = dict(self.same).get(inputs.get("core"), inputs.get("core"))
        for key, (value, _) in enumerate(self.options, 1):
            is_core = bool(self.lender) and value == core
            yield f"{self.name}-{key}", CORE if is_core else CHECKED if value in ticked else ""


@dataclass(frozen=True)
class Choice(Control):
    """One of the ticked boxes of ``among``, or on purpose none of them."""

    kind = "choice"
    label: str
    none: str
    among: str
    options: tuple[str, ...]

    @property
    def ticks(self) -> list[Tick]:
        return [
            Tick(key, value, slot(f"{self.name}-{key}"))
            for key, value in enumerate(self.options, 1)
        ]

    @property
    def neither(self) -> str:
        return slot(f"{self.name}-0")

    def read(self, form: QueryDict) -> dict[str, Any]:
        if self.field not in form:
            return {}
        empty = {} if form.getlist(f"{PREFIX}{self.among}") else {self.among: []}
        return {self.name: form[self.field], **empty}

    def missing(self, fed: Inputs) -> str:
        is_open = self.among in fed and self.name not in fed
        return f"请指定{self.label}，或选择“{self.none}”。" if is_open else ""

    def fill(self, inputs: Inputs) -> Filled:
        if self.name in inputs:
            chosen = inputs[self.name]
            key = self.options.index(chosen) + 1 if chosen in self.options else 0
            yield f"{self.name}-{key}", CHECKED


@dataclass(frozen=True)
class Answer(Control):
    """Yes or no; ``decides``: no is the whole answer."""

    kind = "answer"
    label: str
    decides: bool = False

    @property
    def yes(self) -> str:
        return slot(f"{self.name}-1")

    @property
    def no(self) -> str:
        return slot(f"{self.name}-0")

    def read(self, form: QueryDict) -> dict[str, Any]:
        answer = ANSWERS.get(form.get(self.field, ""))
        return {} if answer is None else {self.name: answer}

    def fill(self, inputs: Inputs) -> Filled:
        if isinstance(answer := inputs.get(self.name), bool):
            yield f"{self.name}-{int(answer)}", CHECKED


@dataclass(frozen=True)
class Nothing(Control):
    """There is nothing to list or to count, said on purpose."""

    kind = "nothing"
    label: str

    @property
    def ticked(self) -> str:
        return slot(f"{self.name}-none")

    def read(self, form: QueryDict) -> dict[str, Any]:
        return {self.name: []} if f"{self.field}-none" in form else {}

    def fill(self, inputs: Inputs) -> Filled:
        if self.name in inputs and not inputs[self.name]:
            yield f"{self.name}-none", CHECKED


@dataclass(frozen=True)
class Lines(Control):
    """Things found wrong, a line for each; ``points`` are the deductions to choose from, if any."""

    kind = "lines"
    label: str
    unit: str
    points: tuple[int, ...] = ()

    place_limit: ClassVar[int] = PLACE_LIMIT
    remark_limit: ClassVar[int] = REMARK_LIMIT

    @property
    def lines(self) -> str:
        return slot(f"{self.name}-lines")

    @property
    def choices(self) -> list[tuple[int, str]]:
        return [(points, slot(f"line_points-{points}")) for points in self.points]

    @property
    def names(self) -> tuple[str, ...]:
        return ("points",) * bool(self.points) + ("place", "remark", "photos")

    def read(self, form: QueryDict) -> dict[str, Any]:
        columns = (form.getlist(f"{PREFIX}{name}") for name in self.names)
        typed = (dict(zip(self.names, row, strict=True)) for row in zip(*columns, strict=False))
        lines = [self._line(row) for row in typed if any(map(str.strip, row.values()))]
        return {self.name: lines} if lines else {}

    def fill(self, inputs: Inputs) -> Filled:
        """Whoever draws the leaf makes a template of each line."""
        said = inputs.get(self.name)
        lines = said if isinstance(said, list) else []
        yield f"{self.name}-lines", [_named(line) for line in lines]

    def _line(self, row: Mapping[str, str]) -> Any:
        line = {name: clean_line(text) for name, text in row.items() if text.strip()}
        if "photos" in line:
            line["photos"] = line["photos"].split(",")
        if (points := read_key(line.get("points", ""))) is not None:
            line["points"] = points
        return line["points"] if list(line) == ["points"] else line


def _named(line: Any) -> dict[str, Any]:
    """A line by its fields; a number alone is what it costs."""
    return dict(line) if isinstance(line, Mapping) else {"points": line}


# --- which rule takes what -----------------------------------------------------------------


def controls_of(rule: Rule) -> tuple[Control, ...]:
    """What derives the mark of a leaf with this rule; none where the mark itself is entered."""
    return CONTROLS.get(type(rule), _none)(rule)


def _none(rule: Rule) -> tuple[Control, ...]:
    return ()


def _counted(rule: Counted) -> Iterable[Control]:
    if not rule.kinds:
        return (Names("items", "名称", rule.unit, "count"),)
    options = tuple((kind, None) for kind in rule.kinds)
    lender = rule.borrows.get("core", "")
    kinds = Ticks("items", "种类", options, tuple(rule.same.items()), lender)
    return (kinds, Nothing("items", "均不具备"))


def _checklist(rule: Checklist) -> tuple[Control, ...]:
    options = tuple((text, points) for points, text in rule.items)
    return (Ticks("items", "符合的各项", options), Nothing("items", "均不符合"))


def _deducted(rule: Deducted) -> tuple[Control, ...]:
    return (
        Count("defects", rule.verb, rule.unit),
        Nothing("defects", "未发现问题" if rule.verb == "发现" else "没有"),
        Lines("defects", rule.verb, rule.unit),
    )


def _by_severity(rule: BySeverity) -> tuple[Control, ...]:
    points = tuple(range(rule.severity_min, rule.severity_max + 1))
    return (
        Nothing("deductions", "未发现问题"),
        Lines("deductions", "发现", rule.unit, points),
    )


def _with_zero(rule: AllOrNothingWithZero) -> tuple[Control, ...]:
    answers = (Answer(name, text) for name, text in rule.conditions)
    options = tuple((resource, None) for resource in rule.resources)
    resources = (
        Ticks("resources", "已具备的资源", options, is_needed=True),
        Choice("core", "核心资源", "没有核心资源", "resources", rule.resources),
    )
    return (*answers, *(resources if rule.resources else ()))


def _mixed(rule: Mixed) -> tuple[Control, ...]:
    return tuple(_part(part) for part in (*rule.parts, *rule.deductions))


def _mixed_with_zero(rule: MixedWithZero) -> tuple[Control, ...]:
    name, text = rule.required
    return (Answer(name, text, decides=True), *_mixed(rule))


def _part(part: Part) -> Names:
    return Names(part.name, part.text, part.unit, part.name)


CONTROLS: Mapping[type[Rule], Callable[[Any], tuple[Control, ...]]] = {
    Counted: _counted,
    Checklist: _checklist,
    Deducted: _deducted,
    BySeverity: _by_severity,
    AllOrNothingWithZero: _with_zero,
    Mixed: _mixed,
    MixedWithZero: _mixed_with_zero,
}
