"""A standard tried on a batch that is over: what its marks would have come to. Nothing is stored.

Leaves are matched by their number. A mark is derived again from what was entered, where the
other rule can read that; else the mark itself is held against the rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from applications.choices import Status
from applications.desk import COLUMNS, SHORT
from applications.models import Application, Batch
from portal.models import User
from scoring.choices import SheetStatus
from scoring.models import Mark, RuleSet
from scoring.outline import Item, Outline, outline_of
from scoring.rules import InputProblem
from scoring.totals import Totals, sum_up

NOT_THERE = "试算的标准没有这一项"
IS_NEW = "原标准没有这一项"


class Entered(NamedTuple):
    """A mark as it was given."""

    value: int
    inputs: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A leaf that comes out otherwise; ``old`` or ``new`` None where it has no mark."""

    number: str
    text: str
    old: int | None
    new: int | None
    why: str


@dataclass(frozen=True, slots=True)
class PartTrial:
    """One 大项 under both standards; None where one of them has none of this number."""

    number: str
    text: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class SheetTrial:
    """One column of one application under both standards."""

    label: str
    old: int
    new: int
    parts: tuple[PartTrial, ...]
    differences: tuple[Difference, ...]

    @property
    def difference(self) -> int:
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class UnitTrial:
    application: Application
    sheets: tuple[SheetTrial, ...]


def batches_to_try(user: User) -> QuerySet[Batch]:
    """Batches of which ``user`` may see marks that are locked, the newest first."""
    locked = Application.objects.visible_to(user).filter(_is_scored(), batch=OuterRef("pk"))
    return Batch.objects.visible_to(user).filter(Exists(locked)).select_related("ruleset")


def try_standard(ruleset: RuleSet, batch: Batch, user: User) -> list[UnitTrial]:
    """Every application of ``batch`` with a locked sheet; three queries and the outlines."""
    old, new = outline_of(batch.ruleset), outline_of(ruleset)
    rows = Application.objects.visible_to(user).filter(_is_scored(), batch=batch)
    joined = rows.select_related("organisation", *COLUMNS).order_by("city__code", "pk")
    applications = list(joined)
    marks = _marks(applications)
    return [
        UnitTrial(
            application,
            tuple(
                _sheet_trial(SHORT[column], old, new, marks.get(sheet.pk, {}))
                for column, sheet in _sheets(application)
            ),
        )
        for application in applications
    ]


def _is_scored() -> Q:
    """Handed in by the unit: the province sees no draft."""
    return ~Q(status=Status.DRAFTING) & Q(self_check__status=SheetStatus.LOCKED)


def _sheets(application: Application) -> Iterator[tuple[str, Any]]:
    for column in COLUMNS:
        sheet = getattr(application, column)
        if sheet is not None and not sheet.is_open:
            yield column, sheet


def _marks(applications: Iterable[Application]) -> dict[int, dict[str, Entered]]:
    """The marks of every locked sheet by leaf, in one query."""
    sheets = [sheet.pk for application in applications for _, sheet in _sheets(application)]
    rows = Mark.objects.filter(sheet__in=sheets, value__isnull=False).order_by()
    found: dict[int, dict[str, Entered]] = {}
    for sheet, number, *entered in rows.values_list(
        "sheet", "leaf__number", "value", "inputs", "reason"
    ):
        found.setdefault(sheet, {})[number] = Entered(*entered)
    return found


# --- one sheet -----------------------------------------------------------------------------------


def _sheet_trial(
    label: str, old: Outline, new: Outline, marks: Mapping[str, Entered]
) -> SheetTrial:
    said = {number: entered.inputs for number, entered in marks.items()}
    values: dict[str, int] = {}
    refused: dict[str, str] = {}
    for number, item in new.items.items():
        if number in marks:
            value, why = _again(item, marks[number], said)
            refused |= {number: why} if why else {}
            values |= {number: value} if value is not None else {}
    before = sum_up(old.tree, {number: entered.value for number, entered in marks.items()})
    after = sum_up(new.tree, values)
    return SheetTrial(
        label=label,
        old=before.total,
        new=after.total,
        parts=tuple(_parts(old, new, before, after)),
        differences=tuple(_differences(old, new, marks, values, refused)),
    )


def _again(
    item: Item, entered: Entered, said: Mapping[str, Mapping[str, Any]]
) -> tuple[int | None, str]:
    """The mark under the rule of ``item``, and why there is none."""
    value = entered.value
    if entered.inputs:
        try:
            value = item.rule.mark_from(item.rule.with_borrowed(entered.inputs, said))
        except InputProblem:
            value = entered.value  # entered for another kind of rule
    if why := item.rule.refusal(value, entered.reason):
        return None, f"原计 {value} 分：{why}"
    return value, ""


def _parts(old: Outline, new: Outline, before: Totals, after: Totals) -> Iterator[PartTrial]:
    texts = {part.number: part.text for outline in (old, new) for part in outline.parts}
    was = {part.number: part.points for part in before.sections}
    now = {part.number: part.points for part in after.sections}
    for number, text in texts.items():
        yield PartTrial(number, text, was.get(number), now.get(number))


def _differences(
    old: Outline,
    new: Outline,
    marks: Mapping[str, Entered],
    values: Mapping[str, int],
    refused: Mapping[str, str],
) -> Iterator[Difference]:
    for number, item in new.items.items():
        was, now = marks.get(number), values.get(number)
        if was is None:
            yield Difference(number, item.text, None, None, IS_NEW)
        elif was.value != now:
            yield Difference(number, item.text, was.value, now, refused.get(number, ""))
    for number, entered in marks.items():
        if number not in new.items:
            text = old.items[number].text
            yield Difference(number, text, entered.value, None, NOT_THERE)
