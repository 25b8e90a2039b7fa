"""What every kind of rule answers: which marks are legal, and why another is not."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from scoring.rules.reading import InputProblem, Reader, RuleProblem, Values

EXPLICIT, INFERRED, AMBIGUOUS = "E", "I", "A"
CERTAINTIES = (EXPLICIT, INFERRED, AMBIGUOUS)


class Choice(NamedTuple):
    """One mark that the desk offers, with the words beside it."""

    value: int
    label: str


class Rule(ABC):
    """How one leaf of ``points`` points is scored (scoresheet.md §3).

    Every kind reads its own parameters in ``read``; ``RuleProblem`` is raised when
    they are wrong or do not give ``points`` at the best.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    entry: ClassVar[str]
    remedy: ClassVar[str] = "请重新填写"

    #: What a scorer may enter, by name.
    input_names: tuple[str, ...] = ()
    #: Inputs that are what another leaf of the sheet says: name of the input → number of the leaf.
    borrows: Mapping[str, str] = MappingProxyType({})

    def __init__(
        self, points: int, params: Values, certainty: str, *, strict_binary: bool = False
    ) -> None:
        self.points = points
        self.certainty = certainty
        self.strict_binary = strict_binary
        if certainty not in CERTAINTIES:
            raise RuleProblem("明确度须为 E、I、A 之一。")
        if points < 1:
            raise RuleProblem("满分须为正整数。")
        self.read(Reader(params, RuleProblem))
        self._check_best()

    @abstractmethod
    def read(self, params: Reader) -> None:
        """Take the kind's own parameters."""

    @abstractmethod
    def marks(self) -> Iterable[int]:
        """Every mark that the kind can produce from its inputs, in any order."""

    @abstractmethod
    def explain(self) -> str:
        """Say in one Chinese sentence how the leaf is scored."""

    @abstractmethod
    def mark_from(self, inputs: Values) -> int:
        """Derive the mark from what was entered; raises InputProblem."""

    def choices(self) -> Sequence[Choice]:
        """Offer the expected marks with their words, the best first."""
        return [Choice(mark, f"{mark}分") for mark in reversed(self.expected_marks)]

    def account(self, mark: int | None, inputs: Values) -> str:
        """Say in words how ``mark`` came about, for the record: 「选第2档：内容和形式单一」.

        ``inputs`` are those that the mark was derived from, none where it was given as such.
        """
        if mark is None:
            return "未计分"
        return self.account_of(inputs) if inputs else self.account_as_such(mark)

    def account_of(self, inputs: Values) -> str:
        """Say how the mark follows from ``inputs``."""
        return f"计{self.mark_from(inputs)}分"

    def account_as_such(self, mark: int) -> str:
        """Name a mark that was given without inputs."""
        return f"直接计{mark}分"

    def entered(self, inputs: Values) -> Reader:
        """Read what a scorer entered; a name that the rule does not know is refused."""
        return Reader(inputs, InputProblem).only(self.input_names)

    def with_borrowed(self, inputs: Values, said: Mapping[str, Values]) -> dict[str, object]:
        """``inputs`` with what other leaves say: ``said`` are their inputs by number."""
        taken = {
            name: said.get(number, {}).get(name) or None for name, number in self.borrows.items()
        }
        return {**inputs, **taken}

    @cached_property
    def expected_marks(self) -> tuple[int, ...]:
        """Marks that need no reason, ascending."""
        return tuple(sorted(set(self.marks())))

    @cached_property
    def legal_marks(self) -> tuple[int, ...]:
        """Marks that may be stored, ascending; those not expected need a reason."""
        return self.expected_marks

    def needs_reason(self, mark: int) -> bool:
        return mark in self.legal_marks and mark not in self.expected_marks

    def refusal(self, mark: object, reason: str = "") -> str | None:
        """Say why ``mark`` cannot be stored and what to do; None when it can.

        The sentence has no subject: the caller puts number and text of the leaf
        before it. A blank is no mark, so None is refused here like any non-integer.
        """
        if isinstance(mark, bool) or not isinstance(mark, int) or mark not in self.legal_marks:
            return f"只能计 {self.legal_words()}，{self.remedy}。"
        if self.needs_reason(mark) and not reason.strip():
            return (
                f"一般只计 {spoken(self.expected_marks)}，"
                f"改计 {mark} 分须说明理由，请填写理由后再保存。"
            )
        return None

    def legal_words(self) -> str:
        """Name the legal marks, and which of them need a reason."""
        return spoken(self.legal_marks)

    def _check_best(self) -> None:
        if (best := self.expected_marks[-1]) != self.points:
            raise RuleProblem(
                f"按规则参数最多计 {best} 分，与满分 {self.points} 分不一致，请核对参数。"
            )


def spoken(marks: Sequence[int]) -> str:
    """Name marks in words: 「0、10、15、20 分」, 「0 至 10 之间的整数分」."""
    low, high = marks[0], marks[-1]
    if len(marks) > 3 and len(marks) == high - low + 1:
        return f"{low} 至 {high} 之间的整数分"
    if len(marks) == 2:
        return f"{low} 或 {high} 分"
    return f"{'、'.join(map(str, marks))} 分"
