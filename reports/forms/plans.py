"""年度目标 and 工作进度安排 as a form, 年度重点任务 as rows."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms

from applications.forms.fields import LineField
from applications.forms.tables import Column, ReadTable, Table, TypedRow
from applications.services.tables import Row, TableRefused
from reports.contents import tasks_text
from reports.forms.rows import read_named
from reports.forms.texts import WordsField
from reports.models import YearPlan
from reports.plans import TEXTS, WORDS, too_long
from reports.services.plans import FIGURES, save_texts

# --- texts -------------------------------------------------------------------------------


class PlanForm(forms.Form):
    """Both texts; with ``only`` just those of its boxes, as an autosave sends them."""

    goal = WordsField(
        label="年度目标", most=WORDS["goal"], lines=6, help_text="全年要达到的目标，尽量写明数量。"
    )
    schedule = WordsField(
        label="工作进度安排",
        most=WORDS["schedule"],
        lines=10,
        help_text="按季度或月份写明各项任务的进度安排。",
    )

    def __init__(
        self,
        plan: YearPlan,
        data: Mapping[str, str] | None = None,
        *,
        only: Collection[str] | None = None,
    ) -> None:
        self.plan = plan
        super().__init__(data, initial={name: getattr(plan, name) for name in TEXTS})
        if only is not None:
            self.fields = {name: self.fields[name] for name in self.fields if name in only}

    def save(self, *, version: int, actor: Any) -> YearPlan:
        """Store the texts within their limits; raises EditConflict."""
        return save_texts(
            organisation=self.plan.organisation,
            year=self.plan.year,
            values=self.cleaned_data,
            version=version,
            actor=actor,
            refused={name: self.data.get(name, "") for name in self.errors},
        )


class ReasonForm(forms.Form):
    """Why a text that stood was changed."""

    reason = LineField(
        label="更改原因", max_length=300, help_text="选填，例如“按市政府工作报告调整目标”。"
    )


# --- tasks -------------------------------------------------------------------------------

TASKS = Table(
    "tasks",
    (
        Column("title", "年度重点任务", "long", 2000, help="一行一项，不写序号"),
        Column("indicator", "指标", max_length=50, help="如完成投资；没有的留空"),
        Column("unit_word", "计量单位", max_length=20, help="如万元、人次"),
        Column("target", "年度目标值", "figure", help="按左边的单位"),
    ),
)


def read_tasks(typed: Iterable[TypedRow]) -> ReadTable:
    """The tasks to store; one whose figures are not whole keeps those that are stored.

    Raises TableRefused when all titles together are too long for their cell.
    """
    read = read_named(TASKS, typed, _problems, together=FIGURES)
    _refuse_too_long(read.rows)
    return read


def _problems(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    target = values.get("target")
    if target == 0:
        yield "target", "年度目标值应大于0，没有目标值的留空。"
    elif target is not None:
        for name, label in (("indicator", "指标"), ("unit_word", "计量单位")):
            if values.get(name) == "":
                yield name, f"填写了年度目标值，请同时填写{label}。"


def _refuse_too_long(rows: Iterable[Row]) -> None:
    text = tasks_text([row.values.get("title", "") for row in rows])
    if sentence := too_long(text, WORDS["tasks"]):
        raise TableRefused(f"年度重点任务没有保存：合计{sentence}")
