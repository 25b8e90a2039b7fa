"""ZC 零分条件: a condition that is not met forces 0, whatever else holds."""

from scoring.rules.all_or_nothing import AllOrNothing
from scoring.rules.mixed import Mixed
from scoring.rules.reading import Condition, InputProblem, Reader, RuleProblem, Values


class AllOrNothingWithZero(AllOrNothing):
    """Full points when every condition holds and, where ``resources`` are listed, a core is named."""

    code = "ZC+AN"
    name = "零分条件、全有或全无"

    conditions: tuple[Condition, ...]
    resources: tuple[str, ...]

    def read(self, params: Reader) -> None:
        has_conditions, has_resources = params.has("conditions"), params.has("resources")
        rows = params.groups("conditions", "零分条件") if has_conditions else []
        self.conditions = tuple(row.condition("零分条件") for row in rows)
        self.resources = params.words("resources", "资源种类") if has_resources else ()
        if not self.conditions and not self.resources:
            raise RuleProblem("没有零分条件，请列出条件或资源种类。")
        asked = ("resources", "core") if self.resources else ()
        self.input_names = (*(condition.name for condition in self.conditions), *asked)

    def explain(self) -> str:
        return f"{self._wanted()}的计 {self.points} 分，否则计 0 分{self._exception()}。"

    def mark_from(self, inputs: Values) -> int:
        """A yes/no under each condition's name; ``{"resources": [names], "core": name}``."""
        entered = self.entered(inputs)
        answers = [entered.flag(name, text) for name, text in self.conditions]
        if self.resources:
            _, core = self._ticked(entered)
            answers.append(core is not None)
        return self.points if all(answers) else 0

    def account_of(self, inputs: Values) -> str:
        """「产品主题明确：是，有核心文旅康养产品：否，计0分」, 「具备温泉、森林，核心资源为温泉，计20分」."""
        entered = self.entered(inputs)
        said = [answered(condition, entered) for condition in self.conditions]
        if self.resources:
            ticked, core = self._ticked(entered)
            said.append(f"具备{'、'.join(ticked)}" if ticked else "未勾选资源")
            said.append(f"核心资源为{core}" if core else "没有核心资源")
        return "，".join([*said, f"计{self.mark_from(inputs)}分"])

    def _ticked(self, entered: Reader) -> tuple[tuple[str, ...], str | None]:
        """The resources that there are, and which of them is the core."""
        ticked = entered.words("resources", "已具备的资源种类")
        for resource in ticked:
            if resource not in self.resources:
                listed = "、".join(self.resources)
                raise InputProblem(f"没有“{resource}”这一资源种类，请从{listed}中选择。")
        if entered.values.get("core") in (None, ""):
            return ticked, None
        if (core := entered.word("core", "核心资源")) not in ticked:
            raise InputProblem(f"核心资源“{core}”不在已勾选的资源之中，请先勾选或改选核心资源。")
        return ticked, core

    def _wanted(self) -> str:
        wanted = [condition.text for condition in self.conditions]
        if self.resources:
            wanted.append(f"在{'、'.join(self.resources)}中具备 1 项核心资源")
        return "，且".join(wanted)


class MixedWithZero(Mixed):
    """The mixed formula, or 0 when the required condition does not hold."""

    code = "MX+ZC"
    name = "混合计分、零分条件"

    required: Condition

    def read(self, params: Reader) -> None:
        super().read(params)
        self.required = params.group("required", "零分条件").condition("零分条件")
        self.input_names = (self.required.name, *self.input_names)

    def explain(self) -> str:
        return f"须{self.required.text}，否则不得分；{super().explain()}"

    def mark_from(self, inputs: Values) -> int:
        """As Mixed, with a yes/no under the name of the required condition.

        Where it does not hold the rest may be left open, but not be wrong.
        """
        is_met = self._is_met(inputs)
        blank = {} if is_met else dict.fromkeys(self.input_names, 0)
        filled = {name: value for name, value in inputs.items() if value is not None}
        mark = super().mark_from({**blank, **filled})
        return mark if is_met else 0

    def account_of(self, inputs: Values) -> str:
        condition = answered(self.required, self.entered(inputs))
        rest = super().account_of(inputs) if self._is_met(inputs) else "计0分"
        return f"{condition}，{rest}"

    def _is_met(self, inputs: Values) -> bool:
        return self.entered(inputs).flag(*self.required)


def answered(condition: Condition, entered: Reader) -> str:
    """「有中英文对照说明：是」."""
    return f"{condition.text}：{'是' if entered.flag(*condition) else '否'}"
