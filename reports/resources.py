"""The ledger of one city and month as a sheet, for django-import-export.

A dry run is the preview: row by row new, update, skip or invalid, with what stood before. A
real run stores through the services that the pages use.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult

from applications.services.tables import Row
from portal.models import Organisation, User
from reports import roster
from reports.carry import Last, carried
from reports.completeness import LINE_LENGTHS
from reports.contents import UNCHANGED, progress_text, tasks_text
from reports.imports import COLUMNS, task_titles
from reports.models import CityMonth, LedgerLine, YearPlan, YearTask
from reports.plans import TEXTS, WORDS, months_with_figures, months_word, too_long
from reports.services import lines, plans

#: Of line, texts and tasks; a part that is not stored has 0.
Versions = tuple[int, int, int]

# --- what is stored ------------------------------------------------------------------------


@dataclass(slots=True)
class Entry:
    """The cells of one organisation as annex 2 prints them; ``unchanged`` is 本月无变化."""

    organisation: int
    goal: str
    tasks: str
    schedule: str
    progress: str
    unchanged: str

    @property
    def texts(self) -> dict[str, str]:
        return {column: getattr(self, column) for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Stored:
    """What stands behind the cells of one organisation."""

    organisation: Organisation
    plan: YearPlan
    tasks: list[YearTask]
    line: LedgerLine
    last: Last | None

    def entry(self) -> Entry:
        same = LedgerLine(progress=self.last.text if self.last else "", is_unchanged=True)
        return Entry(
            organisation=self.organisation.pk,
            goal=self.plan.goal,
            tasks=tasks_text([task.title for task in self.tasks]),
            schedule=self.plan.schedule,
            progress=progress_text(self.line),
            unchanged=progress_text(same),
        )

    @property
    def versions(self) -> Versions:
        return self.line.version, self.plan.version, self.plan.tasks_version


def stored_in(month: CityMonth) -> dict[int, Stored]:
    """Every organisation of the city's month by its number; four queries."""
    members = roster.in_month(roster.read(roster.of_city(month.city_id)), month.month)
    ids = [unit.pk for unit in members]
    rows = YearPlan.objects.filter(year=month.month.year, organisation__in=ids)
    found = {plan.organisation_id: plan for plan in rows.prefetch_related("tasks")}
    now = carried(ids, month.month)
    return {
        unit.pk: Stored(
            organisation=unit,
            plan=found.get(unit.pk) or YearPlan(),
            tasks=list(found[unit.pk].tasks.all()) if unit.pk in found else [],
            line=now.lines.get(unit.pk) or LedgerLine(),
            last=now.last.get(unit.pk),
        )
        for unit in members
    }


# --- cells ---------------------------------------------------------------------------------

#: 本月无变化 in any words, alone or as it is printed with the last text.
SAYS_UNCHANGED = re.compile(
    rf"(?:{UNCHANGED[:-1]}|无变化|同上月|[与较]上月(?:相同|一致|无变化))[。.]?"
    r"(?:[（(]上月进展[：:].*[）)])?",
    re.DOTALL,
)
SAYS_NOTHING = re.compile(r"(?P<progress>无)[。.]?[（(](?P<nothing_reason>[^\n]{1,200})[）)][。.]?")
SAYS_MISSING = re.compile(r"未报(?:[（(].*[）)])?[。.]?", re.DOTALL)


def within(most: int) -> Callable[[str, Entry], str]:
    """Reads a text of at most so many 字."""

    def read(text: str, entry: Entry) -> str:
        if sentence := too_long(text, most):
            raise ValueError(sentence)
        return text

    return read


def read_tasks(text: str, entry: Entry) -> str:
    return within(WORDS["tasks"])(tasks_text(task_titles(text)), entry)


def read_progress(text: str, entry: Entry) -> str:
    if SAYS_UNCHANGED.fullmatch(text):
        if not entry.unchanged:
            raise ValueError("本单位以前没有填报过进展，不能写“本月无变化”，请写明本月工作进展。")
        return entry.unchanged
    if SAYS_MISSING.fullmatch(text):
        raise ValueError("单位未报的请在台账页面注明原因，文件中留空或写明本月工作进展。")
    return within(LINE_LENGTHS["progress"])(text, entry)


class Cell(fields.Field):
    """One column: an empty cell keeps what is stored, a wrong one is refused with a sentence."""

    def __init__(self, name: str, read: Callable[[str, Entry], str]) -> None:
        super().__init__(name, name)
        self.read = read

    def save(self, instance: Entry, row: Mapping[str, Any], is_m2m: bool = False, **kwargs: Any):
        if trouble := row["troubles"].get(self.attribute):
            raise ValueError(trouble)
        text = row[self.attribute]
        if text and text != getattr(instance, self.attribute):
            setattr(instance, self.attribute, self.read(text, instance))


# --- rows ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row that a confirmation would store, and the versions that its preview was made of."""

    organisation: int
    texts: dict[str, str]
    versions: Versions

    @property
    def cells(self) -> list[Any]:
        return cells_of(self.organisation, self.texts, {})


