"""The boxes of one line: texts, figures, 已核."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from applications.forms.controls import ReasonField, Sentences
from applications.forms.fields import LineField, NumberField, ParagraphsField
from applications.forms.tables import FIGURE_DIGITS
from portal.numbers import format_figure, parse_signed
from reports.boxes import PARTS, TEXTS, figure_name
from reports.choices import RequestKind
from reports.completeness import LINE_LENGTHS
from reports.figures import Figure
from reports.lines import LineRecord, TaskRow
from reports.models import LedgerLine, YearTask
from reports.services.lines import Entry

DRAFT_LENGTH = 5000


class FigureField(NumberField):
    """A figure of a task; a correction may be negative."""

    def parse(self, value: str) -> Any:
        return parse_signed(value, max_digits=FIGURE_DIGITS)

    def show(self, value: Any) -> str:
        return format_figure(value)


@dataclass(frozen=True, slots=True)
class FigureBoxes:
    """One task with its three boxes."""

    row: TaskRow
    amount: BoundField
    total: BoundField
    reason: BoundField


def text(name: str, rows: int, help_text: str) -> ParagraphsField:
    """A counted text; a draft of any length is kept, hand-in and 已核 judge its 字数."""
    label = LedgerLine._meta.get_field(name).verbose_name
    field = ParagraphsField(label=label, max_length=DRAFT_LENGTH, help_text=help_text)
    field.widget.attrs |= {"rows": rows, "data-count": "", "data-max": LINE_LENGTHS[name]}
    return field


class LineForm(forms.Form):
    """A line as a draft; with ``only`` just those boxes, as an autosave sends them.

    ``data`` holds a text for every box, also those that were not sent. The city has a box
    for 已核, and after a first 报送 everybody one for the reason of a correction.
    """

    progress = text("progress", 9, "写本月做了什么、到什么程度，尽量写明数量；确无进展的填“无”。")
    nothing_reason = LineField(label="填“无”的原因", max_length=200, width="long")
    problems = text("problems", 3, "没有的不填。")
    requests = text("requests", 3, "需要市、省协调解决的事项，没有的不填。")
    request_kind = forms.ChoiceField(
        label="事项类别",
        choices=[("", "请选择"), *RequestKind.choices],
        required=False,
        widget=forms.Select(attrs={"data-width": "short"}),
        error_messages={"invalid_choice": "请从列表中选择事项类别。"},
    )
    reason = LineField(
        label="更正原因",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "更正原因：本月台账曾经报省，有改动的请说明"}),
    )
    checked = forms.BooleanField(label="已核", required=False)

    def __init__(
        self,
        record: LineRecord,
        data: Mapping[str, str] | None = None,
        *,
        only: Collection[str] | None = None,
        is_city: bool = False,
        auto_id: str = "id_%s",
    ) -> None:
        self.record, self.entries = record, {}
        super().__init__(data, auto_id=auto_id)
        if not is_city:
            del self.fields["checked"]
        if record.city_month.first_submitted_at is None:
            del self.fields["reason"]
        if only is None or any(name.startswith("task") for name in only):
            self._add_figures(only)
        if only is not None:
            self.fields = {name: f for name, f in self.fields.items() if self._is_sent(name, only)}
        self.initial = self._stored()

    def _add_figures(self, only: Collection[str] | None) -> None:
        for task in self.record.counted:
            together = {"data-together": f"task{task.pk}"}
            for part in ("amount", "total"):
                field = FigureField(label=f"{task.indicator}（{PARTS[part]}）", unit=task.unit_word)
                field.widget.attrs |= together
                self.fields[figure_name(task.pk, part)] = field
            reason = LineField(label=f"{task.indicator}（{PARTS['reason']}）", max_length=300)
            reason.widget.attrs |= together
            self.fields[figure_name(task.pk, "reason")] = reason

    @staticmethod
    def _is_sent(name: str, only: Collection[str]) -> bool:
        """A task's boxes are read together, whichever of them was sent."""
        mates = {other.rpartition("_")[0] for other in only if other.startswith("task")}
        return name in only or name.rpartition("_")[0] in mates

    def _stored(self) -> dict[str, Any]:
        has_figures = any(name.startswith("task") for name in self.fields)
        checked = self.record.line.checked_at is not None
        return {**self.record.boxes(with_figures=has_figures), "checked": checked}

    # --- figures -------------------------------------------------------------------------

    def clean(self) -> None:
        for task in self.record.counted if self._has_figures() else ():
            names = [figure_name(task.pk, part) for part in PARTS]
            if all(name in self.cleaned_data for name in names):
                self._read(task, *(self.cleaned_data[name] for name in names))

    def _has_figures(self) -> bool:
        return any(name.startswith("task") for name in self.fields)

    def _read(
        self, task: YearTask, amount: Decimal | None, total: Decimal | None, reason: str
    ) -> None:
        """Take over one task's entry, or say at its boxes what is wrong."""
        figure = self.record.figures[task.pk]
        try:
            added = monthly(figure, amount, total)
            reason = _explained(figure, added, reason)
        except FigureRefused as refusal:
            self.add_error(figure_name(task.pk, refusal.part), str(refusal))
        else:
            self.entries[task.pk] = Entry(added, reason)

    # --- what the view asks ----------------------------------------------------------------

    def values(self) -> dict[str, str]:
        """Texts of LedgerLine; boxes with an error are left out."""
        return {name: self.cleaned_data[name] for name in TEXTS if name in self.cleaned_data}

    def refused(self) -> dict[str, str]:
        """What was typed into the texts that have an error."""
        return {name: self.data.get(name, "") for name in self.errors if name in TEXTS}

    def unstored(self) -> dict[str, list[str]]:
        """The errors by box; a task's boxes are stored together or not at all."""
        wrong = {name.rpartition("_")[0] for name in self.errors if name.startswith("task")}
        mates = [name for name in self.fields if name.rpartition("_")[0] in wrong]
        return {name: list(self.errors.get(name, ())) for name in {*self.errors, *mates}}

    def figures(self) -> Iterator[FigureBoxes]:
        """Tasks and their boxes in order."""
        for row in self.record.rows:
            yield FigureBoxes(row, *(self[figure_name(row.task.pk, part)] for part in PARTS))

    def others(self) -> Iterator[BoundField]:
        """The boxes below the figures, as far as this person has them."""
        names = ("problems", "requests", "request_kind", "reason", "checked")
        return (self[name] for name in names if name in self.fields)

    def show_hints(self) -> None:
        """Put what should be looked at again beside its box."""
        for name, sentences in self.record.hints().items():
            if name in self.fields:
                self[name].hint = " ".join(sentences)


