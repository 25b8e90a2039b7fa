"""What the page of one organisation in one month shows; each part is read when it is asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from portal import clock
from portal.choices import Role
from portal.models import Membership, Organisation
from reports import boxes
from reports.carry import Carried, Last, carried, months_apart
from reports.choices import Duty, LineState, RequestKind
from reports.completeness import line_gaps
from reports.due_dates import due_on
from reports.figures import Figure, figures_of
from reports.lights import completion
from reports.models import CityMonth, Excuse, LedgerChange, LedgerLine, YearPlan, YearTask
from reports.periods import end_of
from reports.plans import plan_of, tasks_of
from reports.reminding import left

STEPS = ("单位填写", "交市文旅局", "市文旅局核对", "报省文旅厅")
#: How many of them are behind a line in each state.
STEPS_DONE = {
    LineState.EMPTY: 0,
    LineState.WRITING: 0,
    LineState.MISSING: 0,
    LineState.HANDED_IN: 2,
    LineState.CHECKED: 3,
}


def with_excuse(rows: QuerySet[Organisation], month: date) -> QuerySet[Organisation]:
    """With ``excuse``: why an organisation need not report ``month``, None where it must."""
    excuses = Excuse.objects.over(month, month).filter(organisation=OuterRef("pk"))
    return rows.annotate(excuse=Subquery(excuses.order_by("-pk").values("reason")[:1]))


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One counted task in one month."""

    task: YearTask
    figure: Figure

    @property
    def rate(self) -> str:
        """Per cent of the year's target, as it is shown; empty while nothing was entered."""
        if self.figure.amount is None and not self.figure.before:
            return ""
        return f"{completion(self.figure.cumulative, self.task.target):.1f}%"


class LineRecord:
    """The line of ``organisation`` in ``month``, and everything that stands beside it.

    The organisation comes from ``roster`` and ``with_excuse``. ``known`` are parts that have
    been read already, by their names.
    """

    def __init__(self, organisation: Organisation, month: date, **known: Any) -> None:
        self.organisation, self.month = organisation, month
        vars(self).update(known)

    # --- the line ------------------------------------------------------------------------

    @cached_property
    def carried(self) -> Carried:
        return carried([self.organisation.pk], self.month)

    @cached_property
    def city_month(self) -> CityMonth:
        """The month of the city, stored or blank."""
        if stored := self.carried.lines.get(self.organisation.pk):
            return stored.city_month
        city = self.organisation.city
        stored = CityMonth.objects.filter(city=city, month=self.month).select_related("city")
        return stored.first() or CityMonth(city=city, month=self.month)

    @cached_property
    def line(self) -> LedgerLine:
        """The stored line, or a blank one that nobody has written."""
        line = self.carried.lines.get(self.organisation.pk) or LedgerLine()
        line.city_month, line.organisation = self.city_month, self.organisation
        return line

    @property
    def is_missing(self) -> bool:
        return self.line.state == LineState.MISSING

    @property
    def last(self) -> Last | None:
        return self.carried.last.get(self.organisation.pk)

    @property
    def unchanged_months(self) -> int:
        """For how many months in a row nothing has changed; 0 unless 本月无变化."""
        if not self.line.is_unchanged or self.last is None:
            return 0
        return months_apart(self.last.changed_on, self.month)

    # --- time ----------------------------------------------------------------------------

    @cached_property
    def due_on(self) -> date:
        return due_on(Duty.LEDGER, self.month, self.organisation.city_id)

    @property
    def due(self) -> datetime:
        return end_of(self.due_on)

    @property
    def left(self) -> str:
        """The days left, in words; empty once the unit has done its part."""
        return "" if self._done_at else left(self.due_on, clock.today())

    @property
    def is_late(self) -> bool:
        """Whether the unit did its part after the due moment, or has not and the moment is over."""
        return not self.organisation.excuse and (self._done_at or clock.now()) > self.due

    @property
    def _done_at(self) -> datetime | None:
        return self.line.handed_in_at or self.line.checked_at

    @property
    def steps(self) -> list[dict[str, Any]]:
        """Where the line is, who has it and what comes next."""
        line = self.line
        done = STEPS_DONE[line.state] if self.city_month.is_open else len(STEPS)
        states = ["done"] * done + ["current"] + ["todo"] * len(STEPS)
        if line.state == LineState.MISSING:
            states[0] = "stopped"
        since = (None, line.handed_in_at, line.checked_at, line.reported_at)
        return [
            {"label": label, "state": state, "since": moment if state == "done" else None}
            for label, state, moment in zip(STEPS, states, since, strict=False)
        ]

    # --- the year ------------------------------------------------------------------------

    @cached_property
    def plan(self) -> YearPlan:
        return plan_of(self.organisation, self.month.year)

    @cached_property
    def tasks(self) -> list[YearTask]:
        return tasks_of(self.plan)

    @cached_property
    def counted(self) -> list[YearTask]:
        """The tasks that carry figures."""
        return [task for task in self.tasks if task.has_figures]

    @cached_property
    def figures(self) -> dict[int, Figure]:
        return figures_of([task.pk for task in self.counted], self.month)

    @property
    def rows(self) -> list[TaskRow]:
        return [TaskRow(task, self.figures[task.pk]) for task in self.counted]

    @cached_property
    def corrections(self) -> list[LedgerChange]:
        """What was changed in this month's texts after somebody had answered for them.

        ``by_city`` says of each that 市文化和旅游局 made it.
        """
        officers = Membership.objects.filter(user=OuterRef("actor"), role=Role.CITY_OFFICER)
        rows = LedgerChange.objects.filter(organisation=self.organisation, month=self.month)
        return list(rows.select_related("actor").annotate(by_city=Exists(officers)))

    # --- boxes ---------------------------------------------------------------------------

    def boxes(self, *, with_figures: bool) -> dict[str, str]:
        """The stored text of every box."""
        texts = boxes.text_boxes(self.line)
        for task in self.counted if with_figures else ():
            texts |= boxes.figure_boxes(task.pk, self.figures[task.pk])
        return texts

    def hints(self) -> dict[str, list[str]]:
        """Stored, but look again: sentences by box. An empty draft needs none."""
        hints = {name: [gap] for name, gap in line_gaps(self.line).items()}
        if not self.line.progress:
            del hints["progress"]
        if self.line.is_identical and self.last:
            hints.setdefault("progress", []).append(
                f"与{self.last.month.year}年{self.last.month.month}月文字相同，请写明本月新的进展；"
                "确无变化的点“本月无变化”。"
            )
        if self.line.request_kind == RequestKind.OTHER:
            hints["request_kind"] = ["现归入“其他”，能归入其他类别的请选择，便于汇总协调。"]
        return hints