def cells_of(organisation: int | None, texts: Mapping[str, str], troubles: Any) -> list[Any]:
    """A row as the resource takes it; ``troubles`` are sentences of the file by column."""
    return [organisation, *(texts.get(column, "") for column in COLUMNS), troubles]


def dataset_of(rows: Iterable[Sequence[Any]]) -> tablib.Dataset:
    return tablib.Dataset(*rows, headers=["organisation", *COLUMNS, "troubles"])


class LedgerResource(resources.Resource):
    """One row an organisation: its number, the four cells, what the file has wrong in them."""

    organisation = fields.Field("organisation", readonly=True)
    goal = Cell("goal", within(WORDS["goal"]))
    tasks = Cell("tasks", read_tasks)
    schedule = Cell("schedule", within(WORDS["schedule"]))
    progress = Cell("progress", read_progress)

    class Meta:
        import_id_fields = ("organisation",)
        instance_loader_class = BaseInstanceLoader
        skip_unchanged = True
        skip_html_diff = True
        store_instance = True
        # All or nothing: one transaction for the file, no savepoint for a row.
        use_bulk = True

    def __init__(self, month: CityMonth, stored: Mapping[int, Stored], actor: User) -> None:
        super().__init__()
        self.month, self.stored, self.actor = month, stored, actor
        self.months = months_with_figures(task.pk for row in stored.values() for task in row.tasks)

    # --- the engine's questions ----------------------------------------------------------

    def before_import_row(self, row, **kwargs):
        if row["organisation"] is None or set(row["troubles"]) - set(COLUMNS):
            raise ValidationError(row["troubles"])

    def get_instance(self, instance_loader, row):
        entry = self.stored[row["organisation"]].entry()
        return entry if any(entry.texts.values()) else None

    def init_instance(self, row=None):
        return self.stored[row["organisation"]].entry()

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if "tasks" not in errors and (sentence := self.lost_figures(instance)):
            errors["tasks"] = sentence
        super().validate_instance(instance, errors, validate_unique)

    def save_instance(self, instance, is_create, row, **kwargs):
        """A dry run stores nothing, not even to take it back."""
        if not kwargs["dry_run"]:
            self.store(instance)

    def after_import_row(self, row, row_result, **kwargs):
        """Whatever only fills what was blank is new."""
        if row_result.is_update():
            before = row_result.original.texts
            changed = [
                before[c] for c, text in row_result.instance.texts.items() if text != before[c]
            ]
            if not any(changed):
                row_result.import_type = RowResult.IMPORT_TYPE_NEW

    # --- our answers ---------------------------------------------------------------------

    def lost_figures(self, entry: Entry) -> str:
        """The sentence about tasks with figures that ``entry`` no longer names; empty for none."""
        tasks = self.stored[entry.organisation].tasks
        kept = {row.pk for row in task_rows(tasks, task_titles(entry.tasks))}
        lost = "、".join(
            f"“{task.title}”（已有{months_word(self.months[task.pk])}数据）"
            for task in tasks
            if task.pk in self.months and task.pk not in kept
        )
        if not lost:
            return ""
        return f"任务{lost}不能由导入删除或改写，请保留原文；改写请在年度计划页面办理。"

    def store(self, entry: Entry) -> None:
        stored = self.stored[entry.organisation]
        before, after = stored.entry().texts, entry.texts
        changed = {column: text for column, text in after.items() if text != before[column]}
        of_plan = {
            "organisation": stored.organisation,
            "year": self.month.month.year,
            "actor": self.actor,
        }
        if texts := {name: text for name, text in changed.items() if name in TEXTS}:
            plans.save_texts(values=texts, version=stored.plan.version, **of_plan)
        if "tasks" in changed:
            rows = task_rows(stored.tasks, task_titles(changed["tasks"]))
            plans.save_tasks(rows=rows, version=stored.plan.tasks_version, **of_plan)
        if "progress" in changed:
            self.store_progress(stored, entry)

    def store_progress(self, stored: Stored, entry: Entry) -> None:
        of_line = {
            "organisation": stored.organisation,
            "month": self.month.month,
            "actor": self.actor,
        }
        is_unchanged = entry.progress == entry.unchanged
        nothing = SAYS_NOTHING.fullmatch(entry.progress)
        values = nothing.groupdict() if nothing else {"progress": entry.progress}
        if is_unchanged:
            values = {"progress": ""}
        if not is_unchanged or stored.line.progress:
            lines.save_line(values=values, version=stored.line.version, **of_line)
        if is_unchanged:
            lines.mark_unchanged(**of_line)


def task_rows(tasks: Iterable[YearTask], titles: Iterable[str]) -> list[Row]:
    """Rows for ``plans.save_tasks``: a task that keeps its title keeps its figures.

    Blanks and marks at the end of a title do not matter.
    """
    free = list(tasks)
    rows = []
    for key, title in enumerate(titles):
        same = next((task for task in free if _bare(task.title) == _bare(title)), None)
        if same:
            free.remove(same)
        rows.append(Row(f"r{key}", {"title": title}, same.pk if same else None))
    return rows


def _bare(title: str) -> str:
    return re.sub(r"[\s;；。.,，、]+", "", title)