class FigureRefused(ValueError):
    """A figure cannot be; ``part`` is the box where it is said."""

    def __init__(self, part: str, sentence: str) -> None:
        self.part = part
        super().__init__(sentence)


def monthly(figure: Figure, amount: Decimal | None, total: Decimal | None) -> Decimal | None:
    """What the month adds: 本月 as typed, or what follows from a 累计 that was changed.

    Raises FigureRefused when both were changed and do not reconcile.
    """
    entered = figure.amount is not None
    if total is None or (entered and total == figure.cumulative):
        return amount
    added = total - figure.before
    if amount not in (None, figure.amount, added):
        told = [figure.before, amount, figure.before + amount, total]
        before, now, sum_, typed = map(format_figure, told)
        raise FigureRefused(
            "total",
            f"此前累计{before}，加本月{now}应为{sum_}，现填累计{typed}，请核对后改其中一项。",
        )
    return added


def _explained(figure: Figure, added: Decimal | None, reason: str) -> str:
    """The reason to store. Raises FigureRefused where one is wanted, or explains nothing."""
    if added is None:
        if reason and figure.amount is None:
            raise FigureRefused("reason", "请先填写本月数或累计数，再写减少的原因。")
        return ""
    if added < 0 and not reason:
        before, now = format_figure(figure.before), format_figure(figure.before + added)
        raise FigureRefused("reason", f"累计由{before}降为{now}，请填写减少的原因。")
    return reason


class MissingForm(Sentences, forms.Form):
    """Why a unit's line is missing."""

    reason = ReasonField(
        label="未报原因",
        most=200,
        rows=3,
        required=True,
        help_text="例如“已停业，联系不上”；原因将随台账报省。",
    )
