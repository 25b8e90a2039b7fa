"""CT 计数封顶: points for each item, up to a cap."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scoring.rules.base import Choice, Rule
from scoring.rules.reading import InputProblem, Reader, RuleProblem, Values


class Tally(NamedTuple):
    """What was entered; ``counted`` leaves the core kind out."""

    items: tuple[str, ...]
    core: str
    counted: int


class Counted(Rule):
    """``min(cap, unit_points × (items - base))``.

    With ``kinds`` only those may be ticked, and the core kind named by ``core`` is not
    counted; ``same`` maps other names of a kind to its name here (scoresheet.md A7).
    ``core_from`` is the number of the leaf that says which kind is the core.
    """

    code = "CT"
    name = "计数封顶"
    entry = "count"
    remedy = "请按符合的数量选择"

    unit_points: int
    cap: int
    base: int
    unit: str
    kinds: tuple[str, ...]
    same: dict[str, str]

    def read(self, params: Reader) -> None:
        self.unit_points = params.whole("unit_points", "每项分值", low=1)
        self.cap = params.whole("cap", "封顶分值", low=1)
        self.base = params.whole("base", "起算数量") if params.has("base") else 0
        self.unit = params.word("unit", "量词")
        self.kinds = params.words("kinds", "种类") if params.has("kinds") else ()
        if params.has("core_from"):
            self.borrows = {"core": params.word("core_from", "核心产品所在评分项")}
        self.input_names = ("items", "count", "core") if self.kinds else ("items", "count")
        self.same = {}
        if params.has("same"):
            pairs = params.group("same", "同义种类")
            self.same = {name: pairs.word(name, "同义种类") for name in pairs.values}
        if unknown := set(self.same.values()) - set(self.kinds):
            raise RuleProblem(f"同义种类“{min(unknown)}”不在所列种类之中，请核对参数。")

    def marks(self) -> Iterable[int]:
        return [min(self.cap, self.unit_points * n) for n in range(self._enough() + 1)]

    def explain(self) -> str:
        start = f"超过 {self.base} {self.unit}后，" if self.base else ""
        core = "除核心产品外，" if self.kinds else ""
        return f"{core}{start}每{self.unit}计 {self.unit_points} 分，最多计 {self.cap} 分。"

    def choices(self) -> Sequence[Choice]:
        last = self._enough()
        return [self._choice(n, "及以上" if n == last else "") for n in range(last, -1, -1)]

    def mark_from(self, inputs: Values) -> int:
        """``{"items": [names]}`` or ``{"count": n}``; ``{"core": name}`` where kinds are listed.

        A name counts once, however often it stands there. Both together must agree.
        """
        return self._mark(self._tally(inputs).counted)

    def account_of(self, inputs: Values) -> str:
        """「列出3项：棋牌室、健身房、儿童乐园，3×2=6分」."""
        items, core, counted = self._tally(inputs)
        return "，".join(
            [
                f"列出{len(items)}{self.unit}：{'、'.join(items)}"
                if items
                else f"{counted}{self.unit}",
                *([f"{core}为核心产品，不计"] if core in items else []),
                *([f"超过{self.base}{self.unit}的计分"] if self.base else []),
                self._product(counted),
            ]
        )

    def _tally(self, inputs: Values) -> Tally:
        entered = self.entered(inputs)
        core = self._kind(entered.word("core", "核心产品种类")) if entered.has("core") else ""
        if not entered.has("items"):
            return Tally((), core, entered.whole("count", "数量", high=len(self.kinds) or None))
        named = map(self._kind, entered.words("items", "名称"))
        items = tuple(dict.fromkeys(named))
        if entered.has("count") and entered.whole("count", "数量") != len(items):
            raise InputProblem(f"数量与列出的{len(items)}{self.unit}不一致，请核对后重新填写。")
        return Tally(items, core, len(items) - (core in items))

    def _kind(self, item: str) -> str:
        kind = self.same.get(item, item)
        if self.kinds and kind not in self.kinds:
            raise InputProblem(f"没有“{item}”这一种类，请从{'、'.join(self.kinds)}中选择。")
        return kind

    def _mark(self, counted: int) -> int:
        return min(self.cap, self.unit_points * self._beyond(counted))

    def _beyond(self, counted: int) -> int:
        return max(0, counted - self.base)

    def _product(self, counted: int) -> str:
        beyond = self._beyond(counted)
        points = self.unit_points * beyond
        limit = f"，最多计{self.cap}分" if points > self.cap else ""
        return f"{beyond}×{self.unit_points}={points}分{limit}"

    def _enough(self) -> int:
        """How many counted items reach the cap."""
        return -(-self.cap // self.unit_points)

    def _choice(self, count: int, suffix: str) -> Choice:
        mark = min(self.cap, self.unit_points * count)
        number = count + self.base if count else 0
        return Choice(mark, f"{number}{self.unit}{suffix} {mark}分")
