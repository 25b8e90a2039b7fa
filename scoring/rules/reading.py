"""Read loose values of a document or a form; refuse each with a Chinese sentence."""

from collections.abc import Mapping
from typing import NamedTuple, TypeGuard

Values = Mapping[str, object]
#: Nine digits, as everywhere in the product: more cannot even be printed.
LARGEST = 999_999_999


class RuleProblem(ValueError):
    """Parameters with which a rule cannot work; the message is a Chinese sentence."""


class InputProblem(ValueError):
    """What a scorer entered cannot be counted.

    The sentence has no subject, so that it reads on after the leaf: 「2.1.1 ……请填写……。」
    """


class Part(NamedTuple):
    """One counted input: ``each`` points for every ``unit`` of ``text``."""

    name: str
    text: str
    unit: str
    each: int


class Condition(NamedTuple):
    """One yes/no question, asked as a statement that should hold."""

    name: str
    text: str


class Reader:
    """Typed access to ``values``; raises ``error`` with a sentence that names the label."""

    def __init__(self, values: Values, error: type[ValueError]) -> None:
        self.values = values
        self.error = error

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def whole(self, name: str, label: str, *, low: int = 0, high: int | None = None) -> int:
        """Answer the integer called ``name``; both bounds are included."""
        return self._bounded(self.values.get(name), label, low, high)

    def flag(self, name: str, label: str) -> bool:
        """Answer the yes or no called ``name``; anything else is refused."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise self.error(f"请就“{label}”选择“是”或“否”。")
        return value

    def word(self, name: str, label: str) -> str:
        """Answer the text called ``name``, without the spaces around it."""
        return self._named(self.values.get(name), label)

    def words(self, name: str, label: str) -> tuple[str, ...]:
        """Answer the distinct texts of the list called ``name``, in their order."""
        return tuple(dict.fromkeys(self._named(row, label) for row in self.rows(name, label)))

    def only(self, names: tuple[str, ...]) -> "Reader":
        """This reader; a value of any other name is refused."""
        if strange := sorted(set(self.values) - set(names)):
            raise self.error(f"没有“{strange[0]}”这一录入内容，请按{'、'.join(names)}录入。")
        return self

    def group(self, name: str, label: str) -> "Reader":
        """Answer a reader of the object called ``name``."""
        return self.inner(self.values.get(name), label)

    def groups(self, name: str, label: str) -> list["Reader"]:
        """Answer a reader of each object in the list called ``name``."""
        return [self.inner(row, label) for row in self.rows(name, label)]

    def parts(self, name: str, label: str) -> tuple[Part, ...]:
        """Answer the counted inputs listed as ``name``."""
        return tuple(
            Part(
                row.word("name", f"{label}的键"),
                row.word("text", f"{label}的名称"),
                row.word("unit", f"{label}的量词"),
                row.whole("each", f"{label}的单位分值", low=1),
            )
            for row in self.groups(name, label)
        )

    def condition(self, label: str) -> Condition:
        """Answer this object as a yes/no question."""
        return Condition(self.word("name", f"{label}的键"), self.word("text", f"{label}的名称"))

    def rows(self, name: str, label: str) -> list[object]:
        """Answer the list called ``name``."""
        value = self.values.get(name)
        if not isinstance(value, list | tuple):
            raise self.error(f"请逐个列出{label}。")
        return list(value)

    def inner(self, value: object, label: str) -> "Reader":
        """Answer a reader of ``value``, which must be an object."""
        if not isinstance(value, Mapping):
            raise self.error(f"请按键和内容填写{label}。")
        return Reader(value, self.error)

    def _named(self, value: object, label: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"请填写{label}。")
        return value.strip()

    def _bounded(self, value: object, label: str, low: int, high: int | None) -> int:
        if _is_whole(value) and low <= value <= (LARGEST if high is None else high):
            return value
        if high is None and _is_whole(value) and value > LARGEST:
            raise self.error(f"{label}过大，最多 9 位数字，请核对后重新填写。")
        bounds = f"不小于 {low} " if high is None else f" {low} 至 {high} 之间"
        raise self.error(f"请填写{label}，须为{bounds}的整数。")


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
